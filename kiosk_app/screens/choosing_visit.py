"""A visitor says which visit is theirs: by its time and a masked hint, never by name."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    NoneOfThese,
    VisitChosen,
)
from kiosk_app.journey.states import ChoosingVisit
from kiosk_app.journey.states_names import Why
from kiosk_app.widgets.pairs import in_pairs
from kiosk_app.widgets.parts import choice, page_ground, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.check_in import VisitChoice

_ON_A_PAGE = 6


def draw(view: View) -> ft.Control:
    """Draw a row per visit, and below them a way on for whoever is none of them."""
    state = view.state(ChoosingVisit)
    rows = [
        _row(view, state, at, one) for at, one in enumerate(state.choices[:_ON_A_PAGE])
    ]
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words(f"choosing_visit.{state.why}"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                ft.Container(_laid(view, rows), expand=True),
                _way_on(view, state),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _laid(view: View, rows: list[ft.Semantics]) -> ft.Column:
    gap = view.sizes.px(12, 24)
    return ft.Column(
        in_pairs(view, rows, gap=gap),
        spacing=gap,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _row(view: View, state: ChoosingVisit, at: int, one: VisitChoice) -> ft.Semantics:
    return choice(
        view,
        view.words.plain("choosing_visit.at", time=view.words.clock(one.starts)),
        _more(view, state, one),
        partial(_choose, view, one),
        mark=f"visit-{at}",
        icon=ft.Icons.SCHEDULE_ROUNDED,
    )


def _choose(view: View, one: VisitChoice) -> None:
    view.send(VisitChosen(one, view.stamp()))


def _more(view: View, state: ChoosingVisit, one: VisitChoice) -> str | None:
    if state.why is not Why.SEVERAL:
        return None if one.hint is None else view.words.isolated(one.hint)
    upcoming = [each.starts for each in state.choices if each.starts >= view.now]
    if one.starts < view.now:
        return view.words("choosing_visit.begun")
    is_next = one.starts == min(upcoming)
    return view.words("choosing_visit.next" if is_next else "choosing_visit.later")


def _way_on(view: View, state: ChoosingVisit) -> ft.Semantics:
    if state.why is Why.SEVERAL:
        return soft_button(
            view,
            view.words("common.home"),
            lambda: view.send(DoneTouched()),
            mark="home",
        )
    return soft_button(
        view,
        view.words("choosing_visit.none"),
        lambda: view.send(NoneOfThese()),
        mark="none",
    )
