"""A page without a browser: Flet's real session, tree and encoding, a fake wire.

Flet 1.0.5 has no test client that works without its build tools. Everything private
that this needs stands here, and `test_flet_harness.py` fails first when an upgrade
moves it.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import TracebackType
from typing import Any, Self

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_NOT_CHILDREN = frozenset({"data", "ref", "parent"})


class FakeWire(Connection):
    """Takes every message that would go to the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url, self.page_name = "http://test", ""
        self.messages: list[tuple[MessageAction, Any]] = []
        self.plays: Callable[[dict[str, Any]], None] = lambda _asked: None
        """Plays the browser where a control is asked to do something."""
        self._encode = configure_encode_object_for_msgpack(BaseControl)

    def send_message(self, message: Message) -> None:
        """Encode at once: encoding is what remembers the last known tree."""
        raw = msgpack.packb([message.action, message.body], default=self._encode)
        action, body = msgpack.unpackb(raw, strict_map_key=False)
        self.messages.append((MessageAction(action), body))
        if MessageAction(action) is MessageAction.INVOKE_METHOD:
            self.plays(body)


class FletHarness:
    """One session over a fake wire; `async with` it, then look and touch."""

    def __init__(
        self, main: Callable[[ft.Page], None], *, width: int = 800, height: int = 480
    ) -> None:
        self._main = main
        self._size = (width, height)

    async def __aenter__(self) -> Self:
        """Connect, run the app's main, and wait until all is drawn."""
        self.wire = FakeWire()
        self.session = Session(self.wire)
        self.page = self.session.page
        _context_page.set(self.page)
        context.reset_auto_update()
        width, height = self._size
        self.session.apply_page_patch(
            # A camera is drawn in a browser only.
            {"route": "/", "width": width, "height": height, "web": True}
        )
        self.wire.send_message(
            Message(
                MessageAction.REGISTER_CLIENT,
                RegisterClientResponseBody(
                    session_id=self.session.id,
                    page_patch=self.session.get_page_patch(),
                    error="",
                ),
            )
        )
        answer: object = self._main(self.page)
        if inspect.isawaitable(answer):
            await answer
        await self.session.after_event(self.page)
        await self.settle()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self.session.close()
        await self.settle()
        self.wire.executor.shutdown(wait=False)

    async def settle(self) -> None:
        """Let the loop do what is due."""
        for _ in range(12):
            await asyncio.sleep(0)

    def controls(self) -> Iterator[BaseControl]:
        """Walk everything that is drawn, from the top."""
        return iter(_walk(self.page.views))

    def texts(self) -> list[str]:
        """List every text that is drawn."""
        return [
            control.value for control in self.controls() if isinstance(control, ft.Text)
        ]

    def marked(self, mark: str) -> ft.Semantics:
        """Find the one thing with this identifier."""
        found = [one for one in self.semantics() if one.identifier == mark]
        assert len(found) == 1, f"{len(found)} things are marked {mark}"
        return found[0]

    def semantics(self) -> list[ft.Semantics]:
        """List what a screen reader is told."""
        return [one for one in self.controls() if isinstance(one, ft.Semantics)]

    def icons(self) -> list[object]:
        """List every icon that is drawn."""
        return [one.icon for one in self.controls() if isinstance(one, ft.Icon)]

    def said(self) -> str:
        """Give everything that can be read or heard, for looking into."""
        heard = [one.label or "" for one in self.semantics()]
        return "\n".join([*self.texts(), *heard])

    def face_of(self, mark: str) -> ft.Container:
        """Find what a finger touches of the thing with this identifier."""
        inside = _walk([self.marked(mark).content])
        return next(
            one
            for one in inside
            if isinstance(one, ft.Container)
            and (one.on_click is not None or one.on_tap_down is not None)
        )

    def held_of(self, mark: str) -> ft.GestureDetector:
        """Find what hears of a finger that stays on the thing with this identifier."""
        inside = _walk([self.marked(mark).content])
        return next(one for one in inside if isinstance(one, ft.GestureDetector))

    async def touch(self, mark: str) -> None:
        """Touch a thing with a finger."""
        face = self.face_of(mark)
        event = "click" if face.on_click is not None else "tap_down"
        await self.dispatch(face, event)

    async def activate(self, mark: str) -> None:
        """Activate a thing by a screen reader."""
        await self.dispatch(self.marked(mark), "tap")

    async def press(self, key: str, *, shift: bool = False, ctrl: bool = False) -> None:
        """Press a key of a real keyboard."""
        data = {"key": key, "shift": shift, "ctrl": ctrl, "alt": False, "meta": False}
        await self.dispatch(self.page, "keyboard_event", data)

    async def dispatch(
        self, control: BaseControl, name: str, data: object = None
    ) -> None:
        """Let an event come in from the browser."""
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    @property
    def crashes(self) -> list[object]:
        """The red boxes that Flet would have shown."""
        crashed = MessageAction.SESSION_CRASHED
        return [body for action, body in self.wire.messages if action == crashed]


def _walk(top: object) -> list[BaseControl]:
    """List what is drawn below something, from the top; without recursion for speed."""
    found: list[BaseControl] = []
    seen: set[int] = set()
    open_ends = [top]
    while open_ends:
        node = open_ends.pop()
        if isinstance(node, list | tuple):
            open_ends.extend(reversed(node))
        elif isinstance(node, Component):
            open_ends.append(node._b)
        elif isinstance(node, BaseControl) and id(node) not in seen:
            seen.add(id(node))
            found.append(node)
            inside = [getattr(node, name, None) for name in _children_of(type(node))]
            open_ends.extend(reversed(inside))
    return found


@cache
def _children_of(kind: type[BaseControl]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in kind.__dataclass_fields__.items()
        if name not in _NOT_CHILDREN and "skip" not in field.metadata
    )
