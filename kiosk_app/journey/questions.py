"""What kind of visit it is, and the questions that belong to it, one by one."""

from dataclasses import replace

from kiosk_app.journey.entries import edit, tidy
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Cleared,
    Erased,
    Event,
    MoreWanted,
    NextTouched,
    RowChosen,
    Typed,
)
from kiosk_app.journey.states import Answering, ChoosingType, Journey, WalkInForm
from kiosk_app.journey.turn import Turn, show, stay
from kiosk_app.journey.walk_in_pages import choices_of
from kiosk_app.journey.walk_in_way import backwards, onwards, way_of

AT_ONCE = 6
"""So many rows are shown on a page."""


def at_choosing_type(journey: Journey, state: ChoosingType, event: Event) -> Turn:
    """Let somebody choose a kind of visit; other questions come with another one."""
    kinds = [one.key for one in journey.options.visit_types]
    match event:
        case RowChosen(key) if key in kinds:
            form = _of_type(state.form, key)
            return onwards(journey, way_of(replace(state, form=form)))
        case MoreWanted():
            return show(
                journey, replace(state, shown=_further(state.shown, len(kinds)))
            )
        case BackTouched():
            return backwards(journey, way_of(state))
        case _:
            return stay(journey)


def at_answering(journey: Journey, state: Answering, event: Event) -> Turn:
    """Take an answer: a text and Next, or one touch."""
    choices = choices_of(state.question)
    match event:
        case RowChosen(key) if key in choices:
            return _answered(journey, state, key)
        case MoreWanted():
            shown = _further(state.shown, len(choices))
            return show(journey, replace(state, shown=shown))
        case NextTouched():
            return _next(journey, state)
        case BackTouched():
            return backwards(journey, way_of(state))
        case Typed() | Erased() | Cleared() | CaretMoved() if not choices:
            entry = edit(state.entry, event)
            return show(journey, replace(state, entry=entry, nudged=False))
        case _:
            return stay(journey)


def _next(journey: Journey, state: Answering) -> Turn:
    # Of a question with choices the entry holds the one that was touched before.
    answer = tidy(state.entry)
    if state.question.required and not answer:
        return show(journey, replace(state, nudged=True))
    return _answered(journey, state, answer)


def _answered(journey: Journey, state: Answering, answer: str) -> Turn:
    others = tuple(one for one in state.form.answers if one[0] != state.question.key)
    form = replace(state.form, answers=(*others, (state.question.key, answer)))
    return onwards(journey, way_of(replace(state, form=form)))


def _of_type(form: WalkInForm, key: str) -> WalkInForm:
    if key == form.visit_type:
        return form
    return replace(form, visit_type=key, answers=())


def _further(shown: int, rows: int) -> int:
    """Go to the next screenful; after the last one comes the first."""
    screenfuls = max(-(-rows // AT_ONCE), 1)
    return (shown + 1) % screenfuls
