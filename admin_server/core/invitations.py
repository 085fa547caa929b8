"""Asking people to come: visitor, visit and invitation in one step."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from admin_server.core.people import Visitor, fold, tidy_name
from admin_server.core.ports import Nouns
from admin_server.core.telling_visitors import tell_of_invitation
from admin_server.core.visits import Invitation, Visit
from shared.check_in import VisitState

LONGEST_VISIT = timedelta(hours=24)
GRACE = timedelta(minutes=15)
"""How long ago an arrival may be that is only now entered."""
MOST_TOGETHER = 20
"""How many people one invitation asks at once."""
_TRIES = 20


class Wrong(StrEnum):
    """Why an invitation or a change cannot be made as asked; the value says it."""

    NO_NAME = "The visitor needs a name."
    NO_HOST = "There is no such host."
    NO_SITE = "There is no such site."
    NOT_AFTER = "The departure must be after the arrival."
    TOO_LONG = "The departure must be at most 24 hours after the arrival."
    PAST = "The arrival has passed."
    ROOM_OF_MEETING = "The calendar says the room of this visit's meeting."
    TOO_MANY = f"At most {MOST_TOGETHER} people can be invited at once."
    NOT_EXPECTED = "Only a visit that is still expected can be changed."
    NO_CODE = "No free code was found; ask again."


class InvitationWrong(ValueError):
    """The invitation cannot be made as asked; the text says what to change."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Asked:
    """Who is asked to come, where and when. Times are aware.

    Attributes:
        host, site: their ids.
        meeting: the id of the meeting the visit is made from, where known.
        purpose, needs, room_text, created_by: as `Visit` has them.
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
    purpose: str | None = None
    needs: str | None = None
    room_text: str | None = None
    created_by: str | None = None


@dataclass(frozen=True)
class Invented:
    """What chance provides: ids and codes, so that rules need none of it."""

    new_id: Callable[[], str]
    new_code: Callable[[], str]


def invite(  # noqa: PLR0913 - who asks whom, when, and by which ids
    nouns: Nouns,
    asked: Asked,
    *,
    now: datetime,
    chance: Invented,
    by: str | None = None,
    visit_id: str | None = None,
    party: str | None = None,
) -> Invitation:
    """Save an expected visit with its invitation and a code nobody else has.

    A visitor known by a confirmed e-mail and that name keeps their profile; the
    host vouches for the e-mail by sending the invitation there, so it counts as
    confirmed.

    Args:
        by: who enters it, as the audit names them; the host, if nobody else.

    Raises:
        InvitationWrong: no name, no such host or site, or impossible times.
    """
    check_asked(nouns, asked)
    visitor = _visitor(nouns, asked, chance)
    visit = _visit(asked, visitor, visit_id or chance.new_id())
    nouns.visits.put(visit)
    invitation = Invitation(
        id=chance.new_id(),
        visitor=visitor.id,
        host=asked.host,
        site=asked.site,
        visit=visit.id,
        code=_free_code(nouns, chance),
        created_at=now,
        party=party,
    )
    nouns.invitations.put(invitation)
    nouns.audit.add(
        at=now,
        event="visit.invited",
        actor=by or f"host:{asked.host}",
        subject=f"visit:{visit.id}",
        personal=_for_whom(nouns, asked, by=by),
    )
    return invitation


def invite_together(
    nouns: Nouns,
    asked: Sequence[Asked],
    *,
    party: str,
    now: datetime,
    chance: Invented,
    by: str,
) -> list[Invitation]:
    """Invite everybody of one form and let them know by mail, once per party.

    Each has a visit, a pass and a code of their own. A party that is saved already
    is given as it is: a form that is sent twice invites once.

    Args:
        party: a new UUID that belongs to the form.

    Raises:
        InvitationWrong: somebody cannot be invited so; then nobody is.
    """
    if there := party_of(nouns, party):
        return there
    if len(asked) > MOST_TOGETHER:
        raise InvitationWrong(Wrong.TOO_MANY)
    if any(one.arrival < now - GRACE for one in asked):
        raise InvitationWrong(Wrong.PAST)
    shared = party if len(asked) > 1 else None
    made = [
        invite(
            nouns,
            one,
            now=now,
            chance=chance,
            by=by,
            visit_id=_visit_id(party, place),
            party=shared,
        )
        for place, one in enumerate(asked)
    ]
    for invitation in made:
        tell_of_invitation(nouns, invitation, message=chance.new_id(), now=now)
    return made


def party_of(nouns: Nouns, party: str) -> list[Invitation]:
    """Give the invitations that were made together, in the order of the form."""
    found = (
        nouns.invitations.by_visit(_visit_id(party, place))
        for place in range(MOST_TOGETHER)
    )
    return [invitation for invitation in found if invitation is not None]


def check_asked(nouns: Nouns, asked: Asked) -> None:
    """Make sure that a visit may be so.

    Raises:
        InvitationWrong: it may not.
    """
    host = nouns.hosts.get(asked.host)
    # In UTC: two local times of one zone would be compared by the clock on the wall.
    stays = asked.departure.astimezone(UTC) - asked.arrival.astimezone(UTC)
    rules = (
        (bool(tidy_name(asked.name)), Wrong.NO_NAME),
        (host is not None and host.active, Wrong.NO_HOST),
        (nouns.sites.get(asked.site) is not None, Wrong.NO_SITE),
        (stays > timedelta(0), Wrong.NOT_AFTER),
        (stays <= LONGEST_VISIT, Wrong.TOO_LONG),
        (asked.meeting is None or not asked.room_text, Wrong.ROOM_OF_MEETING),
    )
    for holds, why in rules:
        if not holds:
            raise InvitationWrong(why)


def _visit(asked: Asked, visitor: Visitor, visit_id: str) -> Visit:
    return Visit(
        id=visit_id,
        visitor=visitor.id,
        host=asked.host,
        site=asked.site,
        state=VisitState.EXPECTED,
        expected_arrival=asked.arrival,
        expected_departure=asked.departure,
        meeting=asked.meeting,
        language=asked.language,
        purpose=asked.purpose or None,
        needs=asked.needs or None,
        room_text=asked.room_text or None,
        created_by=asked.created_by,
    )


def _visit_id(party: str, place: int) -> str:
    """Derive the id that the visit of a form's n-th person has, however often sent."""
    return str(uuid.uuid5(uuid.UUID(party), str(place)))


