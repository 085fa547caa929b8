"""What a visitor told, and how punctual they are, as lines of a mail to their host."""

from collections.abc import Sequence
from datetime import timedelta

from admin_server.core.places import Site
from admin_server.core.visits import Visit
from admin_server.core.walk_in_answers import told_in
from admin_server.text import Words

WORTH_SAYING = timedelta(minutes=15)
"""So much earlier or later than expected is news to a host."""


def punctuality(visit: Visit, words: Words) -> list[str]:
    """Say how much earlier or later than expected somebody came."""
    if not visit.invited or visit.arrived_at is None:
        return []
    late = visit.arrived_at - visit.expected_arrival
    if abs(late) < WORTH_SAYING:
        return []
    how = "late" if late > timedelta(0) else "early"
    return [words.say(f"host_arrival_{how}", span=_span(abs(late)))]


def what_they_told(
    visit: Visit, site: Site, words: Words, *, languages: Sequence[str]
) -> list[str]:
    """Say the kind of visit, why somebody comes, and what else they answered.

    Args:
        languages: in which a site's own words are looked for after the host's.
    """
    told = told_in(
        visit.arrival,
        site.kiosk,
        languages=(words.language, *languages),
        say=lambda answer: words.say(f"host_arrival_{answer}"),
    )
    rows = (
        (words.say("host_arrival_type"), told.visit_type),
        (words.say("host_arrival_purpose"), visit.purpose),
        *told.answers,
    )
    return [f"{label}: {answer}" for label, answer in rows if answer]


def _span(time: timedelta) -> str:
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
