"""Pairing a kiosk: a code on its screen, an admin who approves, a token (RFC 8628)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from admin_server.core.people import tidy_name
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk, Pairing, PairingState
from shared.kiosk import ReaderSide
from shared.refusals import Refusal, Refused

LASTS = timedelta(minutes=10)
"""How long a code counts."""
INTERVAL = timedelta(seconds=5)
"""How long a device waits between two questions, and how much longer each time
that it did not."""
RENEW_AFTER = timedelta(days=30)
"""A token as old as this is renewed by its kiosk."""
OLDEST_TOKEN = timedelta(days=365)
"""A token as old as this counts no more."""
_LEEWAY = timedelta(milliseconds=500)
_LONGEST_NAME = 60


class PlaceWrong(StrEnum):
    """Why a kiosk cannot be called or stand like this."""

    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    NAME_TAKEN = "name_taken"
    NO_SITE = "no_site"


@dataclass(frozen=True)
class Place:
    """What an admin decides about a kiosk."""

    name: str
    site: str
    reader: ReaderSide = ReaderSide.BELOW


def is_open(pairing: Pairing, *, now: datetime) -> bool:
    """Tell whether an admin may still decide about a pairing."""
    return pairing.state is PairingState.WAITING and now < pairing.expires_at


def question(pairing: Pairing, *, now: datetime) -> tuple[Pairing, Refusal | None]:
    """Take a device's question for its token: what is kept, and what is answered.

    Without a refusal the device may have its token, and the pairing is used up.
    """
    if now >= pairing.expires_at or pairing.state is PairingState.TAKEN:
        return pairing, Refusal.EXPIRED_TOKEN
    match pairing.state:
        case PairingState.DENIED:
            return pairing, Refusal.ACCESS_DENIED
        case PairingState.APPROVED:
            return replace(pairing, state=PairingState.TAKEN, asked_at=now), None
        case _:
            return _waiting(pairing, now)


def _waiting(pairing: Pairing, now: datetime) -> tuple[Pairing, Refusal]:
    asked = replace(pairing, asked_at=now)
    interval = INTERVAL * (1 + pairing.tries)
    if pairing.asked_at is not None and now < pairing.asked_at + interval - _LEEWAY:
        return replace(asked, tries=pairing.tries + 1), Refusal.SLOW_DOWN
    return asked, Refusal.AUTHORIZATION_PENDING


def what_is_wrong(
    nouns: Nouns, place: Place, *, besides: str | None = None
) -> PlaceWrong | None:
    """Say why a kiosk cannot be placed like this, or None.

    Args:
        besides: the id of the kiosk that is called so already.
    """
    name = tidy_name(place.name)
    if not name:
        return PlaceWrong.NO_NAME
    if len(name) > _LONGEST_NAME:
        return PlaceWrong.NAME_TOO_LONG
    if nouns.sites.get(place.site) is None:
        return PlaceWrong.NO_SITE
    if any(_clashes(kiosk, name, besides) for kiosk in nouns.kiosks.all()):
        return PlaceWrong.NAME_TAKEN
    return None


def _clashes(kiosk: Kiosk, name: str, besides: str | None) -> bool:
    if kiosk.revoked_at is not None or kiosk.id == besides:
        return False
    return kiosk.name.casefold() == name.casefold()


def approve_new(
    nouns: Nouns,
    place: Place,
    *,
    kiosk_id: str,
    unguessable: bytes,
    by: str,
    now: datetime,
) -> Kiosk:
    """Save a kiosk that an admin approved; it has no token until it fetches one.

    Args:
        unguessable: stands for the token's hash until then; nothing hashes to it.
        by: how the audit names the admin.
    """
    kiosk = Kiosk(
        id=kiosk_id,
        name=tidy_name(place.name),
        site=place.site,
        token_hash=unguessable,
        reader=place.reader.value,
    )
    nouns.kiosks.put(kiosk)
    _note(nouns, "kiosk.approved", kiosk_id, by=by, now=now)
    return kiosk


def approve_instead(nouns: Nouns, kiosk: Kiosk, *, by: str, now: datetime) -> None:
    """Note that another device may take a kiosk's place; it keeps name and site.

    The old device's token counts until the new one fetches its own.
    """
    _note(nouns, "kiosk.replacement_approved", kiosk.id, by=by, now=now)


def hand_over(
    nouns: Nouns, kiosk_id: str, *, token_hash: bytes, version: str, now: datetime
) -> Kiosk | None:
    """Give a kiosk's place to the device that has just fetched a token.

    None where the kiosk is not there, or was revoked meanwhile.
    """
    kiosk = nouns.kiosks.get(kiosk_id)
    if kiosk is None or kiosk.revoked_at is not None:
        return None
    paired = replace(
        kiosk,
        token_hash=token_hash,
        next_token_hash=None,
        token_made_at=now,
        paired_at=now,
        version=version or None,
        queue_length=None,
        printer=None,
    )
    nouns.kiosks.put(paired)
    _note(nouns, "kiosk.paired", kiosk_id, by=f"kiosk:{kiosk_id}", now=now)
    # Whoever held the old token waits for news: they find out now.
    _wake(nouns, {kiosk.site}, now)
    return paired


def revoke(nouns: Nouns, kiosk: Kiosk, *, by: str, now: datetime) -> None:
    """Take a kiosk's token away; its next call is refused."""
    if kiosk.revoked_at is not None:
        return
    nouns.kiosks.put(replace(kiosk, revoked_at=now, next_token_hash=None))
    _note(nouns, "kiosk.revoked", kiosk.id, by=by, now=now)


