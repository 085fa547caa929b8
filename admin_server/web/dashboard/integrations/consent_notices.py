"""Why a consent came to nothing, told on the page on which it began."""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request, Response

from admin_server.core.connection_states import (
    PROVIDERS,
    describe_state,
    safe_detail,
    state_of,
)
from admin_server.core.connections import Access, ConnectionState
from admin_server.core.errors import CalendarError, ConsentNeeded, SecretUnreadable
from admin_server.core.tenants import Tenant
from admin_server.web.current import Parts
from admin_server.web.dashboard.frame import go_to
from admin_server.web.dashboard.signing_in.held import Held
from admin_server.web.dashboard.words import Words

CALLBACK = "/api/v1/integrations/oauth/callback"
"""Where every provider sends the browser back to (E14)."""
OUR_RULE = "not_in_group"
"""The detail where the rule is the organisation's own here, not one at the provider."""
_HELD = Held("consent-notice")


class Trouble(StrEnum):
    """What comes between, besides what a provider says."""

    STALE = "stale"
    DECLINED = "declined"
    SETUP = "setup"
    MEMBERSHIP_UNKNOWN = "membership_unknown"


@dataclass(frozen=True)
class Notice:
    """What went wrong on the way, by codes alone.

    Attributes:
        code: a `ConnectionState` or a `Trouble`, by its value.
        kind: the provider's, "" where nobody knows.
        detail: the provider's own code or the scope that lacks.
    """

    code: str
    kind: str = ""
    detail: str = ""


@dataclass(frozen=True)
class ConsentTold:
    """A notice in words, with what helps on.

    Attributes:
        code: also what API and log call it.
        approval: the address by which an administrator approves for everybody.
        support: whom people turn to, where the organisation named somebody (A49).
    """

    code: str
    detail: str
    cause: str
    fix: str
    approval: str | None
    support: str | None


def notice_of(trouble: CalendarError | SecretUnreadable, kind: str) -> Notice:
    """Name what a provider's answer means."""
    if isinstance(trouble, SecretUnreadable):
        return Notice(Trouble.SETUP, kind)
    detail = safe_detail(getattr(trouble, "detail", ""))
    if isinstance(trouble, ConsentNeeded) and _is_refusal(trouble, detail):
        return Notice(Trouble.DECLINED, kind)
    return Notice(state_of(trouble).value, kind, detail)


def tell(request: Request, path: str, notice: Notice) -> Response:
    """Send the browser to a page that tells the notice once."""
    response = go_to(request, path)
    _HELD.give(
        request,
        response,
        code=notice.code,
        kind=notice.kind,
        detail=notice.detail,
        path=path,
    )
    return response


def notice_in(request: Request) -> Notice | None:
    """Give what this page has to tell."""
    words = _HELD.read(request)
    if words is None or words["path"] != request.url.path:
        return None
    return Notice(words["code"], words["kind"], words["detail"])


def forget_notice(response: Response) -> None:
    """Have the browser forget what was told."""
    _HELD.drop(response)


async def in_words(
    notice: Notice, parts: Parts, tenant: Tenant, t: Words
) -> ConsentTold:
    """Say a notice in words, with the way to an approval where one is needed."""
    own_words = OUR_RULE if notice.detail == OUR_RULE else notice.code
    detail = notice.detail if notice.detail != OUR_RULE else ""
    if own_words in {*Trouble, OUR_RULE}:
        blanks = {
            "provider": PROVIDERS.get(notice.kind, notice.kind),
            "group": tenant.calendar.group_name or "",
        }
        cause = t(f"consenting.cause.{own_words}", **blanks)
        fix = t(f"consenting.fix.{own_words}", **blanks)
    else:
        told = describe_state(
            ConnectionState(notice.code),
            detail=notice.detail,
            kind=notice.kind,
            access=Access.PERSON,
        )
        cause = t(f"connections.cause.{told.cause}", **told.blanks)
        fix = t(f"connections.fix.{told.fix}", **told.blanks)
        if told.cause == "permission_named":
            detail = ""  # the cause has named it
    needs_approval = notice.code == ConnectionState.NEEDS_ADMIN_APPROVAL
    return ConsentTold(
        code=notice.code,
        detail=detail,
        cause=cause,
        fix=fix,
        approval=(
            await approval_address(parts, tenant, notice.kind)
            if needs_approval
            else None
        ),
        support=tenant.calendar.support,
    )


async def approval_address(parts: Parts, tenant: Tenant, kind: str) -> str | None:
    """Give the address by which an administrator approves for everybody (B37)."""
    consent = parts.consents.get(kind)
    if consent is None:
        return None
    try:
        app = await parts.refs.app(tenant.id, kind)
    except SecretUnreadable:
        return None
    if app is None:
        return None
    return consent.approval_url(app, redirect_uri=redirect_uri(parts))


def redirect_uri(parts: Parts) -> str:
    """The address that has to be registered at every provider, to the letter."""
    return f"{parts.public_url}{CALLBACK}"


def _is_refusal(trouble: ConsentNeeded, detail: str) -> bool:
    """Tell whether the person themselves said no, or closed the page."""
    waits = trouble.reason.value == ConnectionState.NEEDS_ADMIN_APPROVAL.value
    return detail == "access_denied" and not waits
