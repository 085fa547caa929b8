"""The emulator's ASGI app."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send

from admin_server.demo.emulators.graph.batch import Batch
from admin_server.demo.emulators.graph.calendar_views import calendar_routes
from admin_server.demo.emulators.graph.delta import delta_routes
from admin_server.demo.emulators.graph.directory import directory_routes
from admin_server.demo.emulators.graph.door import Door
from admin_server.demo.emulators.graph.mails import mail_routes
from admin_server.demo.emulators.graph.places import place_routes
from admin_server.demo.emulators.graph.refusals import bad_request
from admin_server.demo.emulators.graph.schedule import schedule_routes
from admin_server.demo.emulators.graph.seeding import seeding_routes
from admin_server.demo.emulators.graph.signing_in import sign_in_routes
from admin_server.demo.emulators.graph.subscriptions import subscription_routes
from admin_server.demo.emulators.graph.world import World


def build_app(world: World) -> Starlette:
    """Build the app: sign-in and Graph under one address, and our own verbs."""
    batch = Batch()
    graph = Router(
        routes=[
            *delta_routes(),
            *calendar_routes(),
            *schedule_routes(),
            *place_routes(),
            *directory_routes(),
            *subscription_routes(),
            *mail_routes(),
            *batch.routes(),
        ],
        default=_nothing_here,
        redirect_slashes=False,
    )
    app = Starlette(
        routes=[
            *seeding_routes(world),
            Mount("/v1.0", app=Door(world, graph)),
            *sign_in_routes(world),
        ]
    )
    batch.app = app
    return app


async def _nothing_here(scope: Scope, receive: Receive, _send: Send) -> None:
    segment = Request(scope, receive).url.path.rpartition("/")[2]
    raise bad_request(f"Resource not found for the segment '{segment}'.")
