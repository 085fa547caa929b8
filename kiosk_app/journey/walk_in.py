"""The walk-in: name, then company and e-mail, then the host, then one look at it all."""

import re
import unicodedata
from dataclasses import replace

from kiosk_app.journey.asking import ask_by_form, ask_by_name
from kiosk_app.journey.effects import SearchHosts
from kiosk_app.journey.entries import Key, at_end, edit, tidy
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    ChangeTouched,
    Cleared,
    ConfirmTouched,
    Erased,
    Event,
    FieldTouched,
    HostChosen,
    HostsFound,
    HostsUnreachable,
    NextTouched,
    TryAgainTouched,
    Typed,
)
from kiosk_app.journey.states import (
    Confirming,
    Entry,
    Journey,
    SearchState,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
)
from kiosk_app.journey.turn import Turn, show, stay, welcome

_FIELDS = {
    WalkInStep.NAME: (WalkInField.NAME,),
    WalkInStep.DETAILS: (WalkInField.COMPANY, WalkInField.EMAIL),
    WalkInStep.HOST: (WalkInField.HOST,),
}
_NEXT = {WalkInStep.NAME: WalkInStep.DETAILS, WalkInStep.DETAILS: WalkInStep.HOST}
_BACK = {after: before for before, after in _NEXT.items()}
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
# One sign is already a surname in Chinese, Japanese and Korean.
_WHOLE_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


def at_walk_in(journey: Journey, state: WalkIn, event: Event) -> Turn:
    """Take one key, one touch or one answer while a walk-in fills in the form."""
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            return _write(journey, state, event)
        case HostsFound() | HostsUnreachable():
            return show(journey, _answered(state, event))
        case TryAgainTouched() if state.search is SearchState.AWAY:
            return _search(journey, state)
        case _:
            return _turn_page(journey, state, event)


def at_confirming(journey: Journey, state: Confirming, event: Event) -> Turn:
    """Let a walk-in read their form, change a line, or send it."""
    match event:
        case ConfirmTouched(stamp):
            missing = _first_gap(state.form)
            if missing is not None or state.form.host is None:
                return _open(journey, state.form, missing or WalkInStep.HOST)
            return ask_by_form(journey, state.form, host=state.form.host, stamp=stamp)
        case ChangeTouched(step):
            page = _page(state.form, step)
            return show(journey, replace(page, changing=True, before=state.form))
        case BackTouched():
            return _open(journey, state.form, WalkInStep.HOST)
        case _:
            return stay(journey)


def _turn_page(journey: Journey, state: WalkIn, event: Event) -> Turn:
    match event:
        case NextTouched():
            return _next(journey, state)
        case BackTouched():
            return _back(journey, state)
        case HostChosen(host) if state.step is WalkInStep.HOST:
            return show(journey, Confirming(replace(state.form, host=host)))
        case FieldTouched(field) if field in _FIELDS[state.step]:
            form = _with_entry(state.form, field, at_end(_entry(state.form, field)))
            return show(journey, replace(state, active=field, form=form))
        case _:
            return stay(journey)


def _next(journey: Journey, state: WalkIn) -> Turn:
    if _lacks(state.form, state.step):
        active = _FIELDS[state.step][-1]
        return show(journey, replace(state, nudged=True, active=active))
    if state.changing or state.step is WalkInStep.HOST:
        return show(journey, Confirming(state.form))
    named = state.step is WalkInStep.NAME
    if named and journey.options.by_name and journey.online:
        return ask_by_name(journey, tidy(state.form.name), state)
    return go_on(journey, state)


def go_on(journey: Journey, state: WalkIn) -> Turn:
    """Open the page after this one; whoever was not found by name comes back here."""
    return _open(journey, state.form, _NEXT[state.step])


def _back(journey: Journey, state: WalkIn) -> Turn:
    if state.changing:
        return show(journey, Confirming(state.before or state.form))
    if state.step is WalkInStep.NAME:
        return welcome(journey)
    return _open(journey, state.form, _BACK[state.step])


def _open(journey: Journey, form: WalkInForm, step: WalkInStep) -> Turn:
    return show(journey, _page(form, step))


def _page(form: WalkInForm, step: WalkInStep) -> WalkIn:
    active = _FIELDS[step][0]
    cleared = replace(form, query=Entry()) if step is WalkInStep.HOST else form
    ready = _with_entry(cleared, active, at_end(_entry(cleared, active)))
    return WalkIn(step=step, form=ready, active=active)


# What is missing.


def _first_gap(form: WalkInForm) -> WalkInStep | None:
    return next((step for step in WalkInStep if _lacks(form, step)), None)


def _lacks(form: WalkInForm, step: WalkInStep) -> bool:
    match step:
        case WalkInStep.NAME:
            return not any(sign.isalnum() for sign in form.name.text)
        case WalkInStep.DETAILS:
            email = tidy(form.email)
            return bool(email) and _EMAIL.fullmatch(email) is None
        case _:
            return form.host is None


# Writing and searching.


def _write(journey: Journey, state: WalkIn, key: Key) -> Turn:
    entry = edit(_entry(state.form, state.active), key)
    form = _with_entry(state.form, state.active, entry)
    after = replace(state, form=form, nudged=False)
    if _query(after) == _query(state):
        return show(journey, after)
    return _search(journey, after)


def _search(journey: Journey, state: WalkIn) -> Turn:
    query = _query(state)
    if not _is_enough(query):
        return show(journey, replace(state, search=SearchState.IDLE, hosts=()))
    searching = replace(state, search=SearchState.SEARCHING, hosts=())
    return show(journey, searching, SearchHosts(query))


def _answered(state: WalkIn, answer: HostsFound | HostsUnreachable) -> WalkIn:
    if answer.query != _query(state) or state.search is not SearchState.SEARCHING:
        return state
    if isinstance(answer, HostsUnreachable):
        return replace(state, search=SearchState.AWAY)
    return replace(state, search=SearchState.FOUND, hosts=answer.hosts)


def _query(state: WalkIn) -> str:
    return tidy(state.form.query)


def _is_enough(query: str) -> bool:
    letters = [sign for sign in query if sign.isalnum()]
    return len(letters) > 1 or any(
        unicodedata.name(sign, "").startswith(_WHOLE_NAMES) for sign in letters
    )


def _entry(form: WalkInForm, field: WalkInField) -> Entry:
    match field:
        case WalkInField.NAME:
            return form.name
        case WalkInField.COMPANY:
            return form.company
        case WalkInField.EMAIL:
            return form.email
        case _:
            return form.query


def _with_entry(form: WalkInForm, field: WalkInField, entry: Entry) -> WalkInForm:
    match field:
        case WalkInField.NAME:
            return replace(form, name=entry)
        case WalkInField.COMPANY:
            return replace(form, company=entry)
        case WalkInField.EMAIL:
            return replace(form, email=entry)
        case _:
            return replace(form, query=entry)
