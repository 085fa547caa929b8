"""Every situation of the demo in which a visitor is let in without a room."""

from dataclasses import replace
from datetime import datetime, timedelta

from admin_server.core.meetings import Answer, ShownAs
from admin_server.demo.lakeside import (
    AOIFE,
    ELENA,
    GARDEN,
    HENRI,
    LIBRARY,
    NOOR,
    PRIMOZ,
    ROOM_A,
    ROOM_B,
    SAMIR,
    STUDIO,
    WEI,
)
from admin_server.demo.meetings import DemoMeeting
from admin_server.demo.visitors import Person, Situation, nothing

_RUTH = Person("Ruth Cohen", "ruth@negev.example", "Negev Labs")
_ANDRE = Person("André Fontaine", "andre@fontaine.example", "Fontaine", language="fr")
_HENRIKE = Person(
    "Dr. Henrike Osterkamp-Lindqvist",
    "h.osterkamp@applied-mathematics.example",
    "Institute for Applied Mathematics",
    language="de",
)
_LI_WEI = Person("Li Wei", "li.wei@jade.example")
_PAVEL = Person("Pavel Novák", "pavel@novak.example", "Novák s.r.o.")
_EWA = Person("Ewa Zielińska", "ewa@northlight.example", "Northlight")
_BEN = Person("Ben Carter", "ben@carter.example", "Carter & Lowe")
_MINA = Person("Mina Park", "mina@hanriver.example", "Han River Design")


def rooms_not_found(soon: datetime) -> list[Situation]:
    """Give everybody who is checked in without a room."""
    return [*_without_a_room(soon), *_not_certain(soon)]


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _without_a_room(soon: datetime) -> list[Situation]:
    seminar = DemoMeeting(
        name="seminar",
        host=SAMIR,
        subject="Seminar on optimal transport",
        start=soon + _minutes(30),
        end=soon + _minutes(150),
        guests=(_HENRIKE.guest,),
    )
    no_room = _HENRIKE.comes(
        SAMIR,
        soon + _minutes(30),
        expect=nothing(),
        why="There is a meeting, but no room was booked for it.",
    )
    pitch = DemoMeeting(
        name="sales-pitch",
        host=ELENA,
        subject="Pitch",
        start=soon,
        end=soon + _minutes(150),
        guests=(_LI_WEI.guest,),
        room=ROOM_A,
        room_answer=Answer.DECLINED,
        location=ROOM_A.name,
    )
    declined = _LI_WEI.comes(
        ELENA,
        soon,
        expect=nothing(),
        why="The room declined, though the meeting still names it.",
    )
    deal = DemoMeeting(
        name="contract-signing",
        host=NOOR,
        subject="Contract signing",
        start=soon + _minutes(30),
        end=soon + _minutes(150),
        guests=(_EWA.guest,),
        room=GARDEN,
        cancelled=True,
    )
    cancelled = _EWA.comes(
        NOOR,
        soon + _minutes(30),
        expect=nothing(),
        why="The meeting was cancelled, the visit was not: her host meets her here.",
    )
    return [
        Situation(no_room, (seminar,)),
        Situation(declined, (pitch,)),
        Situation(cancelled, (deal,)),
    ]


def _not_certain(soon: datetime) -> list[Situation]:
    review = DemoMeeting(
        name="salary-review",
        host=HENRI,
        subject="Salary review",
        start=soon,
        end=soon + _minutes(150),
        room=LIBRARY,
        private=True,
    )
    private = _PAVEL.comes(
        HENRI,
        soon,
        expect=nothing(),
        why="A private meeting that he is not in: nothing of it is shown.",
    )
    away = DemoMeeting(
        name="away",
        host=WEI,
        subject="Away",
        start=soon - _minutes(60),
        end=soon + _minutes(180),
        shown_as=ShownAs.OUT_OF_OFFICE,
    )
    out = _BEN.comes(
        WEI, soon, expect=nothing(), why="His host is out of office at that time."
    )
    first = DemoMeeting(
        name="interview-one",
        host=AOIFE,
        subject="Interview",
        start=soon,
        end=soon + _minutes(150),
        room=STUDIO,
    )
    second = replace(first, name="interview-two", room=LIBRARY)
    unclear = _MINA.comes(
        AOIFE,
        soon,
        expect=nothing(),
        why="Two meetings could be hers and she is in neither: none is guessed.",
    )
    elsewhere = _somebody_elses(soon)
    return [
        Situation(private, (review,)),
        Situation(out, (away,)),
        Situation(unclear, (first, second)),
        elsewhere,
    ]


def _somebody_elses(soon: datetime) -> Situation:
    handover = DemoMeeting(
        name="handover",
        host=PRIMOZ,
        subject="Handover with Negev Labs",
        start=soon,
        end=soon + _minutes(150),
        guests=(_RUTH.guest,),
        room=ROOM_B,
    )
    visitor = _ANDRE.comes(
        PRIMOZ,
        soon,
        expect=nothing(),
        why="The only meeting at his time is with another guest: it is not his.",
    )
    return Situation(visitor, (handover,))
