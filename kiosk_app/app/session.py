"""One browser session: draws the journey, hears touches and keys, keeps going."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

import flet as ft
import structlog

from kiosk_app.app.focus import Focus
from kiosk_app.app.guards import hook_session, is_closed, is_connected, keep_updating
from kiosk_app.app.physical_keys import (
    event_for_key,
    presses_buttons,
    steps_for,
)
from kiosk_app.app.stage import Stage
from kiosk_app.journey.events import CameraSeen, ScreenFailed
from kiosk_app.journey.states import Journey, OutOfOrder, Welcome
from kiosk_app.theme.colours import GROUND, Palette
from kiosk_app.widgets.lettering import FONT_FAMILIES
from kiosk_app.widgets.ruler import FONT_FILES
from kiosk_app.widgets.view import View

_log = structlog.get_logger()
WATCH_EVERY_SECONDS = 1.0
_SCROLLBAR = 8
OTHER_SCRIPTS_AFTER_SECONDS = 3.0
"""Twenty megabytes of signs can wait until the first screen has been drawn."""


@ft.observable
@dataclass
class Frame:
    """What makes the root draw anew; one per session, never shared."""

    drawn: int = 0


@ft.component
def Root(  # noqa: N802 - components are named like the controls they stand for
    frame: Frame,  # noqa: ARG001 - being an argument is what draws the root anew
    draw: Callable[[], ft.Control],
) -> ft.Control:
    """Draw everything; any touch of the glass is heard here."""
    return ft.GestureDetector(
        expand=True,
        exclude_from_semantics=True,
        on_tap_down=_heard,
        content=draw(),
    )


def _heard() -> None:
    """Take a touch beside every control; the session's hook has counted it."""


