"""Inviting people: one form, one visit for each of them, sent once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.changing import Wanted
from admin_server.core.errors import SecretUnreadable
from admin_server.core.invitations import (
    MOST_TOGETHER,
    Asked,
    InvitationWrong,
    invite_together,
    party_of,
)
from admin_server.core.mail_addresses import is_mail_address
from admin_server.core.people import Host, fold_email
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation
from admin_server.web.current import Parts, parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.inviting.hosts_search import (
    chosen_host,
    find_hosts,
    known_visitor,
)
from admin_server.web.dashboard.inviting.visit_form import (
    Choices,
    choices_for,
    first_values,
    read_wanted,
    say_wrong,
)

router = APIRouter()
_Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]
_SAVE, _ADD, _FIND = "save", "add", "find"


@dataclass(frozen=True)
class _Person:
    """One row of the form."""

    name: str
    email: str | None
    company: str | None


@router.get("/visits/new")
async def new_visit(request: Request, who: _Inviter) -> Response:
    """Show an empty form."""
    choices = await who.store.read(lambda nouns: choices_for(request, who, nouns))
    start = first_values(choices, parts_of(request).clock.now())
    return _shown(request, who, choices, start=start)


@router.post("/visits/new")
async def invite(request: Request, who: _Inviter) -> Response:
    """Invite everybody of the form, or do the step that was asked for."""
    form = await read_form(request, words_for(request))
    step = form.text("step") or _SAVE
    choices, found = await who.store.read(
        lambda nouns: (
            choices_for(request, who, nouns),
            _hosts_to_choose(nouns, form, who, step),
        )
    )
    if step != _SAVE or not choices.possible:
        return _shown(request, who, choices, form=form, step=step, found=found)
    party = _party_in(form, who, parts_of(request))
    made: list[Invitation] = []
    if party is not None:
        made = await who.store.write(
            lambda nouns: _invite(nouns, form, choices, who, party, parts_of(request))
        )
    else:
        form.wrong("visit", "inviting.wrong.form_too_old")
    if not made:
        return _shown(request, who, choices, form=form, found=found)
    return go_to(request, f"/visits/{made[0].visit}/invited")


def _invite(
    nouns: Nouns,
    form: Filled,
    choices: Choices,
    who: CurrentUser,
    party: str,
    parts: Parts,
) -> list[Invitation]:
    # A transaction may be tried again, from the start.
    form.errors.clear()
    if there := party_of(nouns, party):
        return there
    people = _people(nouns, form, who, now=parts.clock.now())
    wanted = read_wanted(nouns, form, choices)
    if wanted is None or not form.fits:
        return []
    try:
        return invite_together(
            nouns,
            [_asked(person, wanted, who) for person in people],
            party=party,
            now=parts.clock.now(),
            chance=parts.chance,
            by=who.actor,
        )
    except InvitationWrong as problem:
        say_wrong(form, problem.why)
        return []


def _asked(person: _Person, wanted: Wanted, who: CurrentUser) -> Asked:
    return Asked(
        name=person.name,
        email=person.email,
        company=person.company,
        host=wanted.host,
        site=wanted.site,
        arrival=wanted.arrival,
        departure=wanted.departure,
        language=wanted.language,
        purpose=wanted.purpose,
        needs=wanted.needs,
        room_text=wanted.room_text,
        created_by=who.user.id,
    )


def _people(
    nouns: Nouns, form: Filled, who: CurrentUser, *, now: datetime
) -> list[_Person]:
    rows = [_person(nouns, form, place, who, now) for place in range(_count(form))]
    people = [person for person in rows if person is not None]
    seen: set[str] = set()
    for place, person in enumerate(rows):
        address = fold_email(person.email) if person and person.email else ""
        if address and address in seen:
            form.wrong(f"email-{place}", "inviting.wrong.email_twice")
        seen.add(address)
    return people


def _person(
    nouns: Nouns, form: Filled, place: int, who: CurrentUser, now: datetime
) -> _Person | None:
    """Read one row; somebody we know by their e-mail need not be named again."""
    email = form.text(f"email-{place}", _mail_rule) or None
    name, company = form.text(f"name-{place}"), form.text(f"company-{place}")
    if place > 0 and not (email or name or company):
        return None
    known = None
    if email and not name:
        known = known_visitor(nouns, who, email, now=now)
    if known is not None:
        name, company = known.name, company or known.company or ""
    if not name:
        form.wrong(f"name-{place}", "inviting.wrong.no_name")
    return _Person(name=name, email=email, company=company or None)


def _mail_rule(text: str) -> str | None:
    return None if is_mail_address(text) else "forms.email_wrong"


def _shown(  # noqa: PLR0913 - everything that the page may need
    request: Request,
    who: CurrentUser,
    choices: Choices,
    *,
    form: Filled | None = None,
    start: dict[str, str] | None = None,
    step: str = _SAVE,
    found: list[Host] | None = None,
) -> Response:
    count = 1 if form is None else _count(form)
    adding = step == _ADD and count < MOST_TOGETHER
    t = words_for(request)
    return page(
        request,
        "invite.html",
        status=422 if form is not None and form.errors else 200,
        form=form,
        start=start,
        choices=choices,
        languages=choices.language_names(t),
        people=range(count + 1 if adding else count),
        most=MOST_TOGETHER,
        focused=f"email-{count}" if adding else None,
        found=found,
        key=_new_key(form, who, parts_of(request)),
    )


def _count(form: Filled) -> int:
    typed = form.text("people")[:4]
    count = int(typed) if typed.isascii() and typed.isdecimal() else 1
    return max(1, min(count, MOST_TOGETHER))


def _hosts_to_choose(
    nouns: Nouns, form: Filled, who: CurrentUser, step: str
) -> list[Host] | None:
    """Give who can be meant by what was typed; None where that is clear."""
    wants_list = step == _FIND or (step == _SAVE and chosen_host(nouns, form) is None)
    if who.is_member or not wants_list or not form.text("host_name"):
        return None
    return find_hosts(nouns, form.text("host_name"))


def _new_key(form: Filled | None, who: CurrentUser, parts: Parts) -> str:
    """Give the form's key: made once, so that a form sent twice invites once."""
    if form is not None and _party_in(form, who, parts) is not None:
        return form.secret("key")
    return parts.box.seal(parts.chance.new_id().encode(), "invite", who.user.id)


def _party_in(form: Filled, who: CurrentUser, parts: Parts) -> str | None:
    sealed = form.secret("key")
    try:
        return parts.box.open(sealed, "invite", who.user.id).decode()
    except SecretUnreadable:
        return None
