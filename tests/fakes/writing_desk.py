"""The desk at which a lobby's messages are written."""

from admin_server.core.messages import Sender
from admin_server.jobs.desk import Desk
from tests.fakes.lobby import Lobby

SENDER = Sender("desk@lakeside.example", "Portico")


def desk_of(lobby: Lobby) -> Desk:
    """Give a desk with the lobby's clock and seals."""
    parts = lobby.app.state.parts
    return Desk(
        clock=lobby.clock,
        box=parts.box,
        public_url="https://lobby.example",
        sender=SENDER,
    )
