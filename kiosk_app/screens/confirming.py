"""The visitor reads what they told us, changes it, or sends it."""

from dataclasses import dataclass, replace
from functools import partial

import flet as ft

from kiosk_app.journey.events import BackTouched, ChangeTouched, ConfirmTouched
from kiosk_app.journey.states import Confirming, WalkInForm, WalkInStep
from kiosk_app.journey.walk_in_pages import (
    Page,
    fields_at,
    named,
    pages,
    question_of,
    told_of,
    type_of,
)
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import page_ground, primary_button, tappable
from kiosk_app.widgets.sides import between_sides
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.kiosk_options import Question, QuestionKind

_ONE_COLUMN = 4
"""So many lines stand below each other on a wide page."""


@dataclass(frozen=True)
class Line:
    """One thing that was told.

    Attributes:
        page: where it can be changed; None where it cannot.
        change: what the button for that is called.
        dense: a longer text, set smaller.
    """

    what: str
    value: str
    page: Page | None = None
    change: str = ""
    dense: bool = False


def draw(view: View) -> ft.Control:
    """Draw the lines and the one button that sends them."""
    form = view.state(Confirming).form
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("confirming.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                _card(view, _lines(view, form)),
                primary_button(
                    view,
                    view.words("confirming.check_in"),
                    lambda: view.send(ConfirmTouched(view.stamp())),
                    mark="check-in",
                ),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _lines(view: View, form: WalkInForm) -> list[Line]:
    told = [_line_of(view, form, page) for page in pages(form, view.journey.options)]
    if len(told) < _ONE_COLUMN:
        words = view.words
        told.append(Line(words("confirming.time"), words.moment(view.now)))
    return told


def _line_of(view: View, form: WalkInForm, page: Page) -> Line:
    options = view.journey.options
    match page.step:
        case WalkInStep.DETAILS:
            return _details(view, form, page)
        case WalkInStep.TYPE:
            kind = type_of(form, options)
            return _line(view, "type", _named(view, kind.name) if kind else "", page)
        case WalkInStep.QUESTION:
            return _answer(view, form, page, question_of(page.question, form, options))
        case WalkInStep.HOST:
            return _line(view, "host", form.host.name if form.host else "", page)
        case step:
            (field,) = fields_at(step, options)
            what = "you" if step is WalkInStep.NAME else step.value
            return _line(view, what, told_of(form, field), page)


def _details(view: View, form: WalkInForm, page: Page) -> Line:
    words = view.words
    fields = fields_at(page.step, view.journey.options)
    told = [told_of(form, field) for field in fields]
    line = Line(
        words("confirming.details"),
        " · ".join(words.isolated(one) for one in told if one)
        or words("confirming.none"),
        page,
        words("confirming.change_details"),
        dense=True,
    )
    if len(fields) > 1:
        return line
    return replace(line, what=words(f"walk_in.{fields[0]}_field"))


def _line(view: View, what: str, value: str, page: Page) -> Line:
    words = view.words
    return Line(
        words(f"confirming.{what}"),
        _or_none(view, value),
        page,
        words(f"confirming.change_{what}"),
        dense=page.step is WalkInStep.PURPOSE,
    )


def _answer(
    view: View, form: WalkInForm, page: Page, question: Question | None
) -> Line:
    label = _named(view, question.label) if question else ""
    said = dict(form.answers).get(page.question or "", "")
    return Line(
        label,
        _or_none(view, _in_words(view, question, said) if question else said),
        page,
        view.words("confirming.change_answer", question=label),
        dense=True,
    )


def _in_words(view: View, question: Question, said: str) -> str:
    match question.kind:
        case QuestionKind.TEXT:
            return said
        case QuestionKind.CHOICE:
            return _named(view, question.choices.get(said, {}))
        case QuestionKind.YES_NO:
            return view.words(f"answering.{said}") if said in ("yes", "no") else ""


def _or_none(view: View, value: str) -> str:
    return view.words.isolated(value) if value else view.words("confirming.none")


def _named(view: View, names: dict[str, str]) -> str:
    return named(names, view.journey.language, view.journey.default_language)


def _card(view: View, lines: list[Line]) -> ft.Container:
    sizes = view.sizes
    paired = not sizes.portrait and len(lines) > _ONE_COLUMN
    width = _inner_width(view)
    if paired:
        width = (width - _between(view)) / 2
    drawn = [_drawn(view, line, width, stacked=paired) for line in lines]
    rows = _in_two(view, drawn) if paired else drawn
    overflows = _overflows(view, len(rows), paired=paired)
    return ft.Container(
        ft.Column(
            # The bar lies over the end of what scrolls.
            [_beside_bar(view, row) for row in rows] if overflows else rows,
            spacing=0,
            alignment=ft.MainAxisAlignment.START
            if overflows
            else ft.MainAxisAlignment.SPACE_EVENLY,
            scroll=ft.ScrollMode.ALWAYS if overflows else None,
        ),
        expand=True,
        bgcolor=view.palette.surface,
        border=ft.Border.all(1, view.palette.line),
        border_radius=sizes.round_card,
        padding=between_sides(
            view,
            begins=_begins(view),
            ends=_ends(view),
            top=view.sizes.px(12, 20) if view.sizes.large_text else 0,
        ),
    )


def _in_two(view: View, drawn: list[ft.Control]) -> list[ft.Control]:
    """Lay lines beside each other, as one reads."""
    row: list[ft.Control] = []
    for at in range(0, len(drawn), 2):
        pair = [ft.Container(one, expand=True) for one in drawn[at : at + 2]]
        if len(pair) == 1:
            pair.append(ft.Container(expand=True))
        row.append(ft.Row([*pair], spacing=_between(view)))
    return row


def _overflows(view: View, rows: int, *, paired: bool) -> bool:
    sizes = view.sizes
    taken = sizes.title_top + sizes.px(56, 80) + 2 * sizes.gap + sizes.primary
    needed = rows * _row_height(view, stacked=paired or sizes.portrait)
    return needed > sizes.height - taken - sizes.margin


def _beside_bar(view: View, row: ft.Control) -> ft.Control:
    return ft.Container(
        row, padding=between_sides(view, begins=0, ends=view.sizes.px(14, 20))
    )


def _drawn(view: View, line: Line, width: float, *, stacked: bool) -> ft.Control:
    sizes = view.sizes
    row: list[ft.Control] = [_said(view, line, width, stacked=stacked)]
    if line.page is not None:
        row.append(_change(view, line, line.page))
    height = _row_height(view, stacked=stacked or sizes.portrait)
    return ft.Row(row, spacing=sizes.px(12, 24), height=height)


def _said(view: View, line: Line, width: float, *, stacked: bool) -> ft.Control:
    """Set what it is beside the value, or above it where the line is narrow."""
    sizes = view.sizes
    above = stacked or sizes.portrait
    label = written(
        view,
        line.what,
        Role.SMALL,
        colour=view.palette.ink2,
        lines=1 if above else 2,
    )
    if line.page is not None:
        width -= sizes.px(100, 150)
    if not above:
        width -= sizes.px(142, 224)
    first = (Role.BODY,) if line.dense else (Role.TITLE, Role.LEAD_STRONG)
    letters = view.fit(line.value, (*first, Role.SMALL_STRONG), within=width)
    # Two of the smallest lines are as high as the row, with the label above them.
    small = letters == sizes.letters(Role.SMALL_STRONG)
    text = written(view, line.value, letters, lines=2 if small else 1)
    if above:
        return ft.Column([label, text], spacing=0, expand=True, tight=True)
    return ft.Row(
        [
            ft.Container(label, width=sizes.px(130, 200)),
            ft.Container(text, expand=True),
        ],
        spacing=sizes.px(12, 24),
        expand=True,
    )


def _change(view: View, line: Line, page: Page) -> ft.Control:
    face = ft.Container(
        written(
            view,
            view.words("common.change"),
            Role.SMALL_STRONG,
            colour=view.palette.on_soft,
        ),
        height=view.sizes.px(48, 72),
        padding=ft.Padding.symmetric(horizontal=view.sizes.px(14, 24)),
        border_radius=view.sizes.px(12, 16),
        bgcolor=view.palette.soft,
        alignment=ft.Alignment.CENTER,
    )
    mark = "-".join(part for part in ("change", page.step, page.question) if part)
    return tappable(
        view,
        face,
        name=line.change,
        on_tap=partial(view.send, ChangeTouched(page.step, page.question)),
        mark=mark,
    )


def _row_height(view: View, *, stacked: bool) -> int:
    return view.sizes.px(72, 104) if stacked else view.sizes.px(64, 104)


def _between(view: View) -> int:
    return view.sizes.px(24, 48)


def _begins(view: View) -> int:
    return view.sizes.px(24, 40)


def _ends(view: View) -> int:
    return view.sizes.px(12, 24)


def _inner_width(view: View) -> float:
    sizes = view.sizes
    return sizes.width - 2 * sizes.margin - _begins(view) - _ends(view) - 2
