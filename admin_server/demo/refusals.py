"""Every situation of the demo in which a pass is refused, or was used before."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from admin_server.demo.lakeside import (
    ELENA,
    GARDEN,
    HARBOUR,
    INGRID,
    NOOR,
    OTHER_HOST,
    OTHER_SLUG,
    RAJESH,
    SAMIR,
    SOFIA,
    ZONE,
)
from admin_server.demo.meetings import DemoMeeting
from admin_server.demo.visitors import (
    ALREADY_HERE,
    STAYS,
    DemoVisitor,
    Expect,
    Person,
    Situation,
    refused,
)
from shared.check_in import VisitState
from shared.refusals import Refusal

_GRACE = Person("Grace Okafor", "grace@okafor.example", "Okafor & Daughters")
_VIKTOR = Person("Viktor Horváth", "viktor@danube.example", "Danube Freight")
_LUCIA = Person("Lucía Ortega", "lucia@ortega.example", "Ortega", language="es")
_ERIK = Person("Erik Sandberg", "erik@sandberg.example", "Sandberg Marine")
_NADIA = Person("Nadia Belkacem", "nadia@belkacem.example", "Belkacem Legal")
_DANIEL = Person("Daniel Osei", "daniel@osei.example", "Osei Capital")
_FREYA = Person("Freya Holm", "freya@holm.example", "Holm Arkitekter")

_MARGIN = timedelta(hours=3)
"""How long what is promised here must stay true, and some more."""


def refusals(now: datetime, soon: datetime) -> list[Situation]:
    """Give everybody who is not simply let in, in a believable order."""
    return [
        _already_here(now),
        Situation(_other_site(soon)),
        Situation(_already_used(now)),
        Situation(_cancelled(soon)),
        Situation(_expired(now)),
        Situation(_too_early(now)),
        Situation(_unknown(soon)),
    ]


def _already_here(now: datetime) -> Situation:
    came = now - timedelta(minutes=35)
    # The calendar is asked again: the meeting has to stand in it.
    meeting = DemoMeeting(
        name="licence-terms",
        host=RAJESH,
        subject="Licence terms",
        start=came,
        end=now + _MARGIN,
        guests=(_NADIA.guest,),
        room=GARDEN,
    )
    visitor = _NADIA.comes(
        RAJESH,
        came,
        expect=Expect(ALREADY_HERE, GARDEN.name),
        why="On site already: her room again.",
    )
    there = replace(
        visitor,
        state=VisitState.ON_SITE,
        arrived_at=came,
        departure=now + STAYS,
        visits=GARDEN,
    )
    return Situation(there, (meeting,))


def _other_site(soon: datetime) -> DemoVisitor:
    visitor = _ERIK.comes(
        SOFIA,
        soon,
        expect=refused(Refusal.OTHER_SITE),
        why="Invited to Harbour Street, not to this house.",
    )
    return replace(visitor, site=HARBOUR)


def _already_used(now: datetime) -> DemoVisitor:
    left = now - timedelta(minutes=25)
    visitor = _VIKTOR.comes(
        ELENA,
        left - timedelta(minutes=40),
        expect=refused(Refusal.ALREADY_USED),
        why="Was here earlier and has left: the pass is used up.",
    )
    return replace(
        visitor, state=VisitState.LEFT, arrived_at=visitor.arrival, left_at=left
    )


def _cancelled(soon: datetime) -> DemoVisitor:
    visitor = _GRACE.comes(
        NOOR,
        soon + timedelta(minutes=60),
        expect=refused(Refusal.CANCELLED),
        why="The visit was cancelled.",
    )
    return replace(visitor, state=VisitState.CANCELLED)


def _expired(now: datetime) -> DemoVisitor:
    return _LUCIA.comes(
        INGRID,
        _at_ten(now, days=-1),
        expect=refused(Refusal.EXPIRED),
        why="Was expected yesterday.",
    )


def _too_early(now: datetime) -> DemoVisitor:
    # Close before midnight, tomorrow would come while somebody tries this out.
    tomorrow = _midnight(now, days=1)
    days = 1 if tomorrow - now > _MARGIN else 2
    return _DANIEL.comes(
        SAMIR,
        _at_ten(now, days=days),
        expect=refused(Refusal.TOO_EARLY),
        why="Is expected on a later day.",
    )


def _unknown(soon: datetime) -> DemoVisitor:
    visitor = _FREYA.comes(
        OTHER_HOST,
        soon,
        expect=refused(Refusal.PASS_UNKNOWN),
        why="Carries a pass of another organisation on the same server.",
    )
    return replace(visitor, tenant=OTHER_SLUG)


def _midnight(now: datetime, *, days: int) -> datetime:
    return _on_day(now, days=days, hour=0)


def _at_ten(now: datetime, *, days: int) -> datetime:
    return _on_day(now, days=days, hour=10)


def _on_day(now: datetime, *, days: int, hour: int) -> datetime:
    zone = ZoneInfo(ZONE)
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
