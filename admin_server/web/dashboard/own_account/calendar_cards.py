"""What a host sees of their own calendars, gathered for the page."""

from dataclasses import dataclass

from admin_server.core.connection_states import PROVIDERS, Button, Told, describe
from admin_server.core.connections import Connection
from admin_server.core.finding_rooms import is_looked_up, lines_of
from admin_server.core.own_calendars import host_of
from admin_server.core.people import Host
from admin_server.core.ports import Nouns, Scope
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.integrations.consent_notices import approval_address
from admin_server.web.dashboard.integrations.consenting import BOOKS


@dataclass(frozen=True)
class Offer:
    """A provider at which a host can connect a calendar of their own.

    Attributes:
        scopes: what is asked for there, and what for.
        revoke_url: where a person takes the permission back.
    """

    kind: str
    name: str
    scopes: tuple[Scope, ...]
    revoke_url: str


@dataclass(frozen=True)
class Card:
    """One connection as its host sees it.

    Attributes:
        approval: the address to forward, where an administrator has to approve.
    """

    connection: Connection
    name: str
    told: Told
    approval: str | None


@dataclass(frozen=True)
class Mine:
    """What there is to see for one user; no host: there is nothing to connect.

    Attributes:
        offers: what they can connect, or connect anew.
        read_by: the providers by which their meetings are read now.
        by_organisation: that is the organisation's connection, not their own.
        looked_up: the organisation lets us read meetings at all.
    """

    host: Host | None
    cards: tuple[Card, ...]
    offers: tuple[Offer, ...]
    read_by: tuple[str, ...]
    by_organisation: bool
    looked_up: bool

    @property
    def new_offers(self) -> tuple[Offer, ...]:
        """What they have not connected yet."""
        had = {card.connection.kind for card in self.cards}
        return tuple(one for one in self.offers if one.kind not in had)

    def offers_kind(self, kind: str) -> bool:
        """Tell whether they can connect a kind of calendar now."""
        return any(one.kind == kind for one in self.offers)


async def gather(who: CurrentUser, parts: Parts) -> Mine:
    """Gather what a user sees of their own calendars."""
    found = await who.store.read(lambda nouns: _look(nouns, who, parts))
    now = parts.clock.now()
    cards: list[Card] = []
    for connection in found.connections:
        told = describe(connection, now)
        waits = told.button is Button.APPROVE
        approval = (
            await approval_address(parts, who.tenant, connection.kind)
            if waits
            else None
        )
        name = provider_name(connection.kind)
        cards.append(Card(connection, name, told, approval))
    return Mine(
        host=found.host,
        cards=tuple(cards),
        offers=tuple(_offer(parts, kind) for kind in found.kinds),
        read_by=found.read_by,
        by_organisation=found.by_organisation,
        looked_up=is_looked_up(who.tenant),
    )


def provider_name(kind: str) -> str:
    """Give the name by which a provider calls itself."""
    return PROVIDERS.get(kind, kind)


@dataclass(frozen=True)
class _Found:
    host: Host | None = None
    connections: tuple[Connection, ...] = ()
    kinds: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    by_organisation: bool = False


def _look(nouns: Nouns, who: CurrentUser, parts: Parts) -> _Found:
    host = host_of(nouns, who.user.email)
    if host is None:
        return _Found()
    lines = lines_of(nouns, host)
    permitted = nouns.tenant.calendar.own_calendars
    kinds = (kind for kind in parts.consents if nouns.connections.client(kind))
    reading = dict.fromkeys(provider_name(one.connection.kind) for one in lines)
    return _Found(
        host=host,
        connections=tuple(
            sorted(nouns.connections.of_host(host.id), key=lambda one: one.kind)
        ),
        kinds=tuple(sorted(kinds)) if permitted else (),
        read_by=tuple(reading),
        by_organisation=any(line.connection.host is None for line in lines),
    )


def _offer(parts: Parts, kind: str) -> Offer:
    consent = parts.consents[kind]
    return Offer(
        kind=kind,
        name=provider_name(kind),
        scopes=consent.scopes(books=BOOKS),
        revoke_url=consent.revoke_url,
    )
