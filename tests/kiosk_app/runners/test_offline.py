"""A visitor comes, and the server is away: what the kiosk does with them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.effects import KeepCheckIn, SearchHosts
from kiosk_app.journey.events import (
    CheckInKept,
    CheckInNotKept,
    HostsFound,
    HostsUnreachable,
)
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.offline import OfflineCheckIns
from kiosk_app.runners.outside import Outside
from shared.badge import Badge, BadgeLabels
from shared.check_in import CheckInRequest, WalkInVisitor
from shared.kiosk_options import BadgeChoice, KioskOptions
from shared.offline import QueueKey, Skipped
from shared.refusals import Refusal
from tests.fakes.offline_day import (
    MARA,
    NINE,
    TurnedClocks,
    by_code,
    by_pass,
    configuration,
    opened,
    roster,
    walk_in,
)


@pytest.fixture
def store(tmp_path):
    """The kiosk's disk."""
    on_disk = KeptStore(tmp_path / "kiosk")
    yield on_disk
    on_disk.close()


@pytest.fixture
def clocks():
    """Clocks that stand still."""
    return TurnedClocks().clocks()


@pytest.fixture
def memory(store, token, clocks):
    """What the kiosk was told this morning."""
    told = Memory(store, token, clocks)
    told.configure(configuration())
    told.take(roster())
    return told


@pytest.fixture
def offline(store, memory, clocks):
    """The kiosk by itself."""
    return OfflineCheckIns(store, memory, clocks)


async def test_a_visitor_with_a_pass_is_checked_in(offline, store, clocks):
    """B28: name, host, room and badge are there; the check-in lies on the disk."""
    request = by_pass()

    kept = await offline.keep(request)

    assert (kept.arrival.name, kept.arrival.room) == ("Mara Lindt", "Room A")
    assert kept.badge == Badge(
        name="Mara Lindt",
        company="Lindt AG",
        host="Jonas Weber",
        site="Lakeside House",
        date="24 November 2026",
        labels=BadgeLabels(host="Host", room="Room"),
    )
    (waiting,) = store.oldest(9)
    assert opened(waiting.sealed, request.request_id) == request
    assert (waiting.boot_id, waiting.monotonic_ms) == (clocks.boot_id, 1_000_000)
    assert waiting.kept_at == NINE
    assert waiting.skipped == (Skipped.SERVER_RULES, Skipped.HOST, Skipped.WIFI)


async def test_the_badge_is_written_in_the_invitations_language(offline, memory):
    """A German invitation has a German badge; an unknown language an English one."""
    german = roster(MARA.model_copy(update={"language": "de"}))
    memory.take(german)

    kept = await offline.keep(by_pass())

    assert kept.badge.date == "24. November 2026"
    assert kept.badge.labels == BadgeLabels(host="Gastgeber", room="Raum")


async def test_the_badge_shows_the_sites_own_line(offline, memory):
    """The number for emergencies stands on a badge of an offline day too."""
    memory.take(roster(MARA))
    choice = KioskOptions(badge=BadgeChoice(text="Call 112"))
    memory.configure(memory.configuration.model_copy(update={"options": choice}))

    kept = await offline.keep(by_pass())

    assert kept.badge.text == "Call 112"


async def test_a_walk_in_is_kept_with_what_they_said(offline, store):
    """A11: a walk-in without the server gets in, and a badge with their host."""
    request = walk_in()

    kept = await offline.keep(request)

    assert (kept.badge.name, kept.badge.host) == ("Ada Sommer", "Jonas Weber")
    (waiting,) = store.oldest(9)
    assert opened(waiting.sealed, request.request_id) == request


async def test_without_a_clock_nobody_is_late(store, token, memory):
    """R7: started without a clock, an old pass counts, and reception reads why."""
    later = TurnedClocks(NINE + timedelta(hours=20)).clocks()
    lost = replace(later, is_set=lambda: False)
    memory = Memory(store, token, lost)
    memory.load()

    kept = await OfflineCheckIns(store, memory, lost).keep(by_pass())

    assert kept.arrival.skipped[-1] is Skipped.CLOCK
    assert store.oldest(9)[-1].skipped[-1] == "clock"


async def test_nothing_on_the_disk_names_anybody(offline, tmp_path):
    """Check 8: `strings` over the kiosk's folder finds no name, no pass, no host."""
    request = by_pass()
    await offline.keep(request)
    await offline.keep(walk_in())

    written = b"".join(file.read_bytes() for file in (tmp_path / "kiosk").iterdir())

    assert b"Mara" not in written
    assert b"Ada" not in written
    assert b"Jonas" not in written
    assert b"Sommer" not in written
    assert request.pass_text.encode() not in written


