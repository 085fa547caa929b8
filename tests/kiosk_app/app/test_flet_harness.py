"""What we rely on inside Flet is still there; fails first when an upgrade moves it."""

import asyncio

import flet as ft

from tests.fakes.flet_harness import FletHarness


@ft.component
def counter() -> ft.Control:
    """Count touches."""
    count, set_count = ft.use_state(0)
    face = ft.Container(ft.Text(str(count)), on_click=lambda: set_count(count + 1))
    return ft.Semantics(identifier="count", content=face)


@ft.component
def brittle() -> ft.Control:
    """Raise from the second drawing on."""
    broken, set_broken = ft.use_state(0)
    if broken:
        raise ZeroDivisionError
    face = ft.Container(on_click=lambda: set_broken(1))
    return ft.Semantics(identifier="break", content=face)


async def test_a_touch_reaches_a_component_and_is_drawn():
    """The page without a browser behaves like one with a browser."""
    async with FletHarness(lambda page: page.render(counter)) as harness:
        await harness.touch("count")
        said = harness.texts()

    assert said == ["1"]


async def test_a_component_that_raises_stops_all_updates():
    """The fault that our guards exist for is still in Flet."""
    async with FletHarness(lambda page: page.render(brittle)) as harness:
        await harness.touch("break")
        updates = vars(harness.session)["_Session__updates_task"]
        await asyncio.wait([updates], timeout=1)
        problem = updates.exception()

    assert isinstance(problem, ZeroDivisionError)
