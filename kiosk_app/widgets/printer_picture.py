"""A small drawing of the printer, another one for each way it can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import flet as ft

from kiosk_app.widgets.lettering import sign
from kiosk_app.widgets.view import View
from shared.kiosk import PrinterState

PRINTER_TROUBLES = frozenset(
    {
        PrinterState.OUT_OF_PAPER,
        PrinterState.COVER_OPEN,
        PrinterState.JAM,
        PrinterState.CUTTER,
        PrinterState.OVERHEATED,
        PrinterState.OFFLINE,
    }
)
"""Ways in which no badge comes out."""
_GRID = 24
_SIGN = 11
_MARKS: Mapping[PrinterState, ft.IconData] = MappingProxyType(
    {
        PrinterState.OUT_OF_PAPER: ft.Icons.CLOSE_ROUNDED,
        PrinterState.CUTTER: ft.Icons.CONTENT_CUT_ROUNDED,
        PrinterState.OVERHEATED: ft.Icons.THERMOSTAT_ROUNDED,
        PrinterState.LOW: ft.Icons.HOURGLASS_BOTTOM_ROUNDED,
        PrinterState.OFFLINE: ft.Icons.POWER_OFF_ROUNDED,
        PrinterState.UNKNOWN: ft.Icons.QUESTION_MARK_ROUNDED,
    }
)


def printer_picture(
    view: View, state: PrinterState, *, size: int, colour: str
) -> ft.Stack:
    """Draw a printer: its label, its lid or a sign beside it says how it is."""
    pen = _Pen(size / _GRID, colour, view.palette.surface)
    shapes = [*_paper(pen, state), *_body(pen)]
    if state in _MARKS:
        shapes.append(_mark(pen, _MARKS[state]))
    return ft.Stack(shapes, width=size, height=size)


@dataclass(frozen=True)
class _Pen:
    """Draws on a grid of 24 by 24."""

    unit: float
    colour: str
    paper: str

    def box(
        self,
        place: tuple[float, float, float, float],
        *,
        turned: float = 0,
        round_by: float = 2,
    ) -> ft.Container:
        """Draw an outline: left, top, width, height."""
        left, top, width, height = (self.unit * one for one in place)
        return ft.Container(
            left=left,
            top=top,
            width=width,
            height=height,
            bgcolor=self.paper,
            border=ft.Border.all(max(self.unit * 1.6, 1.5), self.colour),
            border_radius=self.unit * round_by,
            rotate=turned or None,
        )

    def line(
        self, place: tuple[float, float, float], *, turned: float = 0
    ) -> ft.Container:
        """Draw a line: left, top, length."""
        left, top, length = (self.unit * one for one in place)
        return ft.Container(
            left=left,
            top=top,
            width=length,
            height=max(self.unit * 1.8, 1.5),
            bgcolor=self.colour,
            border_radius=self.unit,
            rotate=turned or None,
        )


def _paper(pen: _Pen, state: PrinterState) -> list[ft.Control]:
    match state:
        case PrinterState.OUT_OF_PAPER:
            # The core of a roll, half of it within the printer.
            return [pen.box((5, 3.5, 14, 14), round_by=7)]
        case PrinterState.COVER_OPEN:
            return [pen.line((3, 4.5, 18), turned=-0.45)]
        case PrinterState.JAM:
            return [
                pen.box((5, 3, 9, 8), turned=-0.5),
                pen.box((10, 3, 9, 8), turned=0.5),
            ]
        case PrinterState.PRINTING:
            lines = [pen.line((8.5, top, 7)) for top in (3.2, 6.2)]
            return [pen.box((6, 0.5, 12, 14)), *lines]
        case _:
            return [pen.box((6, 4, 12, 10))]


def _body(pen: _Pen) -> list[ft.Control]:
    return [pen.box((1.5, 10, 21, 11)), pen.line((6, 15, 8))]


def _mark(pen: _Pen, icon: ft.IconData) -> ft.Control:
    side = pen.unit * _SIGN
    return ft.Container(
        sign(icon, side, pen.colour),
        left=pen.unit * (_GRID - _SIGN),
        top=pen.unit * (_GRID - _SIGN),
        width=side,
        height=side,
        bgcolor=pen.paper,
        border_radius=side / 2,
        alignment=ft.Alignment.CENTER,
    )
