"""How far somebody is on their way through a walk-in's pages."""

from kiosk_app.journey.states import WalkInForm
from kiosk_app.journey.walk_in_pages import Page, pages
from kiosk_app.widgets.view import View


def steps_at(view: View, form: WalkInForm, page: Page) -> tuple[int, int] | None:
    """Count the page among those of this site; None where it is asked no more."""
    row = pages(form, view.journey.options)
    return (row.index(page) + 1, len(row)) if page in row else None
