"""The walls between tenants, as far as the source itself can show them."""

import ast
import inspect
from functools import cached_property
from pathlib import Path

import pytest

from admin_server.core.ports import Nouns, TenantStore
from admin_server.storage.nouns import SqlNouns
from admin_server.storage.store import SqlTenantStore
from tests.contracts.store_walls import QUESTIONS, TAMPERINGS, TRESPASSES

ROOT = Path(__file__).parents[2]
PACKAGES = ("admin_server", "kiosk_app", "shared", "hardware")
SQL_LIBRARIES = {"sqlalchemy", "alembic", "pysqlite3"}


def _asked(part):
    """Give the function behind a property, whether or not its answer is kept."""
    return part.func if isinstance(part, cached_property) else part.fget


NOUNS = {
    f"{view.__name__}.{name}": inspect.signature(_asked(part)).return_annotation
    for view in (Nouns, SqlNouns)
    for name, part in inspect.getmembers(view)
    if isinstance(part, property | cached_property) and name != "tenant"
}
CLASSES = [TenantStore, SqlTenantStore, Nouns, SqlNouns, *NOUNS.values()]


@pytest.mark.parametrize("owner", CLASSES, ids=lambda owner: owner.__name__)
def test_no_method_takes_a_tenant(owner: type):
    """No caller can name another organisation, because nobody can name one at all."""
    named = [
        (method, parameter)
        for method, function in inspect.getmembers(owner, inspect.isfunction)
        if not method.startswith("_")
        for parameter in inspect.signature(function).parameters
        if "tenant" in parameter and (method, parameter) != ("change_tenant", "tenant")
    ]

    assert named == []


def test_every_noun_is_looked_at():
    """The check above does not pass because it looked at nothing."""
    assert len(NOUNS) == 2 * 26


def test_every_method_is_tried_across_the_wall():
    """A question or a change that is new is tried between two organisations too."""
    methods = {
        f"{noun.removeprefix('Nouns.')}.{method}"
        for noun, owner in NOUNS.items()
        if noun.startswith("Nouns.")
        for method, _ in inspect.getmembers(owner, inspect.isfunction)
        if not method.startswith("_")
    }
    tried = {*QUESTIONS, *TAMPERINGS, *TRESPASSES}

    # A new message names no other thing that could stand behind the wall. What was
    # given up is tried across it where it is given up: in the outbox's own contract.
    given_up = {"given_up", "dead_letter", "revive", "discard"}
    outbox = {f"outbox.{method}" for method in ("add", *given_up)}
    assert methods - tried == outbox


def test_sql_stands_in_one_place():
    """Only the store's own files can ask the database anything."""
    strangers = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if "storage" not in file.relative_to(ROOT).parts
        if _imports(file) & SQL_LIBRARIES
    }

    assert strangers == set()


def test_the_store_itself_asks():
    """The check above does not pass because it overlooks imports."""
    assert _imports(ROOT / "admin_server/storage/rows.py") >= {"sqlalchemy"}


def _imports(file: Path) -> set[str]:
    """Give the outermost package of everything that a file imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = [
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    ]
    origins = [
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    return {module.split(".")[0] for module in (*plain, *origins)}
