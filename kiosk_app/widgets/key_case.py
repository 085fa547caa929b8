"""Whether the keys are drawn large or small; they follow what is typed."""

import asyncio
from collections.abc import Callable
from functools import partial

import flet as ft

from kiosk_app.widgets.keys import KeyLooks

FOLLOW_SECONDS = 0.04
"""So much later than a name's first letter the keys turn small."""


class Case:
    """Whether the keys are drawn large, and in which looks."""

    looks: KeyLooks | None = None
    large = False
    turns = 0

    def stay(self) -> None:
        """Let no earlier letter turn the keys any more."""
        self.turns += 1


def use_case(looks: KeyLooks, *, capital_next: bool) -> bool:
    """Say whether the keys are large; a letter that turns them is painted before.

    Forty keys that change with it would hold it back: it took twice as long to
    appear as any other. A hook of Flet: to be called in every drawing.
    """
    case, _ = ft.use_state(Case())
    _, turn = ft.use_state(0)
    if case.looks != looks:
        case.looks, case.large = looks, capital_next
    follow = partial(_follow, case, turn, large=capital_next)
    ft.use_effect(follow, [capital_next], cleanup=case.stay)
    return case.large


async def _follow(case: Case, turn: Callable[..., None], *, large: bool) -> None:
    if case.large == large:
        return
    begun = case.turns
    await asyncio.sleep(FOLLOW_SECONDS)
    if case.turns == begun:
        case.large = large
        turn(lambda times: times + 1)
