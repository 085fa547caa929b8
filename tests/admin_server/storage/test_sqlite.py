"""The store on SQLite keeps every promise of a store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store import StoreContract


class TestSqlite(StoreContract):
    @pytest.fixture
    @override
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        address = f"sqlite:///{tmp_path}/portico.db"
        migrate(address)
        store = open_store(address)
        yield store
        store.close()
