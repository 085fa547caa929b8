"""The visitor says what kind of visit it is, among those that the site has."""

import flet as ft

from kiosk_app.journey.events import BackTouched
from kiosk_app.journey.states import ChoosingType, WalkInStep
from kiosk_app.journey.walk_in_pages import Page, named
from kiosk_app.widgets.choice_rows import Choice, choice_page
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from kiosk_app.widgets.walk_in_steps import steps_at


def draw(view: View) -> ft.Control:
    """Draw a row per kind of visit."""
    state, journey = view.state(ChoosingType), view.journey
    return choice_page(
        view,
        title_row(
            view,
            view.words("choosing_type.title"),
            on_back=lambda: view.send(BackTouched()),
            step=steps_at(view, state.form, Page(WalkInStep.TYPE)),
        ),
        [
            Choice(
                one.key,
                named(one.name, journey.language, journey.default_language),
                chosen=one.key == state.form.visit_type,
            )
            for one in journey.options.visit_types
        ],
        shown=state.shown,
    )
