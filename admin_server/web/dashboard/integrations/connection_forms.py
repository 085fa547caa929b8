"""Reading the form of a provider: its settings, and a secret that is never shown."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from starlette.datastructures import UploadFile

from admin_server.core.connecting import may_keep_secret
from admin_server.core.connections import Connection
from admin_server.core.values import is_email, is_web_address, names_a_user
from admin_server.security.key_texts import (
    KeyUnusable,
    end_of_certificate,
    holds_certificates,
    is_pem,
)
from admin_server.web.dashboard.forms import Filled

KINDS = ("microsoft", "google", "caldav")
"""The providers that are offered, in this order."""
FIELDS = {
    "microsoft": ("tenant", "client_id", "login_url", "graph_url"),
    "google": ("admin",),
    "caldav": ("url", "user", "home", "authority"),
}
"""The settings that the form of each provider has; others stay as they are."""
APP_FIELDS = {
    "microsoft": ("tenant", "client_id", "login_url", "graph_url"),
    "google": ("client_id",),
}
"""The settings of the registration by which hosts connect their own calendars."""
LONGEST_KEY = 12_000
"""Signs of a key that somebody pastes: certificates come in chains."""
_TOKENS = (
    "https://oauth2.googleapis.com/token",
    "https://accounts.google.com/o/oauth2/token",
)
"""Where Google's keys say that tokens are given; elsewhere is for a file to say."""
_ANYBODYS = frozenset({"common", "organizations", "consumers"})


@dataclass(frozen=True)
class Entered:
    """What somebody entered.

    Attributes:
        secret: a new one; None: the one that is stored stays.
        ends_at: when the secret stops working, where that is known.
        account: as whom it reads, where the secret says so.
        mailbox: whose calendar is read once, to try it.
    """

    settings: dict[str, str]
    mailbox: str
    secret: str | None = field(default=None, repr=False)
    ends_at: datetime | None = None
    account: str | None = None


async def read_connection(
    form: Filled,
    kind: str,
    before: Connection | None,
    *,
    keyless: bool,
    elsewhere: bool = False,
) -> Entered:
    """Read a connection's form; what is wrong is kept in it.

    Args:
        before: what is stored, of whatever kind.
        keyless: the server's own account may be used, as `may_be_keyless` says.
        elsewhere: the operator says where tokens are given, whatever a key says.
    """
    same = before if before is not None and before.kind == kind else None
    settings = _over(_read_settings(form, kind), same, FIELDS[kind])
    mailbox = form.needed("mailbox")
    match kind:
        case "microsoft":
            secret, ends_at, account = await _microsoft(form, same)
        case "google":
            secret, ends_at, account = await _google(
                form, keyless=keyless, elsewhere=elsewhere
            )
        case _:
            secret, ends_at = form.secret("secret") or None, None
            account = settings.get("user")
    if secret is None and "secret" not in form.errors:
        place = "secret_key" if kind == "google" else "secret"
        _keep_or_ask(form, kind, settings, same, place=place)
    if same is not None and secret is None:
        account = account or same.account
    return Entered(settings, mailbox, secret, ends_at, account)


def read_app(form: Filled, kind: str, before: Connection | None) -> Entered:
    """Read the form of a registration for hosts; what is wrong is kept in it."""
    read = {"client_id": form.needed("client_id", _plain)}
    if kind == "microsoft":
        # Hosts of any organisation may sign in where no single one is named.
        read["tenant"] = form.text("tenant", _plain)
        read["login_url"] = form.text("login_url", _https)
        read["graph_url"] = form.text("graph_url", _https)
    settings = _over(read, before, APP_FIELDS[kind])
    secret = form.secret("secret").strip() or None
    ends_at = _day(form, "secret_ends")
    if secret is None:
        _keep_or_ask(form, kind, settings, before, place="secret")
    return Entered(settings, "", secret, ends_at)


def _read_settings(form: Filled, kind: str) -> dict[str, str]:
    match kind:
        case "microsoft":
            return _microsoft_settings(form)
        case "google":
            return {"admin": form.text("admin", _email)}
        case _:
            return _caldav_settings(form)


def _over(
    read: dict[str, str], before: Connection | None, on_form: tuple[str, ...]
) -> dict[str, str]:
    """Lay what was read over what only a file sets, such as certificates to trust."""
    stored = before.settings if before else {}
    rest = {name: value for name, value in stored.items() if name not in on_form}
    return {**rest, **{name: value for name, value in read.items() if value}}


