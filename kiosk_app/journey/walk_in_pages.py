"""Which pages a walk-in goes through at this site, and what each of them lacks: pure."""

from dataclasses import dataclass, replace

from kiosk_app.journey.email_check import is_email
from kiosk_app.journey.entries import is_phone, tidy
from kiosk_app.journey.states import Entry, WalkInField, WalkInForm, WalkInStep
from shared.kiosk_options import (
    NAMES_BY_LANGUAGE,
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
)

YES, NO = "yes", "no"
"""How a question of that kind is answered on the wire."""
_FIELDS = {
    WalkInStep.NAME: WalkInField.NAME,
    WalkInStep.PHONE: WalkInField.PHONE,
    WalkInStep.PURPOSE: WalkInField.PURPOSE,
    WalkInStep.HOST: WalkInField.HOST,
}


@dataclass(frozen=True)
class Page:
    """One page of a walk-in; `question` is the key of the one that is asked there."""

    step: WalkInStep
    question: str | None = None


def pages(form: WalkInForm, options: KioskOptions) -> tuple[Page, ...]:
    """Name the pages in their order, as far as what was told allows to know them."""
    kind = type_of(form, options)
    asked = (
        (WalkInStep.DETAILS, bool(fields_at(WalkInStep.DETAILS, options))),
        (WalkInStep.PHONE, _asks_phone(form, options)),
        (WalkInStep.TYPE, bool(options.visit_types)),
    )
    return (
        Page(WalkInStep.NAME),
        *(Page(step) for step, is_asked in asked if is_asked),
        *(
            Page(WalkInStep.QUESTION, one.key)
            for one in (kind.questions if kind else ())
        ),
        *([] if options.purpose is Asked.OFF else [Page(WalkInStep.PURPOSE)]),
        Page(WalkInStep.HOST),
    )


def fields_at(step: WalkInStep, options: KioskOptions) -> tuple[WalkInField, ...]:
    """Name what can be typed on a page at this site."""
    if step is not WalkInStep.DETAILS:
        return (_FIELDS[step],) if step in _FIELDS else ()
    asked = (
        (WalkInField.COMPANY, options.company),
        (WalkInField.EMAIL, options.email),
    )
    return tuple(field for field, how in asked if how is not Asked.OFF)


def is_required(field: WalkInField, form: WalkInForm, options: KioskOptions) -> bool:
    """Tell whether nobody goes on without it.

    An e-mail is never forced: whoever has none is asked for a phone number.
    """
    match field:
        case WalkInField.COMPANY:
            return options.company is Asked.REQUIRED
        case WalkInField.EMAIL:
            return False
        case WalkInField.PHONE:
            return options.phone is Asked.REQUIRED or _declines_email(form, options)
        case WalkInField.PURPOSE:
            return options.purpose is Asked.REQUIRED
        case _:
            return True


def lacking(
    page: Page, form: WalkInForm, options: KioskOptions
) -> WalkInField | WalkInStep | None:
    """Say what keeps a page from being done: a field, or the page itself."""
    match page.step:
        case WalkInStep.TYPE:
            return None if type_of(form, options) else page.step
        case WalkInStep.QUESTION:
            question = question_of(page.question, form, options)
            done = question is None or is_answered(question, form)
            return None if done else page.step
        case WalkInStep.HOST:
            return None if form.host else WalkInField.HOST
        case _:
            fields = fields_at(page.step, options)
            return next((one for one in fields if _lacks(one, form, options)), None)


def first_gap(form: WalkInForm, options: KioskOptions) -> Page | None:
    """Name the first page that is not done."""
    return next(
        (page for page in pages(form, options) if lacking(page, form, options)), None
    )


def type_of(form: WalkInForm, options: KioskOptions) -> VisitType | None:
    """Give the kind of visit that was chosen, while the site still has it."""
    kinds = (one for one in options.visit_types if one.key == form.visit_type)
    return next(kinds, None)


