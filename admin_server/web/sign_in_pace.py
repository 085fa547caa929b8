"""How often somebody may begin to sign in by a provider or a passkey."""

from fastapi import Request
from limits import parse

from admin_server.web.errors import Limited
from admin_server.web.limits import network_of
from admin_server.web.windows import MovingWindow


class SignInPace:
    """Counts in memory, per network address; a whole office may share one.

    Nothing can be guessed by beginning, but each sign-in by a provider makes this
    server ask that provider something.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindow()
        self._begun = parse("120/minute")

    def begin(self, request: Request) -> None:
        """Count one.

        Raises:
            Limited: too many from this address.
        """
        address = network_of(request.client.host if request.client else "unknown")
        if not self._limiter.hit(self._begun, address):
            raise Limited(self._limiter.seconds_left(self._begun, address))
