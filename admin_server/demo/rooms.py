"""Every situation of the demo in which a visitor is shown a room.

Meetings last until well after two hours from now, so that what is promised here
stays true while somebody tries it out.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from admin_server.core.meetings import ShownAs
from admin_server.demo.lakeside import (
    AMELIE,
    CHIARA,
    FATIMA,
    GARDEN,
    INGRID,
    JONAS,
    KWAME,
    LARS,
    LIBRARY,
    MATEO,
    QUAY,
    ROOM_A,
    ROOM_B,
    STUDIO,
    WEI,
    YUKI,
)
from admin_server.demo.meetings import DemoMeeting, Guest, Usually
from admin_server.demo.visitors import Person, Situation, found

_MARA = Person("Mara Lindt", "mara@brightwater.example", "Brightwater")
_TOMAS = Person("Tomás Vidal", "tomas@brightwater.example", "Brightwater")
_PRIYA = Person("Priya Nair", "priya.nair@alder.example", "Alder Consulting")
_CHIDI = Person("Chidi Eze", "chidi@kilnworks.example", "Kilnworks")
_SAORI = Person("Saori Mori", "saori@hinode.example", "Hinode")
_SARA = Person("سارة منصور", "sara@qamar.example", "Qamar Studio", language="ar")
_JOHAN = Person("Johan De Smet", "johan@desmet.example", "De Smet & Zonen")
_ALMA = Person("Alma Reyes", "alma@reyes.example", "Reyes Partners")
_NIA = Person("Nia Pritchard", "nia@penarth.example", "Penarth Robotics")
_OTTO = Person("Otto Brandt", "otto.b@post.example", "Brandt AG", language="de")
_OTTO_AT_WORK = Guest("Brandt, Otto", "office@brandt.example")


def rooms_found(soon: datetime) -> list[Situation]:
    """Give everybody who is shown a room. `soon` is the next quarter of an hour."""
    return [
        *_by_email(soon),
        *_by_being_the_only_one(soon),
        *_by_name(soon),
        *_among_several(soon),
        *_moved(soon),
    ]


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _by_email(soon: datetime) -> list[Situation]:
    start = soon + _minutes(15)
    review = DemoMeeting(
        name="quarterly-review",
        host=JONAS,
        subject="Quarterly review with Brightwater",
        start=start,
        end=start + _minutes(120),
        guests=(_MARA.guest, _TOMAS.guest),
        colleagues=(INGRID,),
        room=ROOM_A,
    )
    together = _TOMAS.comes(
        JONAS,
        start,
        expect=found(ROOM_A),
        why="Second guest of the same meeting.",
    )
    first = _MARA.comes(
        JONAS,
        start,
        expect=found(ROOM_A),
        why="Her e-mail is among the meeting's guests.",
    )
    talk = DemoMeeting(
        name="private-talk",
        host=YUKI,
        subject="Contract talk, confidential",
        start=soon,
        end=soon + _minutes(150),
        guests=(_SAORI.guest,),
        room=LIBRARY,
        private=True,
    )
    private = _SAORI.comes(
        YUKI,
        soon,
        expect=found(LIBRARY),
        why="A private meeting: her e-mail is in it, so the room is shown, no more.",
    )
    return [
        Situation(first, (review,)),
        Situation(together),
        Situation(private, (talk,)),
    ]


def _by_being_the_only_one(soon: datetime) -> list[Situation]:
    start = soon - _minutes(30)
    workshop = DemoMeeting(
        name="brand-workshop",
        host=AMELIE,
        subject="Brand workshop",
        start=start,
        end=start + _minutes(180),
        room=STUDIO,
    )
    late = _PRIYA.comes(
        AMELIE,
        start,
        expect=found(STUDIO),
        why="Late; the only meeting at her time, and no other guest is named in it.",
    )
    anniversary = DemoMeeting(
        name="company-anniversary",
        host=FATIMA,
        subject="Company anniversary",
        start=soon,
        end=soon,
        all_day=True,
        shown_as=ShownAs.FREE,
    )
    budget = DemoMeeting(
        name="budget-review",
        host=FATIMA,
        subject="Budget review",
        start=soon,
        end=soon + _minutes(150),
        location=GARDEN.name,
    )
    all_day = _CHIDI.comes(
        FATIMA,
        soon,
        expect=found(GARDEN),
        why="An all-day entry does not count; the room stands in the location only.",
    )
    return [Situation(late, (workshop,)), Situation(all_day, (anniversary, budget))]


def _by_name(soon: datetime) -> list[Situation]:
    offer = DemoMeeting(
        name="offer-review",
        host=INGRID,
        subject="Offer of Brandt",
        start=soon + _minutes(15),
        end=soon + _minutes(150),
        guests=(_OTTO_AT_WORK,),
        room=ROOM_A,
    )
    forecast = replace(offer, name="forecast", subject="Forecast", guests=(), room=None)
    visitor = _OTTO.comes(
        INGRID,
        soon + _minutes(15),
        expect=found(ROOM_A),
        why="Another e-mail was invited, but name and company are his.",
    )
    return [Situation(visitor, (offer, forecast))]


def _among_several(soon: datetime) -> list[Situation]:
    theirs = DemoMeeting(
        name="supplier-audit",
        host=LARS,
        subject="Supplier audit",
        start=soon,
        end=soon + _minutes(150),
        guests=(_JOHAN.guest,),
        room=ROOM_B,
    )
    other = replace(
        theirs,
        name="architecture-board",
        subject="Architecture board",
        guests=(),
        colleagues=(KWAME, WEI),
        room=ROOM_A,
    )
    at_once = _JOHAN.comes(
        LARS,
        soon,
        expect=found(ROOM_B),
        why="His host has two meetings at once; he is invited to this one.",
    )
    stand_up = DemoMeeting(
        name="stand-up",
        host=KWAME,
        subject="Stand-up",
        start=soon,
        end=soon + _minutes(15),
        colleagues=(LARS, WEI),
        room=STUDIO,
    )
    demo = DemoMeeting(
        name="robot-demonstration",
        host=KWAME,
        subject="Robot demonstration",
        start=soon + _minutes(15),
        end=soon + _minutes(150),
        guests=(_NIA.guest,),
        room=ROOM_B,
        also_at=QUAY,
    )
    back_to_back = _NIA.comes(
        KWAME,
        soon + _minutes(15),
        expect=found(ROOM_B),
        why="Right after a stand-up; the room at this house, not the one in Hamburg.",
    )
    return [
        Situation(at_once, (theirs, other)),
        Situation(back_to_back, (stand_up, demo)),
    ]


def _moved(soon: datetime) -> list[Situation]:
    weekly = DemoMeeting(
        name="campaign-weekly",
        host=CHIARA,
        subject="Campaign, every week",
        start=soon + _minutes(10),
        end=soon + _minutes(150),
        guests=(_SARA.guest,),
        room=GARDEN,
        usually=Usually(soon, _minutes(60), ROOM_B),
    )
    recurring = _SARA.comes(
        CHIARA,
        soon,
        expect=found(GARDEN),
        why="A weekly meeting that has another room and time only today.",
    )
    tasting = DemoMeeting(
        name="menu-tasting",
        host=MATEO,
        subject="Menu tasting",
        start=soon + _minutes(25),
        end=soon + _minutes(150),
        guests=(_ALMA.guest,),
        room=LIBRARY,
        moved=True,
    )
    later = replace(
        _ALMA.comes(
            MATEO,
            soon,
            expect=found(LIBRARY),
            why="Her meeting was moved by 25 minutes; the visit is linked to it.",
        ),
        meeting=tasting.uid,
    )
    return [Situation(recurring, (weekly,)), Situation(later, (tasting,))]
