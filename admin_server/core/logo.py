"""Changing the organisation's logo: kiosks, previews and the audit follow."""

from admin_server.core.changes import Author, tell_kiosks
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Logo

LOGO_CHANGED = "tenant.logo_changed"
LOGO_REMOVED = "tenant.logo_removed"


def change_logo(nouns: Nouns, logo: Logo, by: Author) -> bool:
    """Keep a logo in the place of an older one; False: it is that very picture."""
    old = nouns.logos.get()
    if old is not None and old.version == logo.version:
        return False
    nouns.logos.put(logo)
    _tell(nouns, LOGO_CHANGED, by)
    return True


def remove_logo(nouns: Nouns, by: Author) -> bool:
    """Have no logo any more; False: there was none."""
    if nouns.logos.get() is None:
        return False
    nouns.logos.remove()
    _tell(nouns, LOGO_REMOVED, by)
    return True


def _tell(nouns: Nouns, event: str, by: Author) -> None:
    tenant = f"tenant:{nouns.tenant.id}"
    nouns.audit.add(at=by.at, event=event, actor=by.actor, subject=tenant)
    tell_kiosks(nouns, (site.id for site in nouns.sites.all()), at=by.at)