def _for_whom(nouns: Nouns, asked: Asked, *, by: str | None) -> dict[str, str] | None:
    host = nouns.hosts.get(asked.host)
    return {"host": host.name} if by is not None and host is not None else None


def _visitor(nouns: Nouns, asked: Asked, chance: Invented) -> Visitor:
    known = nouns.visitors.by_confirmed_email(asked.email) if asked.email else None
    company = tidy_name(asked.company or "") or None
    if known is not None and fold(known.name) == fold(asked.name):
        return _with_company(nouns, known, company)
    visitor = Visitor(
        id=chance.new_id(),
        name=tidy_name(asked.name),
        email=asked.email,
        company=company,
        # Two people with one address, such as an assistant's: later visits find
        # the first by it.
        confirmed=asked.email is not None and known is None,
    )
    nouns.visitors.put(visitor)
    return visitor


def _with_company(nouns: Nouns, known: Visitor, company: str | None) -> Visitor:
    if company is None or company == known.company:
        return known
    moved = replace(known, company=company)
    nouns.visitors.put(moved)
    return moved


def _free_code(nouns: Nouns, chance: Invented) -> str:
    for _ in range(_TRIES):
        code = chance.new_code()
        if nouns.invitations.by_code(code) is None:
            return code
    raise InvitationWrong(Wrong.NO_CODE)
