"""Who signs in to the demo's dashboard: one of each role, with passwords of its own.

The accounts exist in the demo's data only. Each folder has other passwords, which
stand beside its database, for its owner's eyes.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.users import Role, User
from admin_server.demo.lakeside import HOUSE, JONAS, DemoHost
from admin_server.demo.private_files import write_private
from admin_server.security.chance import new_id
from admin_server.security.passwords import Passwords

# Nothing that looks like something else on a screen.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4

_PEOPLE: tuple[tuple[DemoHost, Role], ...] = (
    (DemoHost("Dmytro Shevchenko", "Engineering"), Role.TENANT_ADMIN),
    (DemoHost("Emil Nowak", "Facilities"), Role.SITE_ADMIN),
    (DemoHost("Inês Albrecht", "Reception"), Role.RECEPTIONIST),
    (JONAS, Role.MEMBER),
)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who can sign in to the demo's dashboard."""

    name: str
    email: str
    role: Role
    password: str


def demo_accounts(file: Path) -> tuple[DemoAccount, ...]:
    """Give the accounts of a demo's folder; its passwords are made once.

    Args:
        file: where the passwords are kept.
    """
    kept = _read(file)
    accounts = tuple(
        DemoAccount(
            name=person.name,
            email=person.email,
            role=role,
            password=kept.get(person.email) or _new_password(),
        )
        for person, role in _PEOPLE
    )
    passwords = {account.email: account.password for account in accounts}
    if passwords != kept:
        write_private(file, json.dumps(passwords, indent=2) + "\n")
    return accounts


async def save_accounts(
    home: TenantStore, accounts: tuple[DemoAccount, ...], *, passwords: Passwords
) -> None:
    """Save the accounts as they are announced, whatever was changed about them."""
    hashes = {one.email: await passwords.hash(one.password) for one in accounts}
    await home.write(lambda nouns: _save(nouns, accounts, hashes))


def _save(
    nouns: Nouns, accounts: tuple[DemoAccount, ...], hashes: Mapping[str, str]
) -> None:
    house = nouns.sites.by_key(HOUSE)
    if house is None:
        raise LookupError("the demo's sites were not applied")
    for account in accounts:
        before = nouns.users.by_email(account.email)
        is_everywhere = account.role is Role.TENANT_ADMIN
        nouns.users.put(
            User(
                id=before.id if before else new_id(),
                email=account.email,
                name=account.name,
                role=account.role,
                sites=() if is_everywhere else (house.id,),
                password_hash=hashes[account.email],
                created_at=before.created_at if before else None,
            )
        )


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(email): str(password) for email, password in kept.items()}


def _new_password() -> str:
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    return "-".join(groups)
