"""Draws series as people enter them, around the day on which clocks change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.fakes.two_ways import event

# Radicale reads a zone as whoever named it first defined it, and other tests have
# definitions of their own for the zones that they name.
ZONES = ("Europe/Vienna", "America/Toronto", "UTC")
_CHANGES = {
    "Europe/Vienna": (
        "+0100",
        "+0200",
        "BYMONTH=3;BYDAY=-1SU",
        "BYMONTH=10;BYDAY=-1SU",
    ),
    "America/Toronto": (
        "-0500",
        "-0400",
        "BYMONTH=3;BYDAY=2SU",
        "BYMONTH=11;BYDAY=1SU",
    ),
}
FIRST = datetime(2026, 3, 10)  # noqa: DTZ001 - a wall clock
LAST = datetime(2026, 4, 20)  # noqa: DTZ001 - a wall clock
WEEKS = timedelta(days=14)
_ROOM = "ATTENDEE;CUTYPE=ROOM;CN=Room A;PARTSTAT=ACCEPTED:mailto:room-a@firma.example"
_MIA = "ATTENDEE;CN=Mia Gast;PARTSTAT=TENTATIVE:mailto:mia@gast.example"
_RULES = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3")
# From seven to seven: in the night there is an hour that some servers do not know.
_QUARTERS = st.integers(7 * 4, 19 * 4 - 1)


@dataclass(frozen=True)
class Drawn:
    """A series as it is written down."""

    name: str
    text: str


@st.composite
def usual_series(draw: st.DrawFn, name: str) -> Drawn:
    """Draw a series with pauses and with occurrences that moved to another room."""
    clock = _Clock(draw(st.sampled_from(ZONES)), all_day=draw(st.booleans()))
    begins = clock.start(draw(st.integers(0, 30)), draw(_QUARTERS))
    rule = draw(st.sampled_from(_RULES))
    step = _step(rule)
    skipped = draw(st.sets(st.integers(0, 4), max_size=2))
    moved = draw(st.sets(st.integers(0, 4), max_size=2)) - skipped
    by = draw(st.integers(-2, 2)) * timedelta(days=1)
    head = [
        *clock.times(begins),
        f"RRULE:{rule};COUNT={draw(st.integers(5, 20))}",
        *(clock.line("EXDATE", begins + number * step) for number in sorted(skipped)),
        _ROOM,
        _MIA,
    ]
    others = [
        (
            *clock.times(begins + number * step + by),
            clock.line("RECURRENCE-ID", begins + number * step),
            "STATUS:TENTATIVE",
            _MIA,
        )
        # A month has no fixed length, so nothing of it is picked out here.
        for number in sorted(moved if step else ())
    ]
    return Drawn(name, _with_zones(_with_others(name, head, others)))


@st.composite
def odd_series(draw: st.DrawFn, name: str) -> Drawn:
    """Draw what real calendars hold as well, and servers stumble over."""
    # Berlin is not defined here, which many programs forget.
    usual = _Clock(draw(st.sampled_from(["Europe/Vienna", "Europe/Berlin"])))
    begins = usual.start(draw(st.integers(0, 20)), draw(_QUARTERS))
    ends = begins + timedelta(minutes=45)
    floating = [f"DTSTART:{_stamp(begins)}", f"DTEND:{_stamp(ends)}"]
    more_dates = [
        usual.line("RDATE", begins + number * timedelta(days=2, hours=1))
        for number in range(1, 1 + draw(st.integers(1, 4)))
    ]
    moved_date = usual.line("RECURRENCE-ID", begins + timedelta(days=2, hours=1))
    elsewhere = usual.times(begins + timedelta(days=3))
    times, rule = usual.times(begins), "RRULE:FREQ=WEEKLY"
    texts = {
        "no zone": event(name, *floating, rule),
        "dates": event(name, *times, *more_dates),
        "dates and a rule": event(name, *times, rule, *more_dates),
        "a date that moved": _with_others(
            name, [*times, *more_dates], [(*elsewhere, moved_date)]
        ),
        "lone": event(name, *times, usual.line("RECURRENCE-ID", begins)),
        "from then on": _with_others(
            name,
            [*times, rule],
            [(*elsewhere, usual.line("RECURRENCE-ID;RANGE=THISANDFUTURE", begins))],
        ),
        "at night": event(
            name, *usual.times(begins.replace(hour=2, minute=30)), "RRULE:FREQ=DAILY"
        ),
        "a long one": _with_others(
            name,
            [*times, "RRULE:FREQ=MONTHLY"],
            [
                (
                    usual.line("DTSTART", begins - timedelta(days=2)),
                    "DURATION:P9D",
                    usual.line("RECURRENCE-ID", begins),
                )
            ],
        ),
    }
    kind = draw(st.sampled_from(sorted(texts)))
    return Drawn(f"{name} {kind}", _with_zones(texts[kind]))


@dataclass(frozen=True)
class _Clock:
    """Writes times in a zone, or as whole days."""

    zone: str
    all_day: bool = False

    def start(self, day: int, quarter: int) -> datetime:
        moment = FIRST + timedelta(days=day)
        return moment if self.all_day else moment + quarter * timedelta(minutes=15)

    def times(self, begins: datetime) -> tuple[str, str]:
        length = timedelta(days=2) if self.all_day else timedelta(minutes=45)
        return self.line("DTSTART", begins), self.line("DTEND", begins + length)

    def line(self, name: str, moment: datetime) -> str:
        if self.all_day:
            return f"{name};VALUE=DATE:{moment:%Y%m%d}"
        if self.zone == "UTC":
            return f"{name}:{_stamp(moment)}Z"
        return f"{name};TZID={self.zone}:{_stamp(moment)}"


def _step(rule: str) -> timedelta:
    days = {"FREQ=DAILY": 1, "FREQ=WEEKLY": 7, "FREQ=DAILY;INTERVAL=3": 3}
    return timedelta(days=days.get(rule, 0))


def _with_others(
    name: str, head: Sequence[str], others: Sequence[Sequence[str]]
) -> str:
    text = event(name, *head)
    for lines in others:
        inside = event(name, *lines).partition("BEGIN:VEVENT")[2]
        text = text.removesuffix("END:VCALENDAR\r\n") + f"BEGIN:VEVENT{inside}"
    return text


def _with_zones(text: str) -> str:
    """Define the zones that a text names, as the standard demands."""
    defined = "".join(
        _definition(zone, *rules) for zone, rules in _CHANGES.items() if zone in text
    )
    return text.replace("BEGIN:VEVENT", f"{defined}BEGIN:VEVENT", 1)


def _definition(zone: str, winter: str, summer: str, spring: str, autumn: str) -> str:
    lines = [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        *_change("DAYLIGHT", "19700308T020000", winter, summer, spring),
        *_change("STANDARD", "19701101T030000", summer, winter, autumn),
        "END:VTIMEZONE",
        "",
    ]
    return "\r\n".join(lines)


def _change(kind: str, first: str, before: str, after: str, rule: str) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{first}",
        f"RRULE:FREQ=YEARLY;{rule}",
        f"TZOFFSETFROM:{before}",
        f"TZOFFSETTO:{after}",
        f"END:{kind}",
    ]


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"
