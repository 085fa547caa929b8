"""People who sign in, as one transaction of one tenant sees them."""

from datetime import datetime
from typing import Protocol

from admin_server.core.users import (
    Identity,
    IdentityProvider,
    OneTimeLink,
    Passkey,
    Session,
    User,
)


class Users(Protocol):
    """A tenant's users."""

    def all(self) -> list[User]:
        """Every user, by name."""

    def get(self, user_id: str) -> User | None: ...
    def by_email(self, email: str) -> User | None: ...
    def put(self, user: User) -> None:
        """Save a user.

        Raises:
            AlreadyExists: another user has the e-mail address.
        """


class Sessions(Protocol):
    """A tenant's signed-in browsers."""

    def get(self, session_id: str) -> Session | None: ...
    def of_user(self, user_id: str) -> list[Session]:
        """A user's sessions, the one used last first."""

    def put(self, session: Session) -> None: ...
    def end(self, session_id: str) -> None: ...
    def end_all(self, user_id: str, *, but: str | None = None) -> int:
        """End every session of a user but one; says how many."""

    def forget_before(self, moment: datetime) -> int:
        """Delete sessions that ended before; says how many."""


class OneTimeLinks(Protocol):
    """A tenant's links that work once."""

    def get(self, link_id: str) -> OneTimeLink | None: ...
    def put(self, link: OneTimeLink) -> None: ...
    def end_all(self, user_id: str) -> None:
        """Delete every link of a user."""

    def forget_before(self, moment: datetime) -> int:
        """Delete links that expired before; says how many."""


class Passkeys(Protocol):
    """A tenant's passkeys."""

    def of_user(self, user_id: str) -> list[Passkey]: ...
    def by_credential(self, credential: bytes) -> Passkey | None: ...
    def put(self, passkey: Passkey) -> None: ...
    def remove(self, passkey_id: str) -> None: ...


class IdentityProviders(Protocol):
    """A tenant's OpenID Connect issuers, and who users are there."""

    def all(self) -> list[IdentityProvider]: ...
    def get(self, provider_id: str) -> IdentityProvider | None: ...
    def put(self, provider: IdentityProvider) -> None: ...
    def remove(self, provider_id: str) -> None:
        """Delete an issuer and every identity at it."""

    def identity(self, provider_id: str, subject: str) -> Identity | None: ...
    def identities_of(self, user_id: str) -> list[Identity]: ...
    def keep_identity(self, identity: Identity) -> None: ...
    def forget_identity(self, provider_id: str, subject: str) -> None: ...