def change(nouns: Nouns, kiosk: Kiosk, place: Place, *, by: str, now: datetime) -> None:
    """Call a kiosk otherwise, move it, or say where its reader is."""
    changed = replace(
        kiosk,
        name=tidy_name(place.name),
        site=place.site,
        reader=place.reader.value,
    )
    if changed == kiosk:
        return
    nouns.kiosks.put(changed)
    _note(nouns, "kiosk.changed", kiosk.id, by=by, now=now)
    _wake(nouns, {kiosk.site, changed.site}, now)


def renew_token(
    nouns: Nouns, kiosk: Kiosk, *, token_hash: bytes, now: datetime
) -> None:
    """Keep a kiosk's next token; the old one counts until the next is used."""
    nouns.kiosks.put(replace(kiosk, next_token_hash=token_hash, token_made_at=now))
    _note(nouns, "kiosk.token_renewed", kiosk.id, by=f"kiosk:{kiosk.id}", now=now)


def take_up_token(nouns: Nouns, kiosk: Kiosk | None, *, token_hash: bytes) -> None:
    """Let the next token be the only one, now that the kiosk has used it."""
    if kiosk is not None and kiosk.next_token_hash == token_hash:
        nouns.kiosks.put(replace(kiosk, token_hash=token_hash, next_token_hash=None))


def let_in(nouns: Nouns, kiosk_id: str, *, token_hash: bytes, now: datetime) -> Kiosk:
    """Give the kiosk if this token is one of its own and still counts.

    Raises:
        Refused: it does not; a wrong and a revoked one sound the same.
    """
    kiosk = nouns.kiosks.get(kiosk_id)
    if kiosk is None or not _counts(kiosk, token_hash, now):
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    if nouns.tenant.suspended_at is not None:
        # Not 401: the kiosk would forget its token, and somebody would have to walk
        # to every lobby once the organisation is let in again.
        raise Refused(Refusal.UNAVAILABLE, "This organisation is suspended.")
    take_up_token(nouns, kiosk, token_hash=token_hash)
    return kiosk


def _counts(kiosk: Kiosk, token_hash: bytes, now: datetime) -> bool:
    if kiosk.revoked_at is not None:
        return False
    if token_hash not in (kiosk.token_hash, kiosk.next_token_hash):
        return False
    made_at = kiosk.token_made_at
    return made_at is None or now < made_at + OLDEST_TOKEN


def wants_renewal(kiosk: Kiosk, *, now: datetime) -> bool:
    """Tell whether a kiosk that has just called should ask for a new token."""
    if kiosk.next_token_hash is not None:
        # It was given one and does not use it: the answer was lost on the way.
        return True
    return kiosk.token_made_at is not None and now >= kiosk.token_made_at + RENEW_AFTER


def _note(nouns: Nouns, event: str, kiosk_id: str, *, by: str, now: datetime) -> None:
    nouns.audit.add(at=now, event=event, actor=by, subject=f"kiosk:{kiosk_id}")


def _wake(nouns: Nouns, sites: set[str], now: datetime) -> None:
    for site in sorted(sites):
        nouns.kiosk_events.add(
            site=site, kind="configuration_changed", visit=None, at=now
        )
