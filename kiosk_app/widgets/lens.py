"""What shows the browser's camera, for as long as it stands on the screen."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Protocol, cast

import flet as ft
import flet_camera as fc
from typing_extensions import override


class Aim(StrEnum):
    """What the camera is used for."""

    PHOTO = "photo"
    CODES = "codes"


class Lens(Protocol):
    """The camera of the browser that shows this page; whoever holds it uses it."""

    async def open(self, camera: fc.Camera, aim: Aim) -> None:
        """Begin to use the camera; goes on until it stands on the screen no more."""

    def close(self) -> None:
        """Use it no more."""

    def take(self) -> None:
        """Take a picture; the journey hears of it by an event."""


class NoLens(Lens):
    """Stands in where there is no browser."""

    @override
    async def open(self, camera: fc.Camera, aim: Aim) -> None:
        """Do nothing."""

    @override
    def close(self) -> None:
        """Do nothing."""

    @override
    def take(self) -> None:
        """Do nothing."""


def viewfinder(lens: Lens, aim: Aim) -> ft.Control:
    """Show what the camera sees; it is opened here and closed with the screen."""
    return _Viewfinder(lens, aim, key=f"camera-{aim}")


def _draw(lens: Lens, aim: Aim) -> ft.Control:
    camera: ft.Control = ft.use_memo(_camera, [])
    ft.use_effect(partial(lens.open, camera, aim), [aim], cleanup=lens.close)
    return camera


def _camera() -> fc.Camera:
    return fc.Camera(preview_enabled=True)


# As in `keyboard`: Flet gives `memo` no types, and takes `key` besides.
_memo = cast(
    "Callable[[Callable[..., ft.Control]], Callable[..., ft.Control]]", ft.memo
)
_Viewfinder = _memo(ft.component(_draw))
