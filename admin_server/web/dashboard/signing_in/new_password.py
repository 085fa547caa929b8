"""Reading a new password from a form, by the rules for passwords."""

from collections.abc import Iterable

from admin_server.core.tenants import Tenant
from admin_server.security.password_rules import LONGEST, SHORTEST, why_refused
from admin_server.web.dashboard.forms import Filled

FIELD = "new_password"


def read_new_password(form: Filled, *, own_words: Iterable[str]) -> str:
    """Read the new password; what is wrong with it is said at its field."""
    typed = form.secret(FIELD, longest=LONGEST + 1)
    why = why_refused(typed, own_words=own_words)
    if why is not None:
        form.wrong(FIELD, why.value, shortest=SHORTEST, longest=LONGEST)
    return typed


def words_of(tenant: Tenant, email: str) -> tuple[str, ...]:
    """Say what an attacker of this very account would try."""
    return (tenant.name, tenant.slug, email.partition("@")[0])
