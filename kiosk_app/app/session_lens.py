"""The camera of one browser: opened for a photo, or to read codes all the while."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import flet as ft
import flet_camera as fc
import structlog
from typing_extensions import override

from kiosk_app.app.guards import is_closed
from kiosk_app.journey.desk import Desk
from kiosk_app.journey.events import CameraSeen, PhotoTaken, Scanned
from kiosk_app.widgets.lens import Aim, Lens

LOOK_SECONDS = 0.33
"""Between two pictures in which a code may be."""
REPEAT_SECONDS = 3.0
"""A code that is held there is read again and again: that is one scan."""
_OPEN_SECONDS = 20.0
"""Somebody may have to allow the camera's use first."""
_TAKE_SECONDS = 5.0
_ENOUGH_FAILURES = 5

Pictures: TypeAlias = Callable[[bytes], bytes]
_log = structlog.get_logger()
_FACING = (fc.CameraLensDirection.FRONT, fc.CameraLensDirection.EXTERNAL)


@dataclass(frozen=True)
class Developing:
    """What is done with pictures; each takes a while, and runs on a thread.

    Attributes:
        read_pass: gives the visitor's pass in a picture, or None.
        unmirrored: turns a picture that the browser took as a mirror would.
    """

    read_pass: Callable[[bytes], str | None]
    unmirrored: Callable[[bytes], bytes]


class SessionLens(Lens):
    """Uses the camera that stands on the screen; keeps nothing of what it saw."""

    def __init__(self, page: ft.Page, desk: Desk, developing: Developing) -> None:
        self._page = page
        self._desk = desk
        self._developing = developing
        self._camera: fc.Camera | None = None
        self._mirrors = False
        self._taking: asyncio.Task[None] | None = None
        self._last = ("", float("-inf"))

    @override
    async def open(self, camera: fc.Camera, aim: Aim) -> None:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await self._prepare(camera, aim)
        # The client says "no camera" and "not allowed" by one kind of error.
        except (RuntimeError, TimeoutError) as problem:
            self._lost(problem)
            return
        self._camera = camera
        self._desk.send(CameraSeen(works=True))
        if aim is Aim.CODES:
            await self._read_codes(camera)

    @override
    def close(self) -> None:
        self._camera = None

    @override
    def take(self) -> None:
        camera = self._camera
        if camera is not None and (self._taking is None or self._taking.done()):
            self._taking = asyncio.get_running_loop().create_task(self._take(camera))

    async def _prepare(self, camera: fc.Camera, aim: Aim) -> None:
        found = await camera.get_available_cameras()
        if not found:
            raise RuntimeError("no_camera")
        chosen = min(found, key=_rank)
        self._mirrors = chosen.lens_direction is not fc.CameraLensDirection.BACK
        sharpness = fc.ResolutionPreset.HIGH
        if aim is Aim.CODES:
            sharpness = fc.ResolutionPreset.MEDIUM
        await camera.initialize(chosen, sharpness, enable_audio=False)

    async def _take(self, camera: fc.Camera) -> None:
        try:
            jpeg = await self._picture(camera)
            if self._mirrors:
                jpeg = await asyncio.to_thread(self._developing.unmirrored, jpeg)
        except (RuntimeError, TimeoutError, OSError, ValueError) as problem:
            self._lost(problem)
            return
        self._desk.send(PhotoTaken(jpeg))

    async def _read_codes(self, camera: fc.Camera) -> None:
        failures: list[Exception] = []
        while len(failures) < _ENOUGH_FAILURES:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                jpeg = await self._picture(camera)
                text = await asyncio.to_thread(self._developing.read_pass, jpeg)
            except (RuntimeError, TimeoutError, OSError, ValueError) as problem:
                failures.append(problem)
                continue
            failures.clear()
            if text is not None and self._camera is camera and self._is_new(text):
                self._desk.send(Scanned(text, self._desk.stamp()))
        self._lost(failures[-1])

    async def _picture(self, camera: fc.Camera) -> bytes:
        async with asyncio.timeout(_TAKE_SECONDS):
            return bytes(await camera.take_picture() or b"")

    def _is_new(self, text: str) -> bool:
        now = asyncio.get_running_loop().time()
        last, seen = self._last
        self._last = (text, now)
        return text != last or now - seen > REPEAT_SECONDS

    def _lost(self, problem: Exception) -> None:
        self._camera = None
        if is_closed(self._page):
            # The browser has gone: that says nothing of its camera.
            return
        # The client's own words may name the device, and nothing of a visitor.
        _log.warning("camera_unusable", why=type(problem).__name__)
        self._desk.send(CameraSeen(works=False))


def _rank(camera: fc.CameraDescription) -> int:
    """Put first what looks at whoever stands before the screen."""
    direction = camera.lens_direction
    return _FACING.index(direction) if direction in _FACING else len(_FACING)
