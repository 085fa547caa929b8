"""The questions of a kind of visit: their words, how they are answered, their order."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.visit_types import (
    LONGEST_WORDS,
    TooMany,
    Twice,
    choices_of,
    find_question,
    find_type,
    new_key,
    question_forward,
    with_question,
    with_type,
    without_question,
)
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.visit_types import (
    KINDS,
    in_languages,
    kind_of,
    open_site,
    read_words,
    said_name,
    save,
)
from shared.kiosk_options import KioskOptions, Question, QuestionKind, VisitType

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]

_QUESTIONS = f"{KINDS}/{{kind}}/questions"
_NEW = f"{KINDS}/{{kind}}/new-question"
_FEWEST_CHOICES = 2


@router.get(_NEW)
async def new_question(
    request: Request, who: Who, site_id: str, kind: str
) -> HTMLResponse:
    """Show the empty form."""
    site = await open_site(who, site_id)
    return _page(request, who, site, kind_of(site, kind))


@router.post(_NEW)
async def add_question(
    request: Request, who: Who, parts: App, site_id: str, kind: str
) -> Response:
    """Save a new question as the last one."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    form = await read_form(request, words_for(request))
    asked = _read(form, who, Question(key="new", label={}))
    if not form.fits:
        return _page(request, who, site, found, form=form)
    first = said_name(asked.label, who)

    def change(options: KioskOptions) -> KioskOptions:
        now = find_type(options, kind) or found
        key = new_key(first, (one.key for one in now.questions))
        added = with_question(now, asked.model_copy(update={"key": key}))
        return with_type(options, added)

    try:
        await save(who, site, change, settling.author(who, parts))
    except TooMany:
        form.wrong(f"label_{who.tenant.languages[0]}", "kinds.too_many_questions")
        return _page(request, who, site, found, form=form)
    return go_to(request, _back(site, found), said="kinds.question_added", name=first)


@router.get(f"{_QUESTIONS}/{{question}}")
async def a_question(
    request: Request, who: Who, site_id: str, kind: str, question: str
) -> HTMLResponse:
    """Show a question."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    return _page(request, who, site, found, _question_of(found, question))


@router.post(f"{_QUESTIONS}/{{question}}")
async def change_question(
    request: Request, who: Who, parts: App, site_id: str, kind: str, question: str
) -> Response:
    """Save it."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    old = _question_of(found, question)
    form = await read_form(request, words_for(request))
    asked = _read(form, who, old)
    if not form.fits:
        return _page(request, who, site, found, old, form)

    def change(options: KioskOptions) -> KioskOptions:
        now = find_type(options, kind) or found
        return with_type(options, with_question(now, asked))

    changed = await save(who, site, change, settling.author(who, parts))
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, _back(site, found), said=said)


@router.post(f"{_QUESTIONS}/{{question}}/forward")
async def bring_question_forward(
    request: Request, who: Who, parts: App, site_id: str, kind: str, question: str
) -> Response:
    """Let it change places with the one before it."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    _question_of(found, question)

    def change(options: KioskOptions) -> KioskOptions:
        now = find_type(options, kind) or found
        return with_type(options, question_forward(now, question))

    await save(who, site, change, settling.author(who, parts))
    return go_to(request, _back(site, found), said="site_kiosk.order_saved")


@router.get(f"{_QUESTIONS}/{{question}}/remove")
async def ask_to_remove_question(
    request: Request, who: Who, site_id: str, kind: str, question: str
) -> HTMLResponse:
    """Ask before it goes."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    return page(
        request,
        "visit_question_remove.html",
        site=site,
        kind=found,
        question=_question_of(found, question),
        first=who.tenant.languages[0],
    )


@router.post(f"{_QUESTIONS}/{{question}}/remove")
async def remove_question(
    request: Request, who: Who, parts: App, site_id: str, kind: str, question: str
) -> Response:
    """Take it away."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    name = said_name(_question_of(found, question).label, who)

    def change(options: KioskOptions) -> KioskOptions:
        now = find_type(options, kind) or found
        return with_type(options, without_question(now, question))

    await save(who, site, change, settling.author(who, parts))
    return go_to(request, _back(site, found), said="kinds.question_removed", name=name)


def _question_of(kind: VisitType, key: str) -> Question:
    found = find_question(kind, key)
    if found is None:
        raise NotThere
    return found


def _back(site: Site, kind: VisitType) -> str:
    return KINDS.format(site_id=site.id) + f"/{kind.key}"


def _read(form: Filled, who: CurrentUser, old: Question) -> Question:
    answered = _kind(form)
    choices = old.choices
    if answered is QuestionKind.CHOICE:
        choices = _choices(form, who, old)
    return old.model_copy(
        update={
            "label": read_words(form, who, "label", old.label),
            "kind": answered,
            "required": form.flag("required"),
            "choices": choices if answered is QuestionKind.CHOICE else {},
        }
    )


def _kind(form: Filled) -> QuestionKind:
    word = form.text("kind")
    if word in {one.value for one in QuestionKind}:
        return QuestionKind(word)
    form.wrong("kind", "site_kiosk.wrong_choice")
    return QuestionKind.TEXT


def _choices(
    form: Filled, who: CurrentUser, old: Question
) -> dict[str, dict[str, str]]:
    lines = {code: _lines(form, f"choices_{code}") for code in who.tenant.languages}
    first, *others = who.tenant.languages
    many = len(lines[first])
    if many < _FEWEST_CHOICES:
        form.wrong(f"choices_{first}", "kinds.too_few_choices")
    for code in others:
        if lines[code] and len(lines[code]) != many:
            form.wrong(f"choices_{code}", "kinds.other_number", n=many)
    if not form.fits:
        return {}
    try:
        return choices_of(lines, old.choices)
    except TooMany:
        form.wrong(f"choices_{first}", "kinds.too_many_choices")
    except Twice:
        form.wrong(f"choices_{first}", "kinds.choice_twice")
    return {}


def _lines(form: Filled, field: str) -> list[str]:
    lines = [line for line in form.lines(field).split("\n") if line]
    if any(len(line) > LONGEST_WORDS for line in lines):
        form.wrong(field, "forms.too_long", longest=LONGEST_WORDS)
    return lines


def _page(
    request: Request,
    who: CurrentUser,
    site: Site,
    kind: VisitType,
    question: Question | None = None,
    form: Filled | None = None,
) -> HTMLResponse:
    return page(
        request,
        "visit_type_question.html",
        form=form,
        status=422 if form else 200,
        start={} if form else _as_fields(question),
        site=site,
        kind=kind,
        kind_name=said_name(kind.name, who),
        question=question,
        title=said_name(question.label, who) if question else "",
        languages=in_languages(who, words_for(request)),
        kinds=[one.value for one in QuestionKind],
    )


def _as_fields(question: Question | None) -> dict[str, str]:
    if question is None:
        return {"kind": QuestionKind.TEXT.value}
    fields = {f"label_{code}": text for code, text in question.label.items()}
    fields["kind"] = question.kind.value
    fields["required"] = "yes" if question.required else ""
    codes = {code for names in question.choices.values() for code in names}
    for code in codes:
        # A line that is missing would shift all that follow.
        named = [
            names.get(code) or next(iter(names.values()), key)
            for key, names in question.choices.items()
        ]
        fields[f"choices_{code}"] = "\n".join(named)
    return fields