async def test_a_cancelled_visit_is_not_kept(offline, memory, store):
    """What is known to be called off is refused as online."""
    memory.take(roster(MARA.model_copy(update={"cancelled": True})))
    request = by_pass()

    answer = await offline.keep(request)

    assert answer == CheckInNotKept(request.request_id, Refusal.CANCELLED)
    assert store.waiting == 0


async def test_a_wrong_code_is_not_kept(offline, store):
    """A code that opens nothing is for reception."""
    request = by_code("ZZZZZZ")

    assert await offline.keep(request) == CheckInNotKept(request.request_id)
    assert store.waiting == 0


@pytest.mark.parametrize("key", [None, QueueKey(id="k", public="AAAA")])
async def test_without_a_key_to_seal_to_nothing_is_kept(offline, memory, store, key):
    """Nobody's name ever lies on the disk in the clear, not even for want of a key."""
    memory.configure(configuration(queue_key=key))
    request = by_pass()

    assert await offline.keep(request) == CheckInNotKept(request.request_id)
    assert store.waiting == 0


async def test_a_kiosk_that_was_never_told_anything_keeps_nothing(store, token, clocks):
    """A new device without its server sends everybody to reception."""
    offline = OfflineCheckIns(store, Memory(store, token, clocks), clocks)
    request = by_pass()

    assert await offline.keep(request) == CheckInNotKept(request.request_id)
    assert offline.hosts("jo") is None


async def test_with_a_full_disk_nobody_is_told_that_they_are_in(offline, store):
    """R6: the visitor reads a way on; with room again the next one is kept."""
    store._opened.execute("PRAGMA max_page_count = 1")
    long = walk_in(name="x" * 200)

    with capture_logs() as lines:
        refused = await offline.keep(_longest(long))

    assert refused == CheckInNotKept(long.request_id)
    assert [line["event"] for line in lines] == ["check_in_not_kept"]
    assert isinstance(await offline.keep(by_pass()), CheckInKept)


def _longest(request):
    """Fill a whole new page, which the disk does not have."""
    answers = {f"question_{n}": "x" * 200 for n in range(12)}
    return request.model_copy(update={"answers": answers})


async def test_what_could_never_be_sent_is_not_kept(offline, store):
    """Nothing that the server would refuse for its length holds up the others."""
    answers = {f"question_{n}": "\N{FACE WITH TEARS OF JOY}" * 200 for n in range(12)}
    request = CheckInRequest(
        request_id=walk_in().request_id,
        kiosk_time=NINE,
        visitor=WalkInVisitor(name="\N{FACE WITH TEARS OF JOY}" * 200),
        host_id="host-1",
        purpose="\N{FACE WITH TEARS OF JOY}" * 200,
        answers=answers,
    )

    assert isinstance(await offline.keep(request), CheckInKept | CheckInNotKept)
    assert all(len(one.sealed) <= 16 * 1024 for one in store.oldest(9))


async def test_a_host_is_looked_up_on_the_kiosks_own_list(calls, rooms, offline):
    """A11: with the server away the type-ahead still finds the host."""
    outside = Outside(calls, rooms, offline=offline)

    found = await outside.perform(SearchHosts("zo"))

    assert isinstance(found, HostsFound)
    assert [host.name for host in found.hosts] == ["Zoë Weiß"]


async def test_without_a_list_the_search_says_that_it_cannot(
    calls, rooms, store, token, clocks
):
    """Nobody reads "no one found" where nobody could look."""
    memory = Memory(store, token, clocks)
    outside = Outside(calls, rooms, offline=OfflineCheckIns(store, memory, clocks))

    assert await outside.perform(SearchHosts("zo")) == HostsUnreachable("zo")


async def test_the_journeys_wish_is_done(calls, rooms, offline):
    """What the journey asks to be kept is kept."""
    outside = Outside(calls, rooms, offline=offline)
    request = by_pass()

    answer = await outside.perform(KeepCheckIn(request))

    assert isinstance(answer, CheckInKept)
    assert answer.request_id == request.request_id


async def test_a_site_in_an_unknown_zone_still_prints_a_date(offline, memory):
    """A badge has a date, wherever the kiosk believes to be."""
    memory.configure(configuration(time_zone="Atlantis/Centre"))

    kept = await offline.keep(by_pass())

    assert kept.badge.date == "24 November 2026"
