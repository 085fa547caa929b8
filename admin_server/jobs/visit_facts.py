"""What a mail about a visit tells, gathered and put into the visitor's words."""

from dataclasses import dataclass
from datetime import datetime

from admin_server.core.messages import NotNeeded, OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.telling_visitors import SEQUENCE
from admin_server.core.tenants import Tenant
from admin_server.core.visits import Invitation, Visit
from admin_server.text import Words, words_in
from shared.check_in import RoomState, VisitState


@dataclass(frozen=True)
class Facts:
    """One visit with everything and everybody that belongs to it."""

    visit: Visit
    invitation: Invitation
    visitor: Visitor
    email: str
    host: Host
    site: Site
    tenant: Tenant

    @property
    def words(self) -> Words:
        """The words of the visitor's language."""
        return words_in(self.visit.language)

    @property
    def when(self) -> str:
        """Day and times at the site."""
        words, site = self.words, self.site
        arrives = site.local(self.visit.expected_arrival)
        leaves = site.local(self.visit.expected_departure)
        until = words.time(leaves)
        if leaves.date() != arrives.date():
            until = f"{words.weekday_and_day(leaves)}, {until}"
        return words.say(
            "visit_when",
            day=words.weekday_and_day(arrives),
            arrives=words.time(arrives),
            leaves=until,
            zone=_zone(arrives),
        )

    @property
    def where(self) -> str:
        """The site and its address."""
        return ", ".join(part for part in (self.site.name, self.site.address) if part)

    @property
    def room(self) -> str | None:
        """The room, where it is certain or somebody typed one."""
        found = self.visit.room
        if found.state is RoomState.FOUND and found.name:
            return found.name
        return self.visit.room_text

    @property
    def own_words(self) -> str | None:
        """What the organisation wants to say to everybody it invites."""
        said = self.tenant.texts.get("invitation", {})
        languages = (self.words.language, *self.tenant.languages)
        return next((said[one] for one in languages if said.get(one)), None)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everything that has a name and a value, in the order of a mail."""
        say = self.words.say
        found = [
            (say("visit_label_when"), self.when),
            (say("visit_label_where"), self.where),
            (say("visit_label_directions"), self.site.directions),
            (say("visit_label_host"), self.host.name),
            (say("visit_label_room"), self.room),
            (say("visit_label_purpose"), self.visit.purpose),
            (say("visit_label_needs"), self.visit.needs),
        ]
        return [(label, value) for label, value in found if value]


def facts_of(
    nouns: Nouns, row: OutboxRow, *, state: VisitState, now: datetime
) -> Facts | NotNeeded | None:
    """Gather a row's facts; nothing is told that is over or was said anew since."""
    visit = nouns.visits.get(row.payload.get("visit", ""))
    invitation = nouns.invitations.by_visit(visit.id) if visit else None
    if visit is None or invitation is None:
        return None
    if visit.state is not state:
        return NotNeeded(why="visit_moved_on")
    if visit.expected_departure < now:
        return NotNeeded(why="visit_over")
    if row.payload.get(SEQUENCE, str(invitation.sequence)) != str(invitation.sequence):
        return NotNeeded(why="newer_one_waits")
    return _with_people(nouns, visit, invitation)


def _with_people(
    nouns: Nouns, visit: Visit, invitation: Invitation
) -> Facts | NotNeeded | None:
    host, visitor = nouns.hosts.get(visit.host), nouns.visitors.get(visit.visitor)
    site = nouns.sites.get(visit.site)
    if host is None or visitor is None or site is None:
        return None
    if not visitor.email:
        return NotNeeded(why="no_address")
    return Facts(
        visit=visit,
        invitation=invitation,
        visitor=visitor,
        email=visitor.email,
        host=host,
        site=site,
        tenant=nouns.tenant,
    )


def _zone(moment: datetime) -> str:
    name = moment.tzname() or ""
    # Zones without a name of their own are called by their distance, such as "+03".
    return name if name.isalpha() else f"UTC{name}"