def _keep_or_ask(
    form: Filled,
    kind: str,
    settings: dict[str, str],
    same: Connection | None,
    *,
    place: str,
) -> None:
    if same is None or not (same.sealed_secret or same.secret_from):
        form.wrong(place, "forms.needed")
    elif not may_keep_secret(same, kind, settings):
        form.wrong(place, "connect.secret_again")


def _microsoft_settings(form: Filled) -> dict[str, str]:
    return {
        "tenant": form.needed("tenant", _tenant),
        "client_id": form.needed("client_id", _plain),
        "login_url": form.text("login_url", _https),
        "graph_url": form.text("graph_url", _https),
    }


def _caldav_settings(form: Filled) -> dict[str, str]:
    return {
        "url": form.needed("url", _address, longest=500),
        "user": form.needed("user"),
        "home": form.text("home"),
        "authority": form.lines("authority", _certificates, longest=LONGEST_KEY),
    }


_Secret = tuple[str | None, datetime | None, str | None]


async def _microsoft(form: Filled, same: Connection | None) -> _Secret:
    pasted = await _pasted(form)
    if pasted:
        try:
            return pasted, end_of_certificate(pasted), None
        except KeyUnusable:
            form.wrong("secret_key", "connect.wrong_certificate")
            return pasted, None, None
    secret = form.secret("secret").strip() or None
    if secret is not None and is_pem(secret):
        form.wrong("secret", "connect.certificate_below")
    ends_at = _day(form, "secret_ends")
    if secret is None and same is not None and ends_at is None:
        # Of a certificate that stays we know the end already.
        ends_at = same.secret_ends_at
    return secret, ends_at, None


async def _google(form: Filled, *, keyless: bool, elsewhere: bool) -> _Secret:
    pasted = await _pasted(form)
    if form.text("way") == "keyless" and not keyless:
        form.wrong("secret_key", "connect.keyless_refused")
        return None, None, None
    if form.text("way") == "keyless":
        acting = form.needed("service_account", _email)
        stated = {"type": "keyless", "service_account": acting}
        return json.dumps(stated), None, acting
    if not pasted:
        return None, None, None
    account = _account_of_key(pasted, elsewhere=elsewhere)
    if account is None:
        form.wrong("secret_key", "connect.wrong_key")
    return pasted, None, account


async def _pasted(form: Filled) -> str:
    """Take a key from a file, or else from the text that was pasted."""
    file = form.sent.get("secret_file")
    if isinstance(file, UploadFile):
        content = await file.read(LONGEST_KEY)
        # Browsers send an empty one where nobody chose a file.
        await file.close()
        if file.filename:
            return content.decode("utf-8", errors="replace").strip()
    return form.secret("secret_key", longest=LONGEST_KEY).strip()


def _account_of_key(text: str, *, elsewhere: bool) -> str | None:
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(stated, dict) or stated.get("type") != "service_account":
        return None
    if not elsewhere and stated.get("token_uri", _TOKENS[0]) not in _TOKENS:
        # Whoever writes another address into a key has this server ask there.
        return None
    account, key = stated.get("client_email"), stated.get("private_key")
    return account if isinstance(account, str) and isinstance(key, str) else None


def _day(form: Filled, name: str) -> datetime | None:
    text = form.text(name)
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(0), UTC)
    except ValueError:
        form.wrong(name, "connect.wrong_day")
        return None


def _tenant(value: str) -> str | None:
    if value.casefold() in _ANYBODYS:
        return "connect.anybodys"
    return _plain(value) or ("connect.wrong_tenant" if "/" in value else None)


def _plain(value: str) -> str | None:
    is_plain = value.isascii() and value.isprintable() and " " not in value
    return None if is_plain else "providers.not_plain"


def _email(value: str) -> str | None:
    return None if is_email(value) else "forms.email_wrong"


def _https(value: str) -> str | None:
    fits = is_web_address(value) and value.startswith("https://")
    return None if fits and not names_a_user(value) else "connect.not_https"


def _certificates(value: str) -> str | None:
    return None if holds_certificates(value) else "connect.wrong_authority"


def _address(value: str) -> str | None:
    if not is_web_address(value):
        return "settings.wrong_web_address"
    # It would stand in the database and on this page in the open.
    return "connect.user_in_address" if names_a_user(value) else None
