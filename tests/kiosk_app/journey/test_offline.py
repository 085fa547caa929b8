"""What a kiosk decides by itself while its server is away."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk_app.journey.offline import (
    KnownDay,
    OfflineArrival,
    OfflineRefusal,
    decide,
    find_hosts,
)
from shared.check_in import CheckInRequest
from shared.offline import RosterHost, Skipped
from shared.refusals import Refusal
from tests.fakes.offline_day import (
    HOUR,
    MARA,
    NINE,
    PASS_KEY,
    by_code,
    by_pass,
    day,
    pass_text,
    roster,
    walk_in,
)

ON_THE_LIST = OfflineArrival(
    name="Mara Lindt",
    company="Lindt AG",
    host="Jonas Weber",
    room="Room A",
    as_of=NINE,
    language="en",
    skipped=(Skipped.SERVER_RULES, Skipped.HOST, Skipped.WIFI),
)
JONAS, ZOE = day().roster.hosts


@pytest.mark.parametrize("request_", [by_pass(), by_code()])
def test_who_is_on_the_list_is_checked_in_by_pass_or_code(request_):
    """B28: the list opens with what the visitor brings: name, host and room are there."""
    assert decide(request_, day()) == ON_THE_LIST


def test_a_guest_network_that_the_kiosk_may_keep_is_not_missing():
    """Where the site lets the kiosk keep its Wi-Fi, nobody notes that it was missing."""
    known = day()
    with_wifi = KnownDay(known.roster, known.pass_keys, known.moment, has_wifi=True)

    assert Skipped.WIFI not in decide(by_pass(), with_wifi).skipped


def test_a_visit_without_a_room_says_that_none_was_looked_for():
    """No room is made up: reception has it."""
    arrival = decide(by_pass(), day(MARA.model_copy(update={"room": None})))

    assert (arrival.room, arrival.as_of) == (None, None)
    assert Skipped.ROOM in arrival.skipped


def test_somebody_invited_since_is_checked_in_without_a_name():
    """A good pass that is not on the list counts; the kiosk knows nothing else of it."""
    arrival = decide(by_pass(pass_text(uuid4())), day())

    assert arrival == OfflineArrival(
        skipped=(
            Skipped.SERVER_RULES,
            Skipped.ROSTER,
            Skipped.ROOM,
            Skipped.HOST,
            Skipped.WIFI,
        )
    )


def test_a_pass_counts_after_the_list_was_wiped():
    """A day without the server later passes are still told from forgeries."""
    wiped = KnownDay(pass_keys={1: PASS_KEY.public_key()})

    assert decide(by_pass(), wiped).name is None
    assert decide(by_pass(_forged()), wiped) == OfflineRefusal(Refusal.PASS_UNKNOWN)


def test_a_forged_pass_is_refused_as_it_is_online():
    """A pass that somebody else signed opens nothing."""
    assert decide(by_pass(_forged()), day()) == OfflineRefusal(Refusal.PASS_UNKNOWN)


@pytest.mark.parametrize(
    ("visit", "moment", "expected"),
    [
        (
            MARA.model_copy(update={"cancelled": True}),
            NINE,
            OfflineRefusal(Refusal.CANCELLED),
        ),
        (MARA, NINE + 10 * HOUR, OfflineRefusal(Refusal.EXPIRED)),
        (
            MARA,
            NINE - 3 * HOUR,
            OfflineRefusal(Refusal.TOO_EARLY, {"starts": NINE.isoformat()}),
        ),
        (MARA, None, ON_THE_LIST),
    ],
)
def test_the_day_of_the_visit_counts_where_the_time_is_known(visit, moment, expected):
    """Cancelled, over or too early is said; a kiosk unsure of the time refuses nobody."""
    assert decide(by_pass(), day(visit, moment=moment)) == expected


def test_an_old_pass_is_refused_without_the_list_too():
    """A pass is never good for longer than it says itself."""
    old = by_pass(pass_text(uuid4(), expires=NINE - HOUR))

    assert decide(old, day()) == OfflineRefusal(Refusal.EXPIRED)


def test_of_several_visits_the_one_that_is_now_is_meant():
    """Whoever comes twice today is checked in to the visit of this hour."""
    late = MARA.model_copy(
        update={
            "visit": "visit-2",
            "host": "Zoë Weiß",
            "starts": NINE + 4 * HOUR,
            "expected_arrival": NINE + 5 * HOUR,
        }
    )

    assert decide(by_pass(), day(late, MARA)).host == "Jonas Weber"
    assert decide(
        by_pass(), day(late, MARA.model_copy(update={"cancelled": True}))
    ) == (OfflineRefusal(Refusal.TOO_EARLY, {"starts": (NINE + 5 * HOUR).isoformat()}))


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        (by_code("ZZZZZZ"), day()),
        (by_code(), KnownDay()),
        (by_pass(), KnownDay()),
    ],
)
def test_what_the_kiosk_cannot_check_it_leaves_to_people(request_, known):
    """A code that opens nothing, or no list at all: reception helps."""
    assert decide(request_, known) is None


def test_a_damaged_entry_opens_nothing_and_breaks_nothing():
    """One entry that was changed on its way does not lock the others."""
    damaged = roster(MARA, MARA)
    first = damaged.entries[0].model_copy(update={"sealed": "AAAA"})
    entries = [first, damaged.entries[1]]
    known = KnownDay(
        damaged.model_copy(update={"entries": entries}),
        {1: PASS_KEY.public_key()},
        NINE,
    )

    assert decide(by_pass(), known).name == "Mara Lindt"


@pytest.mark.parametrize(
    ("host", "name"), [("host-1", "Jonas Weber"), ("host-9", None)]
)
def test_a_walk_in_is_checked_in_with_what_they_said(host, name):
    """A walk-in's host is named where the kiosk's list has them."""
    arrival = decide(walk_in(host=host), day())

    assert (arrival.name, arrival.company) == ("Ada Sommer", "Sommer GmbH")
    assert arrival.host == name
    assert arrival.skipped == (Skipped.ROOM, Skipped.HOST, Skipped.WIFI)


@pytest.mark.parametrize(
    ("request_", "visit", "room"),
    [
        (walk_in("Mara LINDT"), MARA, "Room A"),
        (walk_in("Mara LINDT", host="host-2"), MARA, None),
        (walk_in("Mara"), MARA, None),
        (walk_in("Mara Lindt"), MARA.model_copy(update={"cancelled": True}), None),
    ],
)
def test_who_names_themselves_and_their_host_reads_the_room(request_, visit, room):
    """An expected visitor without a pass: only both names together show the room."""
    arrival = decide(request_, day(visit))

    assert arrival.room == room
    assert (Skipped.ROOM in arrival.skipped) is (room is None)


def test_a_visit_that_the_server_had_offered_is_checked_in():
    """Whoever chose their visit while the server answered is in, if it goes away then."""
    chosen = CheckInRequest(request_id=uuid4(), kiosk_time=NINE, claim="sealed-claim")

    arrival = decide(chosen, day())

    assert arrival.skipped[:2] == (Skipped.SERVER_RULES, Skipped.ROOM)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jo", [JONAS]),
        ("we jo", [JONAS]),
        ("WE", [JONAS, ZOE]),
        ("zoe", [ZOE]),
        ("weiss", [ZOE]),
        ("nas", []),
        ("  ", []),
    ],
)
def test_a_host_is_found_by_the_beginning_of_any_name(query, found):
    """C14: case and accents do not count, and the middle of a name finds nobody."""
    names = [host.name for host in find_hosts(query, day())]

    assert names == [host.name for host in found]


def test_at_most_eight_hosts_are_shown():
    """Nobody reads a list of the whole house."""
    many = [RosterHost(id=str(n), name=f"Anna {n}") for n in range(20)]
    known = KnownDay(roster().model_copy(update={"hosts": many}))

    assert len(find_hosts("an", known)) == 8


def test_without_a_list_nobody_can_be_looked_up():
    """The screen says so instead of "no one found"."""
    assert find_hosts("jo", KnownDay()) is None


def _forged() -> str:
    return pass_text(
        key=Ed25519PrivateKey.from_private_bytes(b"x" * 32),
        expires=NINE + timedelta(days=1),
    )


def test_a_photo_is_left_out_and_the_visit_says_so():
    """A kiosk by itself photographs nobody; where the site asks for one it is noted."""
    asks = replace(day(), asks_photo=True)

    left_out = decide(by_pass(), asks)

    assert Skipped.PHOTO in left_out.skipped
    assert Skipped.PHOTO not in decide(by_pass(), day()).skipped
