"""Every page of the dashboard, as the application itself lists them."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies import models
from fastapi.routing import APIRoute

from admin_server.web.dashboard.current import Needs, Open

TOKENLESS = frozenset({"/api/v1/pairings", "/api/v1/pairings/token", "/api/v1/server"})
"""How a kiosk comes by a token: it cannot have one yet."""
FILES = frozenset({"/static/{name:path}", "/fonts/{name}", "/healthz", "/readyz"})
"""What anybody may read: nothing in it is anybody's."""


@dataclass(frozen=True)
class PageRoute:
    """One way to ask for a page, and whom it lets in."""

    method: str
    path: str
    doors: tuple[Needs | Open, ...]

    @property
    def needs(self) -> Needs | None:
        """The permission that it asks for; None where everybody may come."""
        found = [door for door in self.doors if isinstance(door, Needs)]
        return found[0] if found else None


def page_routes(app: FastAPI) -> list[PageRoute]:
    """Every page that is not a plain file and not below `/api/`."""
    return [
        PageRoute(method, route.path, tuple(_doors(route.dependant)))
        for route in _routes(app.routes)
        if route.path not in FILES and _of_pages(route)
        for method in sorted(route.methods or ())
    ]


def _of_pages(route: APIRoute) -> bool:
    return ".web.api." not in route.endpoint.__module__


def _routes(routes: list[object]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)


def _doors(asked: models.Dependant) -> Iterator[Needs | Open]:
    for inner in asked.dependencies:
        if isinstance(inner.call, Needs | Open):
            yield inner.call
        yield from _doors(inner)
