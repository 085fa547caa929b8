"""People of the lobby who sign in with passwords that are quick to compare."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from admin_server.core.messages import Message
from admin_server.core.users import User
from admin_server.security.passwords import Passwords
from admin_server.security.totp import seal_totp_secret
from tests.fakes.counting import count_rows
from tests.fakes.lobby import TENANT, Lobby

PASSWORD = "blue-otter-tram-42"
NEW_PASSWORD = "seven-quiet-lamps"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class CountingHashes:
    """Hashes at once, and counts how often a password was compared."""

    compared: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def nobody(self) -> str:
        return "kept: nobody's"

    def hash(self, password: str) -> str:
        self.made += 1
        return f"kept:{password}"

    def fits(self, kept: str, password: str) -> bool:
        self.compared.append(kept)
        return kept.removeprefix("old-") == f"kept:{password}"

    def is_stale(self, kept: str) -> bool:
        return kept.startswith("old-")


def quick_passwords(lobby: Lobby) -> CountingHashes:
    """Let a lobby's server compare passwords at once."""
    hashes = CountingHashes()
    parts = lobby.app.state.parts
    lobby.app.state.parts = replace(parts, passwords=Passwords(hashes))
    return hashes


async def put_user(lobby: Lobby, user: User, **changes: object) -> User:
    """Save somebody with a password, and whatever else is different about them."""
    values = {"password_hash": f"kept:{PASSWORD}", **changes}
    changed = replace(user, **values)  # type: ignore[arg-type]
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(changed))
    return changed


async def put_user_with_codes(lobby: Lobby, user: User, **changes: object) -> User:
    """Save somebody whose app shows codes."""
    box = lobby.app.state.parts.box
    sealed = seal_totp_secret(box, SECRET, tenant=TENANT, user=user.id)
    return await put_user(lobby, user, sealed_totp=sealed, totp_on=True, **changes)


async def user_now(lobby: Lobby, user: User) -> User:
    """Somebody's account as it stands."""
    found = await lobby.store.for_tenant(TENANT).read(lambda n: n.users.get(user.id))
    assert found is not None
    return found


async def events(lobby: Lobby, subject: str) -> list[str]:
    """What the audit says of a subject, oldest first."""
    rows = await lobby.store.for_tenant(TENANT).read(lambda n: n.audit.of(subject))
    return [event for _, event, _ in rows]


async def type_password(
    browser: httpx.AsyncClient,
    user: User,
    password: str = PASSWORD,
    **fields: str,
) -> httpx.Response:
    """Fill in the sign-in form."""
    form = {"organisation": "lakeside", "email": user.email, "password": password}
    return await browser.post("/sign-in", data={**form, **fields})


def link_in(text: str) -> str:
    """The path of the link in a mail."""
    address = next(line for line in text.split() if line.startswith("http"))
    return "/" + address.split("/", 3)[3]


def rows_in(folder: Path, where: str) -> int:
    """How many rows a lobby's database has."""
    return count_rows(folder, where)


async def mail_to(lobby: Lobby, user: User) -> Message:
    """The newest mail to somebody, once it has been sent."""
    async with asyncio.timeout(5):
        while not (sent := [m for m in lobby.mail.sent if m.to_address == user.email]):
            await asyncio.sleep(0.01)
    return sent[-1]


async def first_mail(lobby: Lobby) -> Message:
    """The first mail to anybody, once it has been sent."""
    async with asyncio.timeout(5):
        while not lobby.mail.sent:
            await asyncio.sleep(0.01)
    return lobby.mail.sent[0]
