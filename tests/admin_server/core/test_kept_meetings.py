"""What a copy answers of people and places, and what nobody can read in it."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from admin_server.core.known_attendees import KnownAttendee
from admin_server.core.meetings import Attendee, Meeting
from admin_server.core.rooms import Room
from tests.fakes.clock import MORNING
from tests.fakes.kept import KEY, as_kept

LAB = Room("lab@rooms.example", "Lab")
PLAIN = Meeting("id", "uid", MORNING, MORNING)

_words = st.sampled_from(
    ["mia", "Mia", "gast", "acme", "Acme GmbH", "müller", "+x", ""]
)
names = st.lists(_words | st.sampled_from(["(Acme)", ",", "…"]), max_size=4).map(
    " ".join
)
domains = st.sampled_from(
    [
        "acme.example",
        "mail.acme.example",
        "acme",
        "gmail.com",
        "xn--mller-kva.example",
        "müller.example",
        "",
        ".example",
        "a..example",
    ]
)
addresses = st.builds(
    lambda who, sign, domain: f"{who}{sign}{domain}",
    st.sampled_from(["mia", "mia+a", "mia+b", "Mia", "", "+a", "a@b"]),
    st.sampled_from(["@", "@", "@", ""]),
    domains,
)


@given(addresses, names, addresses, names)
@example("mia@acme.example", "", "mia@acme.example", "")
def test_a_copy_knows_people_as_the_calendar_does(
    address: str, shown: str, email: str, typed: str
):
    """Whatever a visitor gives, a copy recognises them exactly if the calendar does."""
    read = Attendee(address, shown)
    kept = KnownAttendee.of(read, KEY)

    assert kept.is_at(email) == read.is_at(email)
    assert kept.is_called(typed) == read.is_called(typed)
    assert kept.is_of(typed) == read.is_of(typed)
    assert kept.has_name == read.has_name


@given(addresses, st.lists(domains.filter(bool), max_size=2))
def test_a_copy_knows_colleagues_as_the_calendar_does(address: str, own: list[str]):
    """Who is from inside is told from a guest without keeping their domain."""
    read = Attendee(address)

    assert KnownAttendee.of(read, KEY).is_within(own) == read.is_within(own)


@given(st.text(max_size=60))
@example("Mia Gast; Lab, \ud800")
@example("fp.Mia Gast")
@example("fp.0123456789abcdef; Mia Gast")
def test_of_a_place_only_rooms_can_be_read(place: str):
    """A name that somebody wrote into the location is not in the copy."""
    meeting = replace(PLAIN, location=place, location_addresses=("mia@acme.example",))
    [kept] = as_kept([meeting], [LAB])

    text = kept.location or ""
    assert all(
        piece in {"", LAB.name} or piece.startswith("fp.") for piece in text.split(";")
    )
    assert "Mia" not in text
    assert kept.location_addresses[0].startswith("fp.")
    assert bool(kept.location) == bool(place)


@pytest.mark.parametrize("place", ["Lab", "Bo's Lab, Lab; Roof", " ; ", ""])
def test_what_was_kept_can_be_kept_again(place: str):
    """A copy of a copy says the same."""
    people = (Attendee("mia@acme.example", "Mia"), Attendee(LAB.address))
    meeting = replace(PLAIN, attendees=people, location=place)

    once = as_kept([meeting], [LAB])

    assert as_kept(once, [LAB]) == once
