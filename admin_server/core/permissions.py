"""Who may do what: one table, asked by every page."""

from enum import StrEnum

from admin_server.core.users import Role, User


class Action(StrEnum):
    """Something that not everybody may do.

    What is done at a site is allowed at one's own sites only; a tenant admin's are
    all of them. Members see and change the visits that are theirs: as the host, or
    because they entered them.
    """

    OWN_ACCOUNT = "own_account"
    """Change one's own name, language, password and second factor."""
    SEE_VISITS = "see_visits"
    """See Today and a visit; a member sees only their own."""
    INVITE = "invite"
    """Enter, change and cancel a visit; a member only their own."""
    RECEIVE = "receive"
    """Check people in and out."""
    SEE_DIRECTORY = "see_directory"
    """See hosts and rooms."""
    MANAGE_KIOSKS = "manage_kiosks"
    """Pair, replace and revoke kiosks."""
    MANAGE_SITES = "manage_sites"
    """Change a site's Wi-Fi, hours, directions and room notes."""
    MANAGE_TENANT = "manage_tenant"
    """Change what belongs to the whole organisation."""
    MANAGE_USERS = "manage_users"
    """Add people, change their roles and sites, and how they sign in."""
    SEE_AUDIT = "see_audit"
    """Read who did what."""


_EVERYBODY = frozenset({Action.OWN_ACCOUNT, Action.SEE_VISITS, Action.INVITE})
_RECEPTION = _EVERYBODY | {Action.RECEIVE, Action.SEE_DIRECTORY}
_SITE = _RECEPTION | {Action.MANAGE_KIOSKS, Action.MANAGE_SITES}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MEMBER: _EVERYBODY,
    Role.RECEPTIONIST: _RECEPTION,
    Role.SITE_ADMIN: _SITE,
    Role.TENANT_ADMIN: frozenset(Action),
}


def may(user: User, action: Action, *, site: str | None = None) -> bool:
    """Tell whether somebody may do something, at a site where one is named."""
    if not user.active or action not in ALLOWED[user.role]:
        return False
    return site is None or has_site(user, site)


def has_site(user: User, site: str) -> bool:
    """Tell whether a site is one of somebody's."""
    return user.role is Role.TENANT_ADMIN or site in user.sites
