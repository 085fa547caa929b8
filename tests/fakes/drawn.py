"""Scenes as the kiosk draws them, each drawn once for all who look at it."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import flet as ft
import pytest
from flet.controls.base_control import BaseControl

from kiosk_app.app import build_main
from kiosk_app.journey.events import Event
from kiosk_app.journey.states_comfort import Eased
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scene import Scene
from tests.fakes.scenes import SCENES

SMALLEST = (800, 480)
EVERY_SCENE = pytest.mark.parametrize(
    "scene",
    [
        # Whoever looks at one scene sits where it has been drawn.
        pytest.param(scene, marks=pytest.mark.xdist_group(f"scene-{scene.name}"))
        for scene in SCENES
    ],
    ids=[scene.name for scene in SCENES],
)
_MOST = 40
"""More than there are drawings of one scene, and no more: each holds a whole page."""


@dataclass(frozen=True)
class Drawing:
    """What was drawn of a scene, for looking only: it can no longer be touched.

    Attributes:
        controls: everything that was drawn, from the top.
        sent: what the kiosk said by itself.
        crashes: the red boxes that Flet would have shown.
    """

    controls: tuple[BaseControl, ...]
    sent: tuple[Event, ...]
    crashes: tuple[object, ...]

    def semantics(self) -> list[ft.Semantics]:
        """List what a screen reader is told."""
        return [one for one in self.controls if isinstance(one, ft.Semantics)]

    def touchable(self) -> list[ft.Semantics]:
        """List what a screen reader can touch."""
        return [one for one in self.semantics() if one.on_tap is not None]

    def texts(self) -> list[ft.Text]:
        """List every text that is drawn."""
        return [one for one in self.controls if isinstance(one, ft.Text)]

    def faces(self) -> list[ft.Container]:
        """List what a finger can touch."""
        return [
            one
            for one in self.controls
            if isinstance(one, ft.Container) and (one.on_click or one.on_tap_down)
        ]


@dataclass(frozen=True)
class Drawings:
    """Draws what nobody has asked for lately."""

    kept: OrderedDict[object, Drawing] = field(default_factory=OrderedDict)

    async def of(
        self,
        scene: Scene,
        language: str = "en",
        *,
        size: tuple[int, int] = SMALLEST,
        ease: Iterable[Eased] | None = None,
    ) -> Drawing:
        """Draw a scene; eased as it is itself, unless said otherwise."""
        eased = scene.ease if ease is None else frozenset(ease)
        key = (scene.name, language, size, eased)
        if key not in self.kept:
            self.kept[key] = await _draw(scene, language, size, eased)
        self.kept.move_to_end(key)
        if len(self.kept) > _MOST:
            self.kept.popitem(last=False)
        return self.kept[key]


async def _draw(
    scene: Scene, language: str, size: tuple[int, int], ease: frozenset[Eased]
) -> Drawing:
    journey = replace(scene.journey(language), ease=ease)
    desk = FakeDesk(journey=journey, configuration=scene.configuration)
    async with FletHarness(build_main(desk), width=size[0], height=size[1]) as kiosk:
        controls = tuple(kiosk.controls())
    return Drawing(controls, tuple(desk.sent), tuple(kiosk.crashes))