def question_of(
    key: str | None, form: WalkInForm, options: KioskOptions
) -> Question | None:
    """Give a question of the chosen kind of visit by its key."""
    kind = type_of(form, options)
    asked = (one for one in (kind.questions if kind else ()) if one.key == key)
    return next(asked, None)


def is_answered(question: Question, form: WalkInForm) -> bool:
    """Tell whether a question was asked, and answered as it wants to be."""
    answer = dict(form.answers).get(question.key)
    if not answer:
        return answer is not None and not question.required
    return question.kind is QuestionKind.TEXT or answer in choices_of(question)


def choices_of(question: Question) -> tuple[str, ...]:
    """Name what can be touched, by the keys."""
    match question.kind:
        case QuestionKind.TEXT:
            return ()
        case QuestionKind.CHOICE:
            return tuple(question.choices)
        case _:
            return YES, NO


def answers_of(form: WalkInForm, options: KioskOptions) -> dict[str, str]:
    """Give the answers to what the site still asks."""
    kind = type_of(form, options)
    asked = {one.key for one in kind.questions} if kind else set()
    return {key: said for key, said in form.answers if said and key in asked}


def named(names: NAMES_BY_LANGUAGE, *languages: str) -> str:
    """Say a text of the site in the first of these languages that it has."""
    known = (names[one] for one in languages if names.get(one))
    return next(known, None) or next(iter(names.values()), "")


def entry_of(form: WalkInForm, field: WalkInField) -> Entry:
    """Give what stands in a field; for the host, what is searched for."""
    match field:
        case WalkInField.NAME:
            return form.name
        case WalkInField.COMPANY:
            return form.company
        case WalkInField.EMAIL:
            return form.email
        case WalkInField.PHONE:
            return form.phone
        case WalkInField.PURPOSE:
            return form.purpose
        case _:
            return form.query


def told_of(form: WalkInForm, field: WalkInField) -> str:
    """Give what was typed, or else what they told last time, masked."""
    return tidy(entry_of(form, field)) or _remembered(form, field)


def is_known(page: Page, form: WalkInForm) -> bool:
    """Tell whether a page asks for what they told last time and want to keep."""
    match page.step:
        case WalkInStep.PHONE:
            return bool(_remembered(form, WalkInField.PHONE))
        case WalkInStep.HOST if form.remembered and form.host:
            return form.host == form.remembered.host
        case _:
            return False


def with_entry(form: WalkInForm, field: WalkInField, entry: Entry) -> WalkInForm:
    """Write into a field."""
    match field:
        case WalkInField.NAME:
            return replace(form, name=entry)
        case WalkInField.COMPANY:
            return replace(form, company=entry)
        case WalkInField.EMAIL:
            return replace(form, email=entry)
        case WalkInField.PHONE:
            return replace(form, phone=entry)
        case WalkInField.PURPOSE:
            return replace(form, purpose=entry)
        case _:
            return replace(form, query=entry)


def _remembered(form: WalkInForm, field: WalkInField) -> str:
    known = form.remembered
    if known is None:
        return ""
    of = {WalkInField.COMPANY: known.company, WalkInField.PHONE: known.phone}
    return of.get(field) or ""


def _asks_phone(form: WalkInForm, options: KioskOptions) -> bool:
    return options.phone is not Asked.OFF or _declines_email(form, options)


def _declines_email(form: WalkInForm, options: KioskOptions) -> bool:
    return options.email is Asked.REQUIRED and not tidy(form.email)


def _lacks(field: WalkInField, form: WalkInForm, options: KioskOptions) -> bool:
    match field:
        case WalkInField.NAME:
            return not any(sign.isalnum() for sign in form.name.text)
        case WalkInField.EMAIL:
            email = tidy(form.email)
            return bool(email) and not is_email(email)
        case WalkInField.PHONE if form.phone.text:
            return not is_phone(tidy(form.phone))
        case _:
            told = told_of(form, field)
            return not told and is_required(field, form, options)
