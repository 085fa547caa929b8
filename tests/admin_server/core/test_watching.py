"""Which calendars are watched, and for whom (E10)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.connections import Connection
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import MeetingCopy
from admin_server.core.watching import (
    NeededLine,
    keep_newest,
    needed_lines,
    revise_watches,
)
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby, open_lobby

HOUR = timedelta(hours=1)
LINE = Line(Connection("connection-1", "memory", "Calendar"), "team@lakeside.example")
BOTH = NeededLine(LINE, frozenset({JONAS.id, PRIYA.id}), MORNING, MORNING + HOUR)


@pytest.fixture
async def lobby(tmp_path):
    async with open_lobby(tmp_path) as opened:
        yield opened


async def at_lobby(lobby: Lobby, work):
    return await lobby.store.for_tenant(TENANT).write(work)


async def test_a_kind_that_nobody_can_read_is_not_watched(lobby) -> None:
    """A connection of an unknown kind is left alone."""
    await lobby.expect()

    found = await at_lobby(
        lobby, lambda nouns: needed_lines(nouns, now=MORNING, kinds={"google"})
    )

    assert found == {}


async def test_a_watch_passes_to_the_host_who_is_visited_still(lobby) -> None:
    """A team's mailbox is watched in the name of somebody who is visited."""
    source = LINE.source
    ids = iter(["watch-1"])
    await at_lobby(
        lobby,
        lambda nouns: revise_watches(
            nouns, {source: BOTH}, now=MORNING, new_id=ids.__next__
        ),
    )
    only_priya = replace(BOTH, hosts=frozenset({PRIYA.id}))

    gone = await at_lobby(
        lobby,
        lambda nouns: revise_watches(
            nouns, {source: only_priya}, now=MORNING, new_id=ids.__next__
        ),
    )
    watches = await at_lobby(lobby, lambda nouns: nouns.watches.all())

    assert gone == []
    assert [(one.id, one.host) for one in watches] == [("watch-1", PRIYA.id)]


@pytest.mark.parametrize(
    ("other", "is_within"),
    [
        (BOTH, True),
        (None, False),
        (replace(BOTH, hosts=frozenset({JONAS.id})), False),
        (replace(BOTH, start=MORNING + HOUR / 2), False),
        (replace(BOTH, end=MORNING + HOUR / 2), False),
        (replace(BOTH, end=MORNING + 2 * HOUR), True),
    ],
)
def test_what_was_read_may_be_enough(other, is_within) -> None:
    """Nothing more is read where hosts and hours were read already."""
    assert BOTH.is_within(other) is is_within


@pytest.mark.parametrize(("later", "kept"), [(-1, 0), (0, 0), (1, 1)])
async def test_an_older_copy_is_not_kept(lobby, later, kept) -> None:
    """Whoever began to read earlier does not have the last word."""
    first = MeetingCopy(LINE.source, MORNING, MORNING + HOUR, MORNING, ())
    second = replace(first, read_at=MORNING + timedelta(seconds=later))

    await at_lobby(lobby, lambda nouns: keep_newest(nouns, first))
    await at_lobby(lobby, lambda nouns: keep_newest(nouns, second))
    copy = await at_lobby(lobby, lambda nouns: nouns.meetings.copy_for(LINE.source))

    assert copy.read_at == MORNING + timedelta(seconds=kept)
