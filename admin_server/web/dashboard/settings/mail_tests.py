"""Sending a test mail, and what came of it in plain words."""

import asyncio

import structlog

from admin_server.core.errors import SecretUnreadable
from admin_server.core.messages import Delivered, GaveUp, Message, TryAgain
from admin_server.core.tenants import Tenant
from admin_server.core.users import User
from admin_server.web.current import Parts
from admin_server.web.dashboard.settings.told import Told
from admin_server.web.dashboard.words import Words

log = structlog.get_logger()

_PATIENCE = 25.0
# RFC 5321 and RFC 4954: what a server's code is about, not what it says in English.
_CODES = {
    "530": "sign_in",
    "534": "sign_in",
    "535": "sign_in",
    "538": "sign_in",
    "550": "refused_address",
    "551": "refused_address",
    "553": "refused_address",
    "552": "refused_mail",
    "554": "refused_mail",
    "450": "busy",
    "451": "busy",
    "452": "busy",
    "421": "busy",
}
_NAMES = {
    "SMTPConnectError": "unreachable",
    "SMTPConnectTimeoutError": "unreachable",
    "SMTPConnectResponseError": "unreachable",
    "ConnectionRefusedError": "unreachable",
    "gaierror": "unreachable",
    "OSError": "unreachable",
    "SMTPTimeoutError": "too_slow",
    "SMTPReadTimeoutError": "too_slow",
    "SMTPServerDisconnected": "dropped",
    "SMTPAuthenticationError": "sign_in",
    "SMTPNotSupported": "no_tls",
    "SMTPException": "no_tls",
    "SSLError": "no_tls",
    "SSLCertVerificationError": "no_tls",
    "address_malformed": "refused_address",
}


async def send_test_mail(parts: Parts, tenant: Tenant, user: User, t: Words) -> Told:
    """Send one mail to somebody's own address, now, by the tenant's own way."""
    message = Message(
        id=parts.chance.new_id(),
        to_address=user.email,
        to_name=user.name,
        subject=t("mail.test_subject", organisation=tenant.name),
        text=t("mail.test_text", organisation=tenant.name) + "\n",
    )
    try:
        way = parts.mail(tenant)
        if way is None:
            return Told((t("mail.trouble.no_way"),))
        async with asyncio.timeout(_PATIENCE):
            outcome = await way.send(message)
    except SecretUnreadable:
        return Told((t("mail.trouble.no_secret"),))
    except TimeoutError:
        return Told((t("mail.trouble.too_slow"),))
    except Exception:
        log.exception("test_mail_failed")
        return Told((t("mail.trouble.other", why="?"),))
    match outcome:
        case Delivered():
            return Told((t("mail.taken", email=user.email),), good=True)
        case TryAgain(why) | GaveUp(why):
            return Told((reason(why, t),))


def reason(why: str | None, t: Words) -> str:
    """Say in plain words why a mail was not taken, and what to do about it."""
    said_why = why or "?"
    kind, _, code = said_why.partition("_")
    if kind in ("token", "graph") and code:
        return t(f"mail.trouble.{kind}", code=code)
    code = said_why.removeprefix("smtp_")
    name = _CODES.get(code) or _NAMES.get(said_why)
    if name is None:
        return t("mail.trouble.other", why=code)
    advice = t(f"mail.trouble.{name}")
    return f"{advice} {t('mail.code', code=code)}" if code.isdecimal() else advice
