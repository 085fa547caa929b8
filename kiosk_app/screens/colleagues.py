"""Who of the party is here as well, and how far the check-in of each one is."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    ColleaguesConfirmed,
    ColleagueTouched,
)
from kiosk_app.journey.states import BadgeState, Colleagues
from kiosk_app.journey.states_names import Brought, Companion
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.pairs import in_pairs
from kiosk_app.widgets.parts import page_ground, primary_button, soft_button, tappable
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the rows, and below them the one button that there is."""
    state = view.state(Colleagues)
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("colleagues.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                _rows(view, state),
                ft.Container(
                    None if _confirmed(state) else _hint(view),
                    height=view.sizes.px(28, 40),
                ),
                _button(view, state),
            ],
            spacing=view.sizes.px(8, 20),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _hint(view: View) -> ft.Control:
    return notice(view, view.words("colleagues.hint"))


def _confirmed(state: Colleagues) -> bool:
    return any(one.request is not None for one in state.people)


def _rows(view: View, state: Colleagues) -> ft.Column:
    gap = view.sizes.px(8, 16)
    drawn = [_row(view, state, at, one) for at, one in enumerate(state.people)]
    return ft.Column(
        in_pairs(view, drawn, gap=gap),
        spacing=gap,
        expand=True,
        # A large party is longer than the page.
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _row(view: View, state: Colleagues, at: int, one: Companion) -> ft.Semantics:
    name = view.words.isolated(one.name)
    if _confirmed(state):
        return ft.Semantics(
            live_region=True,
            container=True,
            identifier=f"colleague-{at}-{one.brought}",
            content=_face(view, one, name, _outcome(view, one)),
        )
    drawn = tappable(
        view,
        _face(view, one, name, None),
        name=view.words(
            "colleagues.comes" if one.chosen else "colleagues.stays", name=one.name
        ),
        on_tap=partial(view.send, ColleagueTouched(at)),
        mark=f"colleague-{at}",
    )
    drawn.selected = one.chosen
    return drawn


def _outcome(view: View, one: Companion) -> str | None:
    if one.request is None:
        return None
    match one.badge:
        case BadgeState.ELSEWHERE:
            return view.words("colleagues.badge_elsewhere", kiosk=one.badge_at)
        case BadgeState.FAILED | BadgeState.PERHAPS:
            return view.words("colleagues.badge_at_reception")
        case _:
            return view.words(f"colleagues.{one.brought}")


def _face(view: View, one: Companion, name: str, outcome: str | None) -> ft.Container:
    sizes, palette = view.sizes, view.palette
    icon, colour = _look(view, one)
    row: list[ft.Control] = [
        sign(icon, sizes.px(32, 44), colour),
        ft.Container(written(view, name, Role.BUTTON), expand=True),
    ]
    if outcome is not None:
        row.append(written(view, outcome, Role.SMALL, colour=palette.ink2))
    return ft.Container(
        ft.Row(row, spacing=sizes.px(14, 20)),
        height=sizes.px(64, 96),
        bgcolor=palette.surface,
        border=ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(16, 24)),
    )


def _look(view: View, one: Companion) -> tuple[ft.IconData, str]:
    palette = view.palette
    if one.request is None:
        marked = ft.Icons.CHECK_BOX_ROUNDED
        empty = ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
        return (marked, palette.accent) if one.chosen else (empty, palette.ink2)
    return {
        Brought.NOT_YET: (ft.Icons.SCHEDULE_ROUNDED, palette.ink2),
        Brought.ASKING: (ft.Icons.SCHEDULE_ROUNDED, palette.accent),
        Brought.DONE: (ft.Icons.CHECK_CIRCLE_ROUNDED, palette.good),
        Brought.AT_RECEPTION: (ft.Icons.SUPPORT_AGENT_ROUNDED, palette.warn),
    }[one.brought]


def _button(view: View, state: Colleagues) -> ft.Control:
    chosen = sum(one.chosen for one in state.people)
    busy = any(one.brought is Brought.ASKING for one in state.people)
    if busy:
        # Its place is kept: nothing moves while one after the other comes in.
        return ft.Container(height=view.sizes.primary)
    if _confirmed(state) or not chosen:
        draw_button = primary_button if _confirmed(state) else soft_button
        return draw_button(
            view,
            view.words("colleagues.back"),
            lambda: view.send(BackTouched()),
            mark="to-visit",
        )
    return primary_button(
        view,
        view.words.count("colleagues.confirm", chosen),
        partial(_confirm, view, chosen),
        mark="confirm",
    )


def _confirm(view: View, chosen: int) -> None:
    stamps = tuple(view.stamp() for _ in range(chosen))
    view.send(ColleaguesConfirmed(stamps))
