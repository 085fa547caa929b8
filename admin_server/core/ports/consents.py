"""How people permit us to read calendars, as the pages see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from admin_server.core.connections import AppRegistration


@dataclass(frozen=True)
class Scope:
    """One permission that we ask for.

    Attributes:
        name: as the provider writes it.
        reason: the key of the words that say what it is for, such as "read_meetings".
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Begun:
    """A consent that began.

    Attributes:
        url: where the browser goes.
        held: what the browser holds for us, sealed, until it comes back.
    """

    url: str
    held: dict[str, str]


@dataclass(frozen=True)
class Granted:
    """What a person permitted.

    Attributes:
        secret: what `CalendarRef.secret` has to be from now on.
        account: the account's e-mail address.
        personal: an account of private people (Outlook.com, Gmail), without directory.
        scopes: what was really granted.
    """

    secret: str = field(repr=False)
    account: str
    personal: bool
    scopes: tuple[str, ...]
    ends_at: datetime | None = None


class Consent(Protocol):
    """The consent of one provider: authorization code with PKCE, state and nonce.

    Attributes:
        revoke_url: where a person takes the permission back at the provider.
    """

    revoke_url: str

    def scopes(self, *, books: bool) -> tuple[Scope, ...]:
        """Say what is asked for; read and write together where events are booked."""

    async def begin(
        self,
        app: AppRegistration,
        *,
        redirect_uri: str,
        books: bool,
        login_hint: str | None = None,
    ) -> Begun:
        """Prepare the way to the provider.

        Raises:
            CalendarError: the provider's sign-in cannot be reached or understood.
        """

    async def finish(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
    ) -> Granted:
        """Take what the browser came back with; it works once.

        Raises:
            ConsentNeeded: the person or their organisation said no, or a scope lacks;
                `detail` names the code or the scope.
            CalendarError: anything else.
        """

    def approval_url(self, app: AppRegistration, *, redirect_uri: str) -> str | None:
        """Where an administrator approves for everybody; None: there is no such thing."""

    async def close(self) -> None:
        """Close all connections."""
