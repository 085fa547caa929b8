"""One question of the site: a line to type, or rows to touch."""

import flet as ft

from kiosk_app.journey.entries import tidy
from kiosk_app.journey.events import BackTouched, Cleared, NextTouched
from kiosk_app.journey.states import Answering, WalkInStep
from kiosk_app.journey.walk_in_pages import Page, choices_of, named
from kiosk_app.widgets.choice_rows import Choice, choice_page
from kiosk_app.widgets.entry_field import Field, entry_field
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View
from kiosk_app.widgets.walk_in_steps import steps_at
from shared.kiosk_options import QuestionKind


def draw(view: View) -> ft.Control:
    """Draw the question and the way to answer it."""
    state = view.state(Answering)
    if state.question.kind is QuestionKind.TEXT:
        return typing_page(
            view,
            title=_title(view, state),
            content=_content(view, state),
            keys=keyboard(view, KeyboardKind.WORDS, capital_next=not state.entry.text),
        )
    return choice_page(
        view,
        _title(view, state),
        [
            Choice(key, _said(view, state, key), chosen=key == state.entry.text)
            for key in choices_of(state.question)
        ],
        shown=state.shown,
        ways_on=_ways_on(view, state),
    )


def _title(view: View, state: Answering) -> ft.Row:
    return title_row(
        view,
        _named(view, state.question.label),
        on_back=lambda: view.send(BackTouched()),
        step=steps_at(view, state.form, Page(WalkInStep.QUESTION, state.question.key)),
    )


def _content(view: View, state: Answering) -> ft.Control:
    sizes = view.sizes
    button, gap = sizes.px(148, 230), sizes.px(12, 20)
    field = Field(name=view.words("answering.field"), entry=state.entry, mark="answer")
    drawn = entry_field(
        view,
        field,
        width=int(sizes.width) - 2 * sizes.margin - button - gap,
        height=_height(view),
        on_touch=_keep,
        on_clear=lambda: view.send(Cleared()),
    )
    step = ft.Container(_next(view, state, height=_height(view)), width=button)
    lines: list[ft.Control] = [ft.Row([drawn, step], spacing=gap)]
    if state.nudged:
        lines.append(notice(view, view.words("answering.missing"), warns=True))
    return ft.Column(lines, spacing=sizes.px(4, 16))


def _keep() -> None:
    """Do nothing: the page has one field, and the keyboard writes there already."""


def _ways_on(view: View, state: Answering) -> list[ft.Semantics]:
    if state.question.required and not state.entry.text:
        return []
    return [_next(view, state, height=view.sizes.primary)]


def _next(view: View, state: Answering, *, height: int) -> ft.Semantics:
    told = bool(tidy(state.entry))
    skips = not told and not state.question.required
    button = primary_button if told else soft_button
    return button(
        view,
        view.words("common.skip" if skips else "common.next"),
        lambda: view.send(NextTouched()),
        mark="next",
        icon=None if skips else ft.Icons.ARROW_FORWARD_ROUNDED,
        height=height,
    )


def _said(view: View, state: Answering, key: str) -> str:
    if state.question.kind is QuestionKind.YES_NO:
        return view.words(f"answering.{key}")
    return _named(view, state.question.choices[key])


def _named(view: View, names: dict[str, str]) -> str:
    journey = view.journey
    return named(names, journey.language, journey.default_language)


def _height(view: View) -> int:
    return view.sizes.px(72, 112)
