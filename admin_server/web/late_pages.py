"""The dashboard's pages, loaded after kiosks are answered already."""

import asyncio
from collections.abc import Callable, Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send


class LatePages:
    """Adds pages to an application when the first is asked for, or sooner by `load`.

    What people see takes as long to load as everything else together, and a kiosk
    that waits for its server should not wait for that.

    Args:
        pages: loads the pages; called once, on another thread.
    """

    def __init__(self, app: FastAPI, pages: Callable[[], Sequence[BaseRoute]]) -> None:
        self._app = app
        self._pages = pages
        self._loading = asyncio.Lock()
        self._unknown = app.router.default
        # Asked for whatever no route of the application fits.
        app.router.default = self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what the application did not know before its pages were there."""
        await self.load()
        await self._app.router(scope, receive, send)

    async def load(self) -> None:
        """Load the pages, unless they are there."""
        async with self._loading:
            if self._app.router.default is self:
                pages = await asyncio.to_thread(self._pages)
                self._app.router.routes.extend(pages)
                self._app.router.default = self._unknown