class KioskSession:
    """A page that shows the journey until a newer session takes over."""

    def __init__(
        self,
        page: ft.Page,
        stage: Stage,
        *,
        on_gone: Callable[["KioskSession"], None] = lambda _session: None,
    ) -> None:
        self._page = page
        self._on_gone = on_gone
        self._stage = stage
        self._lens = stage.open_lens(page)
        self._frame = Frame()
        self._resting = False
        self._detach: Callable[[], None] = _heard
        self._tasks: list[Future[None]] = []
        self._minute = -1
        self._language: str | None = None
        self._focus = Focus()

    def start(self) -> None:
        """Prepare the page, draw it, and follow the desk."""
        page, desk = self._page, self._stage.desk
        dress(page)
        hook_session(page, on_touch=self._touched, on_failure=self._failed)
        page.on_resize = self.redraw
        page.on_connect = self.redraw
        page.on_close = self._leave
        page.on_keyboard_event = self._key
        self._detach = desk.attach(self.redraw)
        self._turn()
        self._try_camera_again()
        page.render(Root, self._frame, self._draw)
        self._tasks.append(page.run_task(self._keep_going))
        self._tasks.append(page.run_task(self._load_other_scripts))

    def _try_camera_again(self) -> None:
        """Give a camera another chance: somebody may have come to mend it."""
        desk = self._stage.desk
        waiting = isinstance(desk.journey.state, Welcome)
        if waiting and not desk.journey.camera_works:
            desk.send(CameraSeen(works=True))

    def rest(self) -> None:
        """Show nothing while another session has the journey."""
        self._detach()
        self._resting = True
        self.redraw()

    def wake(self) -> None:
        """Show the journey again: the newer session has gone."""
        self._detach = self._stage.desk.attach(self.redraw)
        self._resting = False
        self.redraw()

    def _leave(self) -> None:
        self._detach()
        for task in self._tasks:
            task.cancel()
        self._on_gone(self)

    def redraw(self) -> None:
        """Draw what the desk shows now."""
        # An observable may only be changed with its own page as the context, and
        # Flet cannot start a task for a page whose browser is away; that one is
        # drawn when it comes back.
        if is_connected(self._page):
            self._page.run_task(self._count)

    async def _count(self) -> None:
        self._turn()
        self._frame.drawn += 1

    def _turn(self) -> None:
        """Mark the page with its language, and mirror it where that runs leftwards."""
        language = self._stage.desk.journey.language
        if language == self._language:
            return
        self._language = language
        spoken = ft.Locale(*language.split("-", 1))
        # A screen reader chooses its voice by it (WCAG 3.1.1), and a browser the
        # forms of signs that Chinese and Japanese share.
        self._page.locale_configuration = ft.LocaleConfiguration([spoken], spoken)
        self._page.rtl = self._stage.words_of(language).from_right
        self._page.update()

    def _draw(self) -> ft.Control:
        if self._resting:
            return bare_ground()
        try:
            view = self._stage.view_of(self._page, self._lens)
            self._minute = view.now.minute
            return self._focused(view)
        except Exception:  # noqa: BLE001 - a raising component would freeze the page for good
            _log.exception("screen_failed", state=self._state_name())
            self._failed()
            return self._calm_page()

    def _focused(self, view: View) -> ft.Control:
        self._focus.enter(type(view.journey.state))
        drawn = self._stage.draw(replace(view, focus=self._focus.mark))
        self._focus.see(drawn)
        return drawn

    def _calm_page(self) -> ft.Control:
        try:
            return self._stage.draw(self._out_of_order())
        except Exception:  # noqa: BLE001 - the last resort must not raise either
            _log.exception("calm_page_failed")
            return bare_ground()

    def _out_of_order(self) -> View:
        view = self._stage.view_of(self._page, self._lens)
        calm = Journey(state=OutOfOrder(), language=view.journey.language)
        return replace(view, journey=calm)

    def _failed(self) -> None:
        """Tell the journey, but not from within a drawing."""
        desk = self._stage.desk
        if not isinstance(desk.journey.state, OutOfOrder):
            asyncio.get_running_loop().call_soon(desk.send, ScreenFailed())

    def _state_name(self) -> str:
        return type(self._stage.desk.journey.state).__name__

    def _touched(self) -> None:
        if not self._resting:
            self._stage.desk.touched()

    def _key(self, event: ft.KeyboardEvent) -> None:
        if self._resting:
            return
        if not self._moved(event) and not self._pressed(event):
            self._write(event)

    def _moved(self, event: ft.KeyboardEvent) -> bool:
        """Take the focus on, where the key means that."""
        from_right = bool(self._page.rtl)
        by = steps_for(event, typing=self._focus.is_typing, from_right=from_right)
        if by:
            self._focus.move(by)
            self.redraw()
        return bool(by)

    def _pressed(self, event: ft.KeyboardEvent) -> bool:
        """Press what has the focus, where the key means that."""
        pressed = presses_buttons(event) and self._focus.press()
        if pressed:
            self.redraw()
        return pressed

    def _write(self, event: ft.KeyboardEvent) -> None:
        meant = event_for_key(event, self._stage.desk.stamp)
        if meant is not None:
            if self._focus.leave():
                self.redraw()
            self._stage.desk.send(meant)

    async def _load_other_scripts(self) -> None:
        await asyncio.sleep(OTHER_SCRIPTS_AFTER_SECONDS)
        if self._stage.fonts and not is_closed(self._page):
            self._page.fonts = {**(self._page.fonts or {}), **self._stage.fonts}
            self._page.update()

    async def _keep_going(self) -> None:
        while not is_closed(self._page):
            await asyncio.sleep(WATCH_EVERY_SECONDS)
            keep_updating(self._page, on_failure=self._failed)
            if self._stage.local_time().minute != self._minute and not self._resting:
                self.redraw()


def dress(page: ft.Page) -> None:
    """Give a page our fonts, and a ground without margins."""
    page.title = "Portico"
    page.padding = 0
    page.spacing = 0
    page.bgcolor = GROUND
    page.theme_mode = ft.ThemeMode.LIGHT
    page.fonts = {
        FONT_FAMILIES[weight]: f"/own-fonts/{name}"
        for weight, name in FONT_FILES.items()
    }
    page.theme = ft.Theme(
        font_family=FONT_FAMILIES[400],
        # Where something scrolls one must see that it does.
        scrollbar_theme=ft.ScrollbarTheme(
            thumb_color=Palette().edge, thickness=_SCROLLBAR, radius=_SCROLLBAR / 2
        ),
    )


def bare_ground() -> ft.Control:
    """Draw nothing on the screen's colour."""
    return ft.Container(expand=True, bgcolor=GROUND)
