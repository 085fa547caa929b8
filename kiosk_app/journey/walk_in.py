"""The walk-in's pages to type on, and one look at all that was told."""

from dataclasses import replace

from kiosk_app.journey.asking import ask_by_form, ask_by_name
from kiosk_app.journey.entries import Key, at_end, edit, edit_phone, tidy
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
from kiosk_app.journey.host_search import after_search, search_for
from kiosk_app.journey.returning import still_theirs
from kiosk_app.journey.states import (
    Confirming,
    Journey,
    SearchState,
    WalkIn,
    WalkInField,
    WalkInStep,
)
from kiosk_app.journey.turn import Turn, show, stay
from kiosk_app.journey.walk_in_pages import (
    Page,
    entry_of,
    fields_at,
    lacking,
    pages,
    with_entry,
)
from kiosk_app.journey.walk_in_way import (
    Way,
    backwards,
    missing,
    onwards,
    open_page,
    way_of,
)


def at_walk_in(journey: Journey, state: WalkIn, event: Event) -> Turn:
    """Take one key, one touch or one answer while a walk-in fills in the form."""
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            return _write(journey, state, event)
        case HostsFound() | HostsUnreachable():
            return show(journey, after_search(state, event, _query(state)))
        case TryAgainTouched() if state.search is SearchState.AWAY:
            return search_for(journey, state, _query(state))
        case _:
            return _turn_page(journey, state, event)


def at_confirming(journey: Journey, state: Confirming, event: Event) -> Turn:
    """Let a walk-in read their form, change a line, or send it."""
    form, told = state.form, pages(state.form, journey.options)
    match event:
        case ConfirmTouched(stamp):
            lacks = missing(journey, form)
            if lacks is not None or form.host is None:
                return lacks or stay(journey)
            return ask_by_form(journey, form, host=form.host, stamp=stamp)
        case ChangeTouched(step, question) if Page(step, question) in told:
            way = Way(form, Page(step, question), changing=True, before=form)
            return open_page(journey, way)
        case BackTouched():
            return open_page(journey, Way(form, told[-1]))
        case _:
            return stay(journey)


def _turn_page(journey: Journey, state: WalkIn, event: Event) -> Turn:
    match event:
        case NextTouched():
            return _next(journey, state)
        case BackTouched():
            return backwards(journey, way_of(state))
        case HostChosen(host) if state.step is WalkInStep.HOST:
            chosen = replace(state, form=replace(state.form, host=host))
            return onwards(journey, way_of(chosen))
        case FieldTouched(field) if field in fields_at(state.step, journey.options):
            form = with_entry(state.form, field, at_end(entry_of(state.form, field)))
            return show(journey, replace(state, active=field, form=form))
        case _:
            return stay(journey)


def _next(journey: Journey, state: WalkIn) -> Turn:
    way = way_of(state)
    lacks = lacking(way.here, state.form, journey.options)
    if lacks is not None:
        active = lacks if isinstance(lacks, WalkInField) else state.active
        return show(journey, replace(state, nudged=True, active=active))
    named = state.step is WalkInStep.NAME and not state.changing
    if named and journey.options.by_name and journey.online:
        return ask_by_name(journey, tidy(state.form.name), state)
    return go_on(journey, state)


def go_on(journey: Journey, state: WalkIn) -> Turn:
    """Open the page after this one; whoever was not found by name comes back here."""
    return onwards(journey, way_of(state))


def _write(journey: Journey, state: WalkIn, key: Key) -> Turn:
    field = state.active
    press = edit_phone if field is WalkInField.PHONE else edit
    written = with_entry(state.form, field, press(entry_of(state.form, field), key))
    form = still_theirs(written, state.form)
    after = replace(state, form=form, nudged=False)
    if _query(after) == _query(state):
        return show(journey, after)
    return search_for(journey, after, _query(after))


def _query(state: WalkIn) -> str:
    return tidy(state.form.query)
