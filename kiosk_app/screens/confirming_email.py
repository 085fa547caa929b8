"""An e-mail address, large and letter by letter; nothing goes on before it is right."""

import flet as ft

from kiosk_app.journey.confirming_email import address
from kiosk_app.journey.email_check import suggestion
from kiosk_app.journey.events import (
    BackTouched,
    ChangeTouched,
    ConfirmTouched,
    SuggestionTaken,
)
from kiosk_app.journey.states import ConfirmingEmail, WalkInStep
from kiosk_app.journey.walk_in_pages import Page
from kiosk_app.text.spelling import spelled
from kiosk_app.theme.sizes import Letters, Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.parts import (
    button_row,
    page_ground,
    primary_button,
    soft_button,
    tappable,
)
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from kiosk_app.widgets.walk_in_steps import steps_at

_ROLES = (Role.NEXT, Role.NEXT_SMALL, Role.FIELD, Role.TITLE, Role.SECRET_SMALL)
_LTR = "\N{LEFT-TO-RIGHT MARK}"


def draw(view: View) -> ft.Control:
    """Draw the address between its title and the two answers to it."""
    state = view.state(ConfirmingEmail)
    email = address(state)
    meant = suggestion(email)
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("confirming_email.title"),
                    on_back=lambda: view.send(BackTouched()),
                    step=steps_at(view, state.page.form, Page(WalkInStep.DETAILS)),
                ),
                _card(view, email, meant),
                *([] if meant is None else [_suggested(view, meant)]),
                _answers(view),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _card(view: View, email: str, meant: str | None) -> ft.Semantics:
    sizes = view.sizes
    local, _, domain = email.rpartition("@")
    lines = (" ".join(local), "@ " + domain.replace(".", " . "))
    letters = _letters(view, lines, has_more=meant is not None)
    return ft.Semantics(
        container=True,
        label=spelled(email, view.words),
        identifier="email",
        exclude_semantics=True,
        expand=True,
        content=ft.Container(
            ft.Column(
                [_line(view, line, letters) for line in lines],
                spacing=sizes.px(4, 12),
                alignment=ft.MainAxisAlignment.CENTER,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            expand=True,
            bgcolor=view.palette.surface,
            border=ft.Border.all(1, view.palette.line),
            border_radius=sizes.round_card,
            padding=ft.Padding.symmetric(horizontal=_inside(view)),
        ),
    )


def _line(view: View, line: str, letters: Letters) -> ft.Control:
    # An address is read from left to right on every page.
    text = f"{_LTR}{line}{_LTR}" if view.words.from_right else line
    # On a high page there is room to read all of a long one.
    most = 6 if view.sizes.portrait else 3
    return written(view, text, letters, lines=most, align=ft.TextAlign.LEFT)


def _letters(view: View, lines: tuple[str, str], *, has_more: bool) -> Letters:
    """Choose the largest letters with which both lines fit their card."""
    sizes = view.sizes
    width = sizes.width - 2 * (sizes.margin + _inside(view))
    title, gaps = sizes.px(56, 80), (3 if has_more else 2) * sizes.gap
    taken = sizes.title_top + title + sizes.margin + gaps + sizes.primary
    height = sizes.height - taken - sizes.px(12, 32) - (_row(view) if has_more else 0)
    for role in _ROLES:
        letters = sizes.letters(role)
        needed = sum(
            view.ruler.lines(line, letters, within=width) * letters.line
            for line in lines
        )
        if needed <= height:
            return letters
    return sizes.letters(_ROLES[-1])


def _suggested(view: View, meant: str) -> ft.Semantics:
    """Draw what was probably meant, to be taken by one touch."""
    sizes, palette, words = view.sizes, view.palette, view.words
    text = words("confirming_email.meant", email=meant)
    width = sizes.width - 2 * sizes.margin - sizes.px(80, 124)
    letters = view.fit(text, (Role.BODY, Role.SMALL_STRONG), within=width)
    face = ft.Container(
        ft.Row(
            [
                sign(ft.Icons.EDIT_ROUNDED, sizes.px(26, 36), palette.warn),
                ft.Container(
                    written(view, text, letters, colour=palette.warn, lines=2),
                    expand=True,
                ),
            ],
            spacing=sizes.px(14, 20),
        ),
        height=_row(view),
        bgcolor=palette.warn_fill,
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(20, 32)),
    )
    return tappable(
        view,
        face,
        name=text,
        on_tap=lambda: view.send(SuggestionTaken()),
        mark="suggestion",
    )


def _answers(view: View) -> ft.Row:
    words = view.words
    change = ChangeTouched(WalkInStep.DETAILS)
    return button_row(
        view,
        [
            soft_button(
                view,
                words("confirming_email.change"),
                lambda: view.send(change),
                mark="change-email",
            ),
            primary_button(
                view,
                words("confirming_email.yes"),
                lambda: view.send(ConfirmTouched(view.stamp())),
                mark="email-right",
            ),
        ],
    )


def _row(view: View) -> int:
    return view.sizes.px(60, 84)


def _inside(view: View) -> int:
    return view.sizes.px(32, 56)
