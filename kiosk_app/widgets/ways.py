"""The ways that the first page offers: two large ones, the others at its foot."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from kiosk_app.journey.events import (
    CheckOutWanted,
    CodeWanted,
    DeliveryWanted,
    Event,
    HelpWanted,
    WalkInWanted,
)
from kiosk_app.widgets.parts import choice
from kiosk_app.widgets.small_actions import SmallAction
from kiosk_app.widgets.view import View
from shared.kiosk_options import WelcomeButton

MOST_LARGE = 2


@dataclass(frozen=True)
class _Face:
    mark: str
    icon: ft.IconData
    event: Callable[[View], Event]


_FACES = {
    WelcomeButton.WALK_IN: _Face(
        "walk-in", ft.Icons.PERSON_ADD_ALT_1_OUTLINED, lambda _: WalkInWanted()
    ),
    WelcomeButton.CODE: _Face("code", ft.Icons.DIALPAD_ROUNDED, lambda _: CodeWanted()),
    WelcomeButton.DELIVERY: _Face(
        "delivery", ft.Icons.INVENTORY_2_OUTLINED, lambda _: DeliveryWanted()
    ),
    WelcomeButton.CHECK_OUT: _Face(
        "check-out", ft.Icons.LOGOUT_ROUNDED, lambda _: CheckOutWanted()
    ),
    WelcomeButton.RECEPTION: _Face(
        "call", ft.Icons.SUPPORT_AGENT_ROUNDED, lambda view: HelpWanted(view.stamp())
    ),
}


@dataclass(frozen=True)
class Ways:
    """What is offered, the first of it large."""

    offered: tuple[WelcomeButton, ...]

    @property
    def large(self) -> tuple[WelcomeButton, ...]:
        """Those with a place in the middle of the page."""
        return self.offered[:MOST_LARGE]

    @property
    def small(self) -> tuple[WelcomeButton, ...]:
        """Those at its foot."""
        return self.offered[MOST_LARGE:]

    @property
    def leads_in(self) -> bool:
        """Whether there is another way to check in than the reader."""
        return bool({WelcomeButton.WALK_IN, WelcomeButton.CODE} & {*self.offered})


def ways_while_open(view: View, *, code_first: bool) -> Ways:
    """Offer what the site chose, in its order; without a reader codes come first."""
    chosen = view.configuration.options.buttons
    if code_first:
        chosen = tuple(sorted(chosen, key=lambda one: one is not WelcomeButton.CODE))
    return Ways(chosen)


def ways_while_closed(view: View) -> Ways:
    """Offer a person, whoever was invited a code, and whoever is still in a way out."""
    chosen = view.configuration.options.buttons
    others = (WelcomeButton.CODE, WelcomeButton.CHECK_OUT)
    return Ways(
        (WelcomeButton.RECEPTION, *(button for button in others if button in chosen))
    )


def large_way(view: View, button: WelcomeButton) -> ft.Semantics:
    """Draw one of the ways in the middle of the page."""
    face = _FACES[button]
    return choice(
        view,
        view.words(f"welcome.{button}"),
        view.words(f"welcome.{button}_more"),
        lambda: view.send(face.event(view)),
        mark=face.mark,
        icon=face.icon,
    )


def small_way(view: View, button: WelcomeButton) -> SmallAction:
    """Name one of the ways at the foot of the page."""
    face = _FACES[button]
    return SmallAction(
        view.words(f"welcome.{button}"),
        face.icon,
        face.mark,
        lambda: view.send(face.event(view)),
    )
