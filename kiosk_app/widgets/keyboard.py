"""The on-screen keyboard: drawn by us, so that no browser field is ever needed."""

import asyncio
from dataclasses import dataclass, replace

import flet as ft
import structlog

from kiosk_app.journey.events import CaretMoved, Erased, ScreenFailed, Typed
from kiosk_app.widgets.key_layouts import (
    BESIDE_SPACE,
    KeyboardKind,
    Layer,
    capital,
    code_rows,
    letter_rows,
)
from kiosk_app.widgets.keys import LETTER_SHARE, Key, KeyLooks, key_row
from kiosk_app.widgets.view import View

_log = structlog.get_logger()
_WIDE = LETTER_SHARE + LETTER_SHARE // 2


@ft.observable
@dataclass
class Switches:
    """What the visitor chose on the keyboard; `shift` None leaves it to the text."""

    layer: Layer = Layer.LETTERS
    shift: bool | None = None


def keyboard(
    view: View, kind: KeyboardKind, *, capital_next: bool = False, tight: bool = False
) -> ft.Control:
    """Draw the keyboard; it draws itself anew only when its own looks change.

    Args:
        capital_next: the next letter is large unless the visitor says otherwise.
    """
    looks = KeyLooks(
        words=view.words,
        palette=view.palette,
        sizes=view.sizes,
        send=view.send,
        stamp=view.stamp,
        tight=tight,
    )
    drawn: ft.Control = Keyboard(looks, kind, capital_next, key=f"keyboard-{kind.value}")
    return drawn


def keyboard_height(view: View, *, tight: bool = False) -> int:
    """Say how much of the screen the keyboard takes."""
    sizes = view.sizes
    if tight:
        return 4 * sizes.px(56, 84) + 3 * sizes.px(6, 10) + 2 * sizes.px(8, 14)
    return 4 * sizes.px(60, 88) + 3 * sizes.px(8, 12) + 2 * sizes.px(16, 24)


@ft.memo
@ft.component
def Keyboard(  # noqa: N802 - components are named like the controls they stand for
    looks: KeyLooks,
    kind: KeyboardKind,
    capital_next: bool,  # noqa: FBT001 - arguments of a component are compared by position
) -> ft.Control:
    """Draw the tray with its four rows."""
    switches, _ = ft.use_state(Switches)
    try:
        return _tray(looks, _rows(looks, kind, switches, capital_next=capital_next))
    except Exception:
        # A component that raises would freeze the page for good.
        _log.exception("keyboard_failed")
        asyncio.get_running_loop().call_soon(looks.send, ScreenFailed())
        return ft.Container()


def _tray(looks: KeyLooks, rows: list[ft.Row]) -> ft.Control:
    sizes = looks.sizes
    padding = sizes.px(8, 14) if looks.tight else sizes.px(16, 24)
    return ft.Semantics(
        container=True,
        explicit_child_nodes=True,
        label=looks.words("keyboard.tray"),
        content=ft.Container(
            ft.Column(list(rows), spacing=looks.gap),
            bgcolor=looks.palette.tray,
            padding=ft.Padding.symmetric(
                horizontal=sizes.px(12, 24), vertical=padding
            ),
        ),
    )
