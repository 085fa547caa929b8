"""Several people arrive together: one of them checks the others in."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import AskRoom, PrintBadge, SendCheckIn
from kiosk_app.journey.events import (
    BackTouched,
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    CheckInAnswered,
    CheckInRefused,
    CheckInUnanswered,
    ColleaguesConfirmed,
    ColleaguesWanted,
    ColleagueTouched,
    DoneTouched,
    HostWasTold,
    RoomAnswered,
    Scanned,
    VisitCancelled,
)
from kiosk_app.journey.states import (
    BadgeState,
    Checking,
    Colleagues,
    HostTold,
    Refused,
)
from kiosk_app.journey.states_names import Brought
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ACCOMPANIED,
    ALREADY_HERE,
    ASKED_FOR_BEN,
    BRINGING_BEN,
    COMPLETED,
    FOUND,
    ID,
    LATER,
    LOOKING,
    OTHER_ID,
    PARTY,
    PASS,
    STAMP,
    TOGETHER,
    after,
    effects_of,
    journey,
    reply,
)

BOTH = after(journey(TOGETHER), ColleaguesConfirmed((STAMP, LATER)))
"""Ben is being checked in, Ida comes after him."""


def brought(now):
    """Say how far each colleague is."""
    return [one.brought for one in now.state.people]


def test_everybody_of_the_party_is_marked_at_first():
    """One touch shows the others, and all of them come along."""
    assert after(journey(ACCOMPANIED), ColleaguesWanted()).state == TOGETHER


@pytest.mark.parametrize("state", [COMPLETED, ALREADY_HERE])
def test_whoever_came_alone_brings_nobody(state):
    """Where nobody else was invited there is nobody to check in."""
    assert after(journey(state), ColleaguesWanted()) == journey(state)


def test_who_is_not_here_is_left_out():
    """A touch takes somebody out, another one puts them back."""
    without_ben = after(journey(TOGETHER), ColleagueTouched(0))

    assert [one.chosen for one in without_ben.state.people] == [False, True]
    assert after(without_ben, ColleagueTouched(0)).state == TOGETHER


def test_only_who_is_marked_is_checked_in():
    """Whoever was left out is not asked for."""
    without_ben = after(journey(TOGETHER), ColleagueTouched(0))

    [asked] = effects_of(without_ben, ColleaguesConfirmed((STAMP,)))

    assert asked.request.claim == "claim-ida"


def test_they_are_checked_in_one_after_the_other():
    """The first is asked for at once, the second when the first is answered."""
    [first] = effects_of(journey(TOGETHER), ColleaguesConfirmed((STAMP, LATER)))
    *papers, second = effects_of(BOTH, CheckInAnswered(ID, reply(FOUND)))

    assert first == SendCheckIn(ASKED_FOR_BEN)
    assert second.request.claim == "claim-ida"
    assert second.request.request_id == OTHER_ID
    assert [type(paper) for paper in papers] == [PrintBadge]


@pytest.mark.parametrize(
    ("news", "badge"),
    [
        (BadgePrinted("visit-1"), BadgeState.PRINTED),
        (BadgeFailed("visit-1"), BadgeState.FAILED),
        (BadgeElsewhere("visit-1", "Foyer"), BadgeState.ELSEWHERE),
        (BadgeFailed("visit-7"), BadgeState.PRINTING),
    ],
)
def test_a_colleagues_badge_is_followed_too(news, badge):
    """Whoever brings others reads whose badge is at reception."""
    printing = after(BOTH, CheckInAnswered(ID, reply(FOUND)))

    heard = after(printing, news).state

    assert heard.people[0].badge is badge
    assert heard.arrived == printing.state.arrived


def test_a_badge_waits_for_its_room():
    """A colleague's badge shows their room, as the first visitor's does."""
    room, badge, _ = effects_of(BOTH, CheckInAnswered(ID, reply(LOOKING)))

    assert room == AskRoom("visit-1", 1800)
    assert isinstance(badge, PrintBadge)


def test_nobody_gets_a_second_badge():
    """Somebody who came in by another door has their badge already."""
    here = CheckInAnswered(ID, reply(FOUND, already_here=True))

    [only] = effects_of(BOTH, here)

    assert isinstance(only, SendCheckIn)


def test_a_kiosk_without_a_printer_prints_nothing():
    """Where there is no printer, nobody waits for a badge."""
    bare = replace(BOTH, prints_badges=False)

    [only] = effects_of(bare, CheckInAnswered(ID, reply(FOUND)))

    assert isinstance(only, SendCheckIn)


@pytest.mark.parametrize(
    ("answer", "online"),
    [
        (CheckInRefused(ID, Refusal.CANCELLED, {}), True),
        (CheckInUnanswered(ID), False),
    ],
)
def test_one_who_cannot_come_in_does_not_stop_the_others(answer, online):
    """Whoever was refused is sent to reception, and the next one is asked for."""
    done = after(BOTH, answer)

    assert brought(done) == [Brought.AT_RECEPTION, Brought.ASKING]
    assert done.online is online


def test_when_all_are_in_each_ones_outcome_is_shown():
    """The page stands until the visitor goes back to their room."""
    done = after(
        BOTH,
        CheckInAnswered(ID, reply(FOUND)),
        CheckInAnswered(OTHER_ID, reply(FOUND)),
    )

    assert brought(done) == [Brought.DONE, Brought.DONE]
    assert after(done, DoneTouched()).state == replace(
        ACCOMPANIED, reply=reply(party=())
    )


def test_who_was_left_out_may_still_be_brought():
    """Ida comes up the stairs later: she is still offered."""
    done = after(journey(BRINGING_BEN), CheckInAnswered(ID, reply(FOUND)))

    back = after(done, BackTouched())

    assert back.state.reply.party == [PARTY[1]]


def test_back_without_checking_anybody_in_changes_nothing():
    """Whoever changes their mind finds their room as it was."""
    assert after(journey(TOGETHER), BackTouched()).state == ACCOMPANIED


@pytest.mark.parametrize(
    "event",
    [
        BackTouched(),
        DoneTouched(),
        Scanned(PASS, LATER),
        ColleagueTouched(1),
        ColleaguesConfirmed((STAMP, LATER)),
        CheckInAnswered(OTHER_ID, reply(FOUND)),
        CheckInRefused(OTHER_ID, Refusal.CANCELLED, {}),
    ],
)
def test_nothing_interrupts_a_check_in_under_way(event):
    """Nobody is lost half-way, and no answer is taken for another's."""
    assert after(BOTH, event) == BOTH


def test_an_answer_that_nobody_waits_for_is_ignored():
    """Before the visitor has confirmed, nobody can have been checked in."""
    start = journey(TOGETHER)

    assert after(start, CheckInAnswered(ID, reply(FOUND))) == start


def test_the_next_visitor_need_not_wait_for_the_list():
    """A pass held up while the list stands belongs to the next visitor."""
    done = after(journey(TOGETHER, language="de"), Scanned(PASS, LATER))

    assert isinstance(done.state, Checking)
    assert done.language == "en"


def test_the_room_is_found_behind_the_list():
    """What becomes known of the visitor's own visit stands there when they are back."""
    done = after(
        BOTH,
        RoomAnswered("visit-1", FOUND),
        HostWasTold("visit-1", reached=True),
        HostWasTold("visit-2", reached=False),
    )

    assert isinstance(done.state, Colleagues)
    assert done.state.arrived == replace(ACCOMPANIED, room=FOUND, host=HostTold.TOLD)


def test_a_cancellation_is_told_at_once():
    """A visit that was cancelled meanwhile is not hidden behind the list."""
    done = after(journey(TOGETHER), VisitCancelled("visit-1"))

    assert done.state == Refused(Refusal.CANCELLED)
