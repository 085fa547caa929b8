"""How the organisation's mail leaves: by the operator's server or by its own."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_tenant
from admin_server.core.checklist import Progress, mark_steps
from admin_server.core.mail_kinds import MAIL_FIELDS, SECURITY, MailField, MailKind
from admin_server.core.owned import MAIL, is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.notifiers import MAIL_KINDS
from admin_server.security.mail_accounts import seal_mail_secret
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, Rule, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.mail_tests import send_test_mail
from admin_server.web.dashboard.settings.told import Told

PATH = "/settings/mail"
OPERATOR = "operator"
"""The kind that says: no account of our own."""
KINDS = (OPERATOR, *(kind.value for kind in MailKind if kind.value in MAIL_KINDS))
_RULES: dict[str, Rule] = {
    "port": value_rules.port,
    "token_url": value_rules.web_address,
}

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@router.get(PATH)
async def mail(
    request: Request,
    who: Who,
    kind: Annotated[str | None, Query(max_length=20)] = None,
) -> HTMLResponse:
    """Show how mail leaves; `kind` looks at another way before it is saved."""
    return await _page(request, who, kind=kind)


@router.post(PATH)
async def change_mail(request: Request, who: Who, parts: App) -> Response:
    """Save how mail leaves."""
    form = await read_form(request, words_for(request))
    if is_owned(who.tenant, MAIL):
        return go_to(request, PATH, said="settings.nothing_changed")
    kind = form.text("kind")
    account = None
    if kind != OPERATOR:
        account = _read(form, who.tenant)
    if not form.fits:
        return await _page(request, who, kind=kind, form=form)
    secret = form.secret("secret").strip()
    if account is not None and secret:
        sealed = seal_mail_secret(parts.box, who.tenant.id, secret)
        account = replace(account, sealed_secret=sealed, secret_from=None)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        asked = replace(nouns.tenant, mail=account)
        return change_tenant(nouns, asked, by, event="tenant.mail_changed")

    changed = await who.store.write(work)
    return go_to(
        request, PATH, said="settings.saved" if changed else "settings.nothing_changed"
    )


@router.post(f"{PATH}/test")
async def test_mail(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Send a mail to oneself and say what the server answered."""
    told = await send_test_mail(parts, who.tenant, who.user, words_for(request))
    if told.good:
        by = settling.author(who, parts)
        await who.store.write(
            lambda nouns: mark_steps(nouns, Progress.DONE, "mail", by=by)
        )
    return await _page(request, who, told=told)


def _read(form: Filled, tenant: Tenant) -> MailAccount | None:
    """Read an account; an empty secret keeps the one of the same kind."""
    word = form.text("kind")
    if word not in KINDS:
        form.wrong("kind", "mail.wrong_kind")
        return None
    before = tenant.mail if tenant.mail and tenant.mail.kind == word else None
    sender = form.needed("sender", value_rules.email)
    name = form.text("sender_name") or tenant.name
    settings = {}
    for one in MAIL_FIELDS[MailKind(word)]:
        if one.by_file:
            settings[one.name] = before.settings.get(one.name, "") if before else ""
            continue
        known = (_RULES[one.name],) if one.name in _RULES else ()
        reading = form.needed if one.example is not None else form.text
        settings[one.name] = reading(one.name, *known)
    if (settings.get("security") or SECURITY[0]) not in SECURITY:
        form.wrong("security", "mail.wrong_security")
    return MailAccount(
        kind=word,
        sender=sender,
        sender_name=name,
        settings={key: value for key, value in settings.items() if value},
        sealed_secret=before.sealed_secret if before else None,
        secret_from=before.secret_from if before else None,
    )


async def _page(
    request: Request,
    who: CurrentUser,
    *,
    kind: str | None = None,
    form: Filled | None = None,
    told: Told | None = None,
) -> HTMLResponse:
    tenant = who.tenant
    given_up = await who.store.read(lambda nouns: nouns.outbox.given_up(limit=1))
    account, owned = tenant.mail, is_owned(tenant, MAIL)
    present = account.kind if account else OPERATOR
    shown = kind if kind in KINDS and not owned else present
    same = account if account and account.kind == shown else None
    return page(
        request,
        "mail.html",
        form=form,
        status=422 if form else 200,
        start=_stored(same, tenant) if form is None else {},
        kinds=list(dict.fromkeys((*KINDS, present))),
        shown=shown,
        present=present,
        fields=_fields(shown),
        security=SECURITY,
        has_secret=bool(same and (same.sealed_secret or same.secret_from)),
        owned=owned,
        told=told,
        given_up=bool(given_up),
    )


def _fields(kind: str) -> list[MailField]:
    known = MAIL_FIELDS[MailKind(kind)] if kind != OPERATOR else ()
    return [one for one in known if not one.by_file]


def _stored(account: MailAccount | None, tenant: Tenant) -> dict[str, str]:
    if account is None:
        return {"sender_name": tenant.name, "port": "587", "security": SECURITY[0]}
    return {
        "security": SECURITY[0],
        **account.settings,
        "sender": account.sender,
        "sender_name": account.sender_name,
    }
