"""Runs through a directory: when they begin, and what happens meanwhile (statement 26)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from admin_server.core.changes import Author
from admin_server.core.connections import DirectorySync, RunState
from admin_server.core.directory_import import DirectoryPlan
from admin_server.core.directory_runs import (
    AGAIN,
    EVERY,
    begin,
    hold,
    is_due,
    save_portion,
    switch_off,
)
from admin_server.core.people import Host
from admin_server.core.ports import Nouns
from admin_server.storage.store import SqlStore, open_store
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, PRIYA, TENANT, furnish
from tests.fakes.migrated import new_database

T = TypeVar("T")
BY = Author("system", MORNING)
ON = DirectorySync(on=True)


@pytest.fixture
async def store(tmp_path: Path):
    """The lobby's data, without a server."""
    address = new_database(tmp_path / "portico.db")
    opened = open_store(address)
    await furnish(opened)
    yield opened
    opened.close()


async def do(store: SqlStore, work: Callable[[Nouns], T]) -> T:
    """Change or read the tenant."""
    return await store.for_tenant(TENANT).write(work)


@pytest.mark.parametrize(
    ("sync", "due"),
    [
        (DirectorySync(), False),
        (DirectorySync(asked=True), False),
        (ON, True),
        (replace(ON, tried_at=MORNING), False),
        (replace(ON, tried_at=MORNING, asked=True), True),
        (replace(ON, tried_at=MORNING - EVERY), True),
        (replace(ON, tried_at=MORNING - AGAIN), False),
        (replace(ON, tried_at=MORNING - AGAIN, state=RunState.FAILED), True),
        (replace(ON, tried_at=MORNING - AGAIN, state=RunState.RUNNING), True),
        (replace(ON, tried_at=MORNING - AGAIN, state=RunState.HELD), False),
    ],
    ids=[
        "off",
        "off-and-asked",
        "never",
        "just-now",
        "asked",
        "long-ago",
        "well",
        "failed",
        "cut-off",
        "held",
    ],
)
def test_a_run_is_due(sync: DirectorySync, due: bool):
    """It runs every four hours, sooner when asked for, failed or cut off."""
    assert is_due(sync, now=MORNING) is due


async def test_one_run_begins_at_a_time(store: SqlStore):
    """Of two servers that look at the same moment one begins."""
    await do(store, lambda n: n.change_tenant(replace(n.tenant, directory=ON)))

    first = await do(store, lambda nouns: begin(nouns, now=MORNING))
    second = await do(store, lambda nouns: begin(nouns, now=MORNING))

    assert first is not None
    assert second is None


async def test_what_was_changed_meanwhile_stays(store: SqlStore):
    """A host who was given a site during a run keeps it."""
    await do(store, lambda n: n.hosts.put(replace(JONAS, site="site-house")))
    steps = [(JONAS, replace(JONAS, name="Jonas Roth", directory_id="id-1"))]

    await do(store, lambda nouns: save_portion(nouns, steps, ["-"], BY))

    stored = await do(store, lambda nouns: nouns.hosts.get(JONAS.id))
    assert stored == replace(
        JONAS, name="Jonas Roth", directory_id="id-1", site="site-house"
    )


async def test_who_was_entered_meanwhile_is_not_added_again(store: SqlStore):
    """Somebody entered by hand during a run is taken over by the next one."""
    steps = [(None, Host("", "Priya Nair", PRIYA.email, directory_id="id-1"))]

    await do(store, lambda nouns: save_portion(nouns, steps, ["host-new"], BY))

    assert await do(store, lambda nouns: nouns.hosts.get("host-new")) is None


async def test_who_is_not_there_any_more_is_not_made_anew(store: SqlStore):
    """A host who was taken away during a run stays away."""
    gone = replace(JONAS, id="host-gone")

    await do(
        store,
        lambda n: save_portion(n, [(gone, replace(gone, name="New"))], ["-"], BY),
    )

    assert await do(store, lambda nouns: nouns.hosts.get("host-gone")) is None


async def test_a_question_is_noted_once(store: SqlStore):
    """Every run that finds the same loss asks the same question, noted once."""
    plan = DirectoryPlan(disabled=(JONAS, PRIYA), of=2)

    await do(store, lambda nouns: hold(nouns, plan, BY))
    await do(
        store,
        lambda n: hold(n, plan, Author("system", MORNING + timedelta(hours=4))),
    )

    rows = await do(store, lambda nouns: nouns.audit.of(f"tenant:{TENANT}"))
    assert [event for _, event, _ in rows] == ["directory.held"]


async def test_what_is_off_is_not_switched_off_again(store: SqlStore):
    """A second press on the button is not noted."""
    await do(store, lambda nouns: switch_off(nouns, BY))

    assert await do(store, lambda n: n.audit.of(f"tenant:{TENANT}")) == []
