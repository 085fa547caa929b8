"""Asking somebody to come: visitor, visit and invitation in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.people import Visitor, tidy_name
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation, Visit
from shared.check_in import VisitState

LONGEST_VISIT = timedelta(hours=24)
_TRIES = 20


class InvitationWrong(ValueError):
    """The invitation cannot be made as asked; the text says what to change."""


@dataclass(frozen=True)
class Asked:
    """Who is asked to come, where and when. Times are aware.

    Attributes:
        host, site: their ids.
        meeting: the id of the meeting the visit is made from, where known.
    """

    name: str
    host: str
    site: str
    arrival: datetime
    departure: datetime
    email: str | None = None
    company: str | None = None
    language: str = "en"
    meeting: str | None = None


@dataclass(frozen=True)
class Invented:
    """What chance provides: ids and codes, so that rules need none of it."""

    new_id: Callable[[], str]
    new_code: Callable[[], str]


def invite(
    nouns: Nouns, asked: Asked, *, now: datetime, chance: Invented
) -> Invitation:
    """Save an expected visit with its invitation and a code nobody else has.

    A visitor known by a confirmed e-mail keeps their profile; the host vouches
    for the e-mail by sending the invitation there, so it counts as confirmed.

    Raises:
        InvitationWrong: no name, no such host or site, or impossible times.
    """
    _check(nouns, asked)
    visitor = _visitor(nouns, asked, chance)
    invitation_id, visit_id = chance.new_id(), chance.new_id()
    visit = Visit(
        id=visit_id,
        visitor=visitor.id,
        host=asked.host,
        site=asked.site,
        state=VisitState.EXPECTED,
        expected_arrival=asked.arrival,
        expected_departure=asked.departure,
        meeting=asked.meeting,
        language=asked.language,
    )
    nouns.visits.put(visit)
    invitation = Invitation(
        id=invitation_id,
        visitor=visitor.id,
        host=asked.host,
        site=asked.site,
        visit=visit_id,
        code=_free_code(nouns, chance),
        created_at=now,
    )
    nouns.invitations.put(invitation)
    nouns.audit.add(
        at=now,
        event="visit.invited",
        actor=f"host:{asked.host}",
        subject=f"visit:{visit_id}",
    )
    return invitation


def _check(nouns: Nouns, asked: Asked) -> None:
    if not tidy_name(asked.name):
        raise InvitationWrong("The visitor needs a name.")
    host = nouns.hosts.get(asked.host)
    if host is None or not host.active:
        raise InvitationWrong("There is no such host.")
    if nouns.sites.get(asked.site) is None:
        raise InvitationWrong("There is no such site.")
    if not timedelta(0) < asked.departure - asked.arrival <= LONGEST_VISIT:
        raise InvitationWrong(
            "The departure must be after the arrival and at most 24 hours later."
        )


def _visitor(nouns: Nouns, asked: Asked, chance: Invented) -> Visitor:
    known = nouns.visitors.by_confirmed_email(asked.email) if asked.email else None
    if known is not None:
        return known
    visitor = Visitor(
        id=chance.new_id(),
        name=tidy_name(asked.name),
        email=asked.email,
        company=tidy_name(asked.company or "") or None,
        confirmed=asked.email is not None,
    )
    nouns.visitors.put(visitor)
    return visitor


def _free_code(nouns: Nouns, chance: Invented) -> str:
    for _ in range(_TRIES):
        code = chance.new_code()
        if nouns.invitations.by_code(code) is None:
            return code
    raise InvitationWrong("No free code was found; ask again.")
