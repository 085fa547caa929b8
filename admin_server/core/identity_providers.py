"""The identity providers by which a tenant's people may sign in: added, changed, gone."""

from admin_server.core.changes import Author
from admin_server.core.ports import Nouns
from admin_server.core.users import IdentityProvider, SignInMethod


def add_provider(nouns: Nouns, provider: IdentityProvider, by: Author) -> None:
    """Let people sign in by a provider."""
    nouns.identity_providers.put(provider)
    _note(nouns, provider, "identity_provider.added", by)


def change_provider(nouns: Nouns, provider: IdentityProvider, by: Author) -> None:
    """Save a provider's changed settings; switched off, nobody stays in by it.

    Its issuer stays what it was: the same subject at another issuer would be
    somebody else.
    """
    nouns.identity_providers.put(provider)
    if not provider.active:
        _sign_people_out(nouns, provider)
    _note(nouns, provider, "identity_provider.changed", by)


def remove_provider(nouns: Nouns, provider: IdentityProvider, by: Author) -> int:
    """Forget a provider and who people are there; says how many sessions ended."""
    ended = _sign_people_out(nouns, provider)
    nouns.identity_providers.remove(provider.id)
    _note(nouns, provider, "identity_provider.removed", by)
    return ended


def people_at(nouns: Nouns, provider: IdentityProvider) -> list[str]:
    """Give the ids of the users who have signed in by a provider."""
    return [
        user.id
        for user in nouns.users.all()
        for identity in nouns.identity_providers.identities_of(user.id)
        if identity.provider == provider.id
    ]


def _sign_people_out(nouns: Nouns, provider: IdentityProvider) -> int:
    opened = [
        session
        for user in people_at(nouns, provider)
        for session in nouns.sessions.of_user(user)
        if session.method is SignInMethod.OPENID
    ]
    for session in opened:
        nouns.sessions.end(session.id)
    return len(opened)


def _note(nouns: Nouns, provider: IdentityProvider, event: str, by: Author) -> None:
    nouns.audit.add(
        at=by.at,
        event=event,
        actor=by.actor,
        subject=f"identity_provider:{provider.id}",
    )
