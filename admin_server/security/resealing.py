"""Everything of a tenant that is sealed in the database, to be sealed anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from admin_server.core.accounts import ACCOUNT_WELCOME, PASSWORD_RESET
from admin_server.core.connections import Connection
from admin_server.core.kiosk_matters import Photo
from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.users import IdentityProvider, User
from admin_server.security.connections import connection_words
from admin_server.security.links import link_words
from admin_server.security.mail_accounts import mail_words
from admin_server.security.openid import provider_words
from admin_server.security.passes import pass_key_words
from admin_server.security.photos import photo_words
from admin_server.security.totp import totp_words


@dataclass(frozen=True)
class Sealed:
    """One sealed value, where it stands.

    Attributes:
        name: what it belongs to, such as "connection:…"; nothing personal.
        words: what it is bound to.
        save: puts another seal in its place, in the transaction of `nouns`.
    """

    name: str
    text: str
    words: tuple[str, ...]
    save: Callable[[Nouns, str], object]


def sealed_in(nouns: Nouns) -> Iterator[Sealed]:
    """Give every sealed value of a tenant; whoever seals a new kind adds it here."""
    yield from _of_tenant(nouns)
    yield from _of_connections(nouns)
    yield from _of_providers(nouns)
    yield from _of_users(nouns)
    yield from _of_messages(nouns)
    yield from _of_photos(nouns)


def _of_tenant(nouns: Nouns) -> Iterator[Sealed]:
    tenant = nouns.tenant
    key, name = pass_key_words(tenant.id), f"tenant:{tenant.id}"
    yield Sealed(f"{name} pass key", tenant.sealed_pass_key, key, _save_pass_key)
    if tenant.mail is not None and tenant.mail.sealed_secret is not None:
        words, text = mail_words(tenant.id), tenant.mail.sealed_secret
        yield Sealed(f"{name} mail", text, words, _save_mail)


def _of_connections(nouns: Nouns) -> Iterator[Sealed]:
    for one in nouns.connections.all():
        if one.sealed_secret is not None:
            words = connection_words(nouns.tenant.id, one.id)
            save = partial(_save_connection, one)
            yield Sealed(f"connection:{one.id}", one.sealed_secret, words, save)


def _of_providers(nouns: Nouns) -> Iterator[Sealed]:
    for one in nouns.identity_providers.all():
        if one.sealed_secret is not None:
            words = provider_words(nouns.tenant.id, one.id)
            save = partial(_save_provider, one)
            yield Sealed(f"provider:{one.id}", one.sealed_secret, words, save)


def _of_users(nouns: Nouns) -> Iterator[Sealed]:
    for one in nouns.users.all():
        if one.sealed_totp is not None:
            words = totp_words(nouns.tenant.id, one.id)
            save = partial(_save_user, one)
            yield Sealed(f"user:{one.id}", one.sealed_totp, words, save)


def _of_messages(nouns: Nouns) -> Iterator[Sealed]:
    """Give the links that wait to be mailed; once mailed, only a hash is left."""
    for kind in (ACCOUNT_WELCOME, PASSWORD_RESET):
        for one in nouns.outbox.waiting(kind):
            if "sealed" in one.payload:
                words = link_words(nouns.tenant.id, one.payload.get("link", ""))
                save = partial(_save_row, one)
                yield Sealed(f"message:{one.id}", one.payload["sealed"], words, save)


def _of_photos(nouns: Nouns) -> Iterator[Sealed]:
    for one in nouns.photos.all():
        words, save = photo_words(nouns.tenant.id, one.visit), partial(_save_photo, one)
        yield Sealed(f"photo:{one.visit}", one.sealed, words, save)


def _save_pass_key(nouns: Nouns, sealed: str) -> None:
    nouns.change_tenant(replace(nouns.tenant, sealed_pass_key=sealed))


def _save_mail(nouns: Nouns, sealed: str) -> None:
    tenant = nouns.tenant
    if tenant.mail is not None:
        account = replace(tenant.mail, sealed_secret=sealed)
        nouns.change_tenant(replace(tenant, mail=account))


def _save_connection(connection: Connection, nouns: Nouns, sealed: str) -> None:
    was = connection.sealed_secret or ""
    nouns.connections.renew_secret(connection.id, sealed, was=was)


def _save_provider(provider: IdentityProvider, nouns: Nouns, sealed: str) -> None:
    nouns.identity_providers.put(replace(provider, sealed_secret=sealed))


def _save_user(user: User, nouns: Nouns, sealed: str) -> None:
    nouns.users.put(replace(user, sealed_totp=sealed))


def _save_photo(photo: Photo, nouns: Nouns, sealed: str) -> None:
    nouns.photos.put(replace(photo, sealed=sealed))


def _save_row(row: OutboxRow, nouns: Nouns, sealed: str) -> None:
    nouns.outbox.change_payload(row.id, row.payload | {"sealed": sealed})
