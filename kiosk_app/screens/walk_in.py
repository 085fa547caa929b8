"""The walk-in's pages to type on: name, company and e-mail, phone, reason, host."""

from functools import partial

import flet as ft

from kiosk_app.journey.entries import tidy
from kiosk_app.journey.events import (
    BackTouched,
    Cleared,
    FieldTouched,
    NextTouched,
)
from kiosk_app.journey.states import WalkIn, WalkInField, WalkInStep
from kiosk_app.journey.walk_in_pages import (
    Page,
    entry_of,
    fields_at,
    is_required,
    lacking,
)
from kiosk_app.widgets.entry_field import Field, begins_word, entry_field
from kiosk_app.widgets.found_hosts import found_hosts
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View
from kiosk_app.widgets.walk_in_steps import steps_at

_FIELD_NAMES = {
    WalkInField.NAME: "walk_in.name_field",
    WalkInField.COMPANY: "walk_in.company_field",
    WalkInField.EMAIL: "walk_in.email_field",
    WalkInField.PHONE: "walk_in.phone_field",
    WalkInField.PURPOSE: "walk_in.purpose_field",
    WalkInField.HOST: "walk_in.host_field",
}
_MISSING = {
    WalkInField.NAME: "walk_in.name_missing",
    WalkInField.COMPANY: "walk_in.company_missing",
    WalkInField.EMAIL: "walk_in.email_odd",
    WalkInField.PHONE: "walk_in.phone_odd",
    WalkInField.PURPOSE: "walk_in.purpose_missing",
}
_KEYS = {
    WalkInField.EMAIL: KeyboardKind.EMAIL,
    WalkInField.PHONE: KeyboardKind.PHONE,
}


def draw(view: View) -> ft.Control:
    """Draw the page of the step that the visitor is at."""
    state = view.state(WalkIn)
    kind = _KEYS.get(state.active, KeyboardKind.WORDS)
    return typing_page(
        view,
        title=title_row(
            view,
            view.words(_title(view, state)),
            on_back=lambda: view.send(BackTouched()),
            step=steps_at(view, state.form, Page(state.step)),
        ),
        content=_content(view, state),
        keys=keyboard(
            view,
            kind,
            capital_next=_capital_next(state),
            tight=state.step is WalkInStep.HOST,
        ),
    )


def _title(view: View, state: WalkIn) -> str:
    """Ask for what this site wants to know on the page."""
    match fields_at(state.step, view.journey.options):
        case (field,):
            return f"walk_in.{field}_title"
        case _:
            return "walk_in.details_title"


def _capital_next(state: WalkIn) -> bool:
    entry = entry_of(state.form, state.active)
    if state.active is WalkInField.PURPOSE:
        return not entry.text
    return state.active not in _KEYS and begins_word(entry)


def _content(view: View, state: WalkIn) -> ft.Control:
    if state.step is WalkInStep.HOST:
        return _host_search(view, state)
    fields = fields_at(state.step, view.journey.options)
    below = _MISSING.get(state.active) if state.nudged else None
    return _fields(view, state, fields, below)


def _fields(
    view: View, state: WalkIn, fields: tuple[WalkInField, ...], below: str | None
) -> ft.Control:
    sizes = view.sizes
    button, gap, height = sizes.px(148, 230), sizes.px(12, 20), _field_height(view)
    stacked = sizes.portrait and len(fields) > 1
    whole = int(sizes.width) - 2 * sizes.margin
    beside = whole - button - gap
    widths = _shares(beside - gap) if len(fields) > 1 else (beside,) * len(fields)
    drawn: list[ft.Control] = [
        _field(
            view,
            state,
            field,
            width=whole if stacked else width,
            height=height,
            labelled=len(fields) > 1,
        )
        for field, width in zip(fields, widths, strict=True)
    ]
    step = _next_button(view, state, width=whole if stacked else button)
    row: ft.Control = (
        ft.Column([*drawn, step], spacing=gap)
        if stacked
        else ft.Row([*drawn, step], spacing=gap)
    )
    lines: list[ft.Control] = [row]
    if below is not None:
        lines.append(notice(view, view.words(below), warns=True))
    return ft.Column(lines, spacing=sizes.px(4, 16))


def _shares(width: int) -> tuple[int, int]:
    """Give the e-mail more room than the company."""
    company = width * 9 // 20
    return company, width - company


def _host_search(view: View, state: WalkIn) -> ft.Control:
    sizes = view.sizes
    width = int(sizes.width) - 2 * sizes.margin
    return ft.Column(
        [
            _field(
                view,
                state,
                WalkInField.HOST,
                width=width,
                height=sizes.px(60, 96),
                labelled=False,
            ),
            found_hosts(view, state, width=width),
        ],
        spacing=sizes.px(8, 16),
    )


def _field(
    view: View,
    state: WalkIn,
    field: WalkInField,
    *,
    width: int,
    height: int,
    labelled: bool,
) -> ft.Control:
    name = view.words(_FIELD_NAMES[field])
    label = name if labelled else None
    if labelled and not is_required(field, state.form, view.journey.options):
        label = f"{name} ({view.words('common.optional')})"
    return entry_field(
        view,
        Field(
            name=label or name,
            entry=entry_of(state.form, field),
            mark=field.value,
            active=state.active is field,
            label=label,
        ),
        width=width,
        height=height,
        on_touch=partial(view.send, FieldTouched(field)),
        on_clear=partial(_clear, view, field),
    )


def _clear(view: View, field: WalkInField) -> None:
    view.send(FieldTouched(field))
    view.send(Cleared())


def _next_button(view: View, state: WalkIn, *, width: int) -> ft.Control:
    ready, word = _readiness(view, state)
    button = primary_button if ready else soft_button
    return ft.Container(
        button(
            view,
            view.words(word),
            lambda: view.send(NextTouched()),
            mark="next",
            icon=ft.Icons.ARROW_FORWARD_ROUNDED if word == "common.next" else None,
            height=_field_height(view),
        ),
        width=width,
    )


def _readiness(view: View, state: WalkIn) -> tuple[bool, str]:
    """Say whether Next has something to go on with, and what it is called."""
    form, options = state.form, view.journey.options
    fields = fields_at(state.step, options)
    told = any(tidy(entry_of(form, field)) for field in fields)
    if any(is_required(field, form, options) for field in fields):
        return lacking(Page(state.step), form, options) is None, "common.next"
    return told, "common.next" if told else "common.skip"


def _field_height(view: View) -> int:
    # Within low reach two of them stand with Next in half of a high page.
    return view.sizes.px(72, 88 if view.sizes.low else 112)
