"""What keeps a page alive when drawing or handling raises.

Flet 1.0.5 stops a session's updates for good when a component raises, and covers
the page with a red box when a handler does. Both ends of that are private there;
everything that reaches for them stands in this file.
"""

import asyncio
from collections.abc import Callable

import flet as ft
import structlog
from flet.messaging.session import Session

_log = structlog.get_logger()
_NOT_A_TOUCH = frozenset(
    {
        "app_lifecycle_state_change",
        "close",
        "connect",
        "disconnect",
        "first_layout",
        "locale_change",
        "media_change",
        "platform_brightness_change",
        "resize",
        "route_change",
        "size_change",
    }
)


def hook_session(
    page: ft.Page, *, on_touch: Callable[[], None], on_failure: Callable[[], None]
) -> None:
    """Hear of every touch first, and of a failed handler instead of the red box."""
    session = page.session
    dispatch = session.dispatch_event

    async def touched_first(
        control_id: int, event_name: str, event_data: object
    ) -> None:
        if event_name not in _NOT_A_TOUCH:
            on_touch()
        await dispatch(control_id, event_name, event_data)

    def failed(_message: str) -> None:
        # Flet has logged the traceback; the message may hold what a visitor typed.
        _log.error("handler_failed")
        on_failure()

    answered = session.handle_invoke_method_results

    def answered_in_time(
        control_id: int, call_id: str, result: object, error: str | None
    ) -> None:
        # A camera may answer after its page has gone. Flet raises then, and hears
        # nothing more of this browser.
        if session.index.get(control_id) is not None:
            answered(control_id, call_id, result, error)

    # The connection calls these on the instance, so its attributes win.
    vars(session)["dispatch_event"] = touched_first
    vars(session)["error"] = failed
    vars(session)["handle_invoke_method_results"] = answered_in_time


def is_connected(page: ft.Page) -> bool:
    """Tell whether a browser is there; Flet's own type claims that one always is."""
    connection: object = page.session.connection
    return connection is not None


def keep_updating(page: ft.Page, *, on_failure: Callable[[], None]) -> None:
    """Look at the session's updates once; start them again if they died."""
    session = page.session
    updates = _updates_of(session)
    if updates is None or not updates.done() or is_closed(page):
        return
    _log.error("updates_died", cancelled=updates.cancelled())
    restart: Callable[[], None] = session.start_updates_scheduler
    restart()
    on_failure()


def _updates_of(session: Session) -> "asyncio.Task[None] | None":
    found: object = vars(session).get("_Session__updates_task")
    return found if isinstance(found, asyncio.Task) else None


def is_closed(page: ft.Page) -> bool:
    """Tell whether the session is over for good."""
    return bool(vars(page.session).get("_Session__closed"))
