"""One working day of the demo, laid around any moment; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from admin_server.demo.lakeside import HOSTS, ROOMS, DemoHost
from admin_server.demo.meetings import DemoMeeting
from admin_server.demo.no_rooms import rooms_not_found
from admin_server.demo.refusals import refusals
from admin_server.demo.rooms import rooms_found
from admin_server.demo.visitors import DemoVisitor

_QUARTER = timedelta(minutes=15)
_SUBJECTS = (
    "Planning",
    "One to one",
    "Design review",
    "Interview debrief",
    "Steering group",
    "Retrospective",
    "Onboarding",
)


@dataclass(frozen=True)
class Day:
    """Everybody who comes and everything that stands in the calendars."""

    visitors: tuple[DemoVisitor, ...]
    meetings: tuple[DemoMeeting, ...]

    def meetings_of(self, host: DemoHost) -> list[DemoMeeting]:
        """Give one host's calendar."""
        return [meeting for meeting in self.meetings if meeting.host == host]


def day_around(now: datetime) -> Day:
    """Lay a day around `now`; what it promises holds for two hours at least."""
    soon = next_quarter(now)
    situations = [
        *rooms_found(soon),
        *rooms_not_found(soon),
        *refusals(now, soon),
    ]
    arranged = [meeting for one in situations for meeting in one.meetings]
    return Day(
        visitors=tuple(one.visitor for one in situations),
        meetings=(*arranged, *_ordinary_work(soon)),
    )


def next_quarter(now: datetime) -> datetime:
    """Say the next quarter of an hour, or this one where it begins right now."""
    moment = now.astimezone(UTC)
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour - (hour - moment) // _QUARTER * _QUARTER


def _ordinary_work(soon: datetime) -> Iterator[DemoMeeting]:
    """Fill the calendars with meetings that no visitor of the day comes to.

    They end before the first visitor is expected, or begin after all have come.
    """
    for number, host in enumerate(HOSTS):
        colleague = HOSTS[(number + 5) % len(HOSTS)]
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        room = ROOMS[number % len(ROOMS)] if number % 3 else None
        for name, start in (
            ("before", soon - timedelta(minutes=120 + number % 4 * 15)),
            ("after", soon + timedelta(minutes=180 + number % 5 * 15)),
        ):
            yield DemoMeeting(
                name=f"{name}-{number}",
                host=host,
                subject=subject,
                start=start,
                end=start + timedelta(minutes=45),
                colleagues=(colleague,),
                room=room,
            )
