"""The walk-in's three pages: name, company and e-mail, host."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    Cleared,
    FieldTouched,
    NextTouched,
)
from kiosk_app.journey.states import Entry, WalkIn, WalkInField, WalkInForm, WalkInStep
from kiosk_app.widgets.entry_field import Field, begins_word, entry_field
from kiosk_app.widgets.found_hosts import found_hosts
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View

_STEPS = tuple(WalkInStep)
_FIELD_NAMES = {
    WalkInField.NAME: "walk_in.name_field",
    WalkInField.COMPANY: "walk_in.company_field",
    WalkInField.EMAIL: "walk_in.email_field",
    WalkInField.HOST: "walk_in.host_field",
}


def draw(view: View) -> ft.Control:
    """Draw the page of the step that the visitor is at."""
    state = view.state(WalkIn)
    searching = state.step is WalkInStep.HOST
    email = state.active is WalkInField.EMAIL
    return typing_page(
        view,
        title=title_row(
            view,
            view.words(f"walk_in.{state.step}_title"),
            on_back=lambda: view.send(BackTouched()),
            step=(_STEPS.index(state.step) + 1, len(_STEPS)),
        ),
        content=_content(view, state),
        keys=keyboard(
            view,
            KeyboardKind.EMAIL if email else KeyboardKind.WORDS,
            capital_next=not email and begins_word(_entry(state.form, state.active)),
            tight=searching,
        ),
    )


def _content(view: View, state: WalkIn) -> ft.Control:
    match state.step:
        case WalkInStep.NAME:
            below = "walk_in.name_missing" if state.nudged else None
            return _fields(view, state, (WalkInField.NAME,), below)
        case WalkInStep.DETAILS:
            below = "walk_in.email_odd" if state.nudged else None
            return _fields(view, state, (WalkInField.COMPANY, WalkInField.EMAIL), below)
        case WalkInStep.HOST:
            return _host_search(view, state)


def _fields(
    view: View, state: WalkIn, fields: tuple[WalkInField, ...], below: str | None
) -> ft.Control:
    sizes = view.sizes
    button, gap, height = sizes.px(148, 230), sizes.px(12, 20), _field_height(view)
    stacked = sizes.portrait and len(fields) > 1
    whole = int(sizes.width) - 2 * sizes.margin
    beside = whole - button - gap
    widths = _shares(beside - gap) if len(fields) > 1 else (beside,)
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
    label = f"{name} ({view.words('common.optional')})" if labelled else None
    return entry_field(
        view,
        Field(
            name=label or name,
            entry=_entry(state.form, field),
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
    form = state.form
    if state.step is WalkInStep.NAME:
        ready, word = bool(form.name.text.strip()), "common.next"
    else:
        ready = bool(form.company.text.strip() or form.email.text.strip())
        word = "common.next" if ready else "common.skip"
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


def _field_height(view: View) -> int:
    return view.sizes.px(72, 112)


def _entry(form: WalkInForm, field: WalkInField) -> Entry:
    match field:
        case WalkInField.NAME:
            return form.name
        case WalkInField.COMPANY:
            return form.company
        case WalkInField.EMAIL:
            return form.email
        case WalkInField.HOST:
            return form.query
