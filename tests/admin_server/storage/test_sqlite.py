"""The store on SQLite keeps every promise of a store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store import StoreContract
from tests.fakes.migrated import new_database


class TestSqlite(StoreContract):
    @pytest.fixture
    @override
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        store = open_store(new_database(tmp_path / "portico.db"))
        yield store
        store.close()
