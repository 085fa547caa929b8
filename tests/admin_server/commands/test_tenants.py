"""What the operator does to whole tenants, and what comes of it."""

import hashlib
import json
import stat
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.commands.by_name import COMMANDS
from admin_server.core.errors import StoreUnavailable
from admin_server.core.messages import OutboxRow
from admin_server.core.users import LinkPurpose, Role
from admin_server.security.passes import pass_for
from admin_server.web.control import CommandWrong
from admin_server.web.dashboard.door import hash_secret
from tests.fakes.lobby import (
    JONAS,
    OTHER_TENANT,
    OTHER_TOKEN,
    SITE_ADMIN,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)

NEW = {
    "slug": "acme",
    "name": "Acme Works",
    "site": "house:Acme: the house:Europe/Zurich",
    "admin_email": "ada@acme.example",
    "admin_name": "Ada Byron",
    "public_url": "https://portico.example",
}
Do = Callable[..., Awaitable[str]]


@pytest.fixture
def do(lobby: Lobby) -> Do:
    """Does a command in the running server, as the local socket has it done."""

    async def command(name: str, /, **arguments: str) -> str:
        box = lobby.app.state.parts.box
        return await COMMANDS[name](lobby.store, box, lobby.clock, arguments)

    return command


async def _new_tenant(lobby: Lobby, do: Do, **changes: str):
    said = await do("tenant-create", **(NEW | changes))
    tenant_id = await lobby.store.before_tenant.tenant_by_slug("acme")
    assert tenant_id is not None
    return said, lobby.store.for_tenant(tenant_id)


async def test_a_new_tenant_has_its_site_and_its_admin(lobby: Lobby, do: Do) -> None:
    """The operator makes an organisation; its admin is the only account."""
    _, acme = await _new_tenant(lobby, do)

    sites = await acme.read(lambda nouns: nouns.sites.all())
    users = await acme.read(lambda nouns: nouns.users.all())
    assert [(one.key, one.name, one.time_zone) for one in sites] == [
        ("house", "Acme: the house", "Europe/Zurich")
    ]
    assert [(one.email, one.name, one.role) for one in users] == [
        ("ada@acme.example", "Ada Byron", Role.TENANT_ADMIN)
    ]
    assert users[0].password_hash is None


async def test_the_first_admin_comes_in_by_a_link(lobby: Lobby, do: Do) -> None:
    """The printed link is the admin's, works for a week, and is kept only as a hash."""
    said, acme = await _new_tenant(lobby, do)

    address, token = said.splitlines()[-1].rsplit("/", 1)
    identity = await lobby.store.before_tenant.link_by_token(hash_secret(token))
    assert address.startswith("https://portico.example/")
    assert identity is not None
    link = await acme.read(lambda nouns: nouns.one_time_links.get(identity.link))
    assert link is not None
    assert link.purpose is LinkPurpose.WELCOME
    assert link.expires_at == lobby.clock.now() + timedelta(days=7)


async def test_a_new_tenants_passes_can_be_signed(lobby: Lobby, do: Do) -> None:
    """The organisation has a key of its own from its first moment on."""
    _, acme = await _new_tenant(lobby, do)
    tenant = await acme.read(lambda nouns: nouns.tenant)
    invitation = await lobby.expect()

    text = pass_for(
        invitation,
        await lobby.visit(invitation),
        tenant=tenant,
        box=lobby.app.state.parts.box,
    )

    assert text.startswith("P1.")


async def test_making_a_tenant_is_in_its_audit(lobby: Lobby, do: Do) -> None:
    """The organisation can see that the operator gave it its first admin."""
    _, acme = await _new_tenant(lobby, do)

    user = (await acme.read(lambda nouns: nouns.users.all()))[0]
    rows = await acme.read(lambda nouns: nouns.audit.of(f"user:{user.id}"))

    assert [row[1:] for row in rows] == [("user.added", "operator")]


async def test_a_tenant_may_begin_without_a_site(lobby: Lobby, do: Do) -> None:
    """A first site may also be made later."""
    said = await do("tenant-create", **{k: v for k, v in NEW.items() if k != "site"})

    assert "No site yet" in said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "Acme Works"}, "--slug must be"),
        ({"slug": "lakeside"}, "a tenant 'lakeside' already"),
        ({"name": "   "}, "--name must have"),
        ({"admin_name": "x" * 101}, "--admin-name must have"),
        ({"admin_email": "ada"}, "--admin-email must be"),
        ({"site": "house"}, "KEY:NAME:ZONE"),
        ({"site": "The House:Acme:Europe/Zurich"}, "KEY:NAME:ZONE"),
        ({"site": "house::Europe/Zurich"}, "KEY:NAME:ZONE"),
        ({"site": "house:Acme:Zurich"}, "no IANA time zone"),
    ],
)
async def test_a_tenant_that_cannot_be_made_leaves_nothing(
    lobby: Lobby, do: Do, changes: dict[str, str], sentence: str
) -> None:
    """A word that does not fit is named, and no organisation is made."""
    before = await lobby.store.before_tenant.every_tenant()

    with pytest.raises(CommandWrong, match=sentence):
        await do("tenant-create", **(NEW | changes))

    assert await lobby.store.before_tenant.every_tenant() == before


async def test_the_list_says_who_is_there(do: Do) -> None:
    """The operator sees every organisation, and which of them is suspended."""
    await do("tenant-suspend", tenant="elsewhere")

    said = (await do("tenant-list")).splitlines()

    assert said[0].split("  ")[0] == "SHORT NAME"
    assert said[1].split() == [
        "elsewhere", "Elsewhere", "1", "1", "1",
        "suspended", "since", "2026-11-23", "09:00", "UTC",
    ]  # fmt: skip
    assert said[2].split() == ["lakeside", "Lakeside", "2", "2", "4", "active"]


async def test_nobody_of_a_suspended_tenant_is_let_in(lobby: Lobby, do: Do) -> None:
    """Signed-in people and kiosks are turned away at once, and others are not."""
    admin = await lobby.sign_in(SITE_ADMIN)
    inside = await admin.get("/kiosks")

    said = await do("tenant-suspend", tenant="lakeside")

    page = await admin.get("/kiosks")
    kiosk = await lobby.get("/kiosk", token=TOKEN)
    other = await lobby.get("/kiosk", token=OTHER_TOKEN)
    check_in = await lobby.check_in(visitor={"name": "Mara"}, host_id=JONAS.id)
    assert inside.status_code == 200
    assert page.headers.get("location", "").startswith("/sign-in")
    assert (kiosk.status_code, check_in.status_code) == (503, 503)
    assert other.status_code == 200
    assert "4 accounts" in said
    assert "2 kiosks" in said
    assert "stay paired" in said


async def test_links_of_a_suspended_tenant_open_nothing(lobby: Lobby, do: Do) -> None:
    """A link that was sent before cannot be used while its organisation is stopped."""
    said, _ = await _new_tenant(lobby, do)
    token = said.rsplit("/", 1)[1]

    await do("tenant-suspend", tenant="acme")

    found = await lobby.store.before_tenant.link_by_token(hash_secret(token))
    assert found is None


async def test_messages_of_a_suspended_tenant_wait(lobby: Lobby, do: Do) -> None:
    """What was to be sent is kept, and is claimed again after resuming."""
    before = lobby.store.before_tenant
    # Due later, so that the running server does not take it before we look.
    due_at = lobby.clock.now() + timedelta(hours=1)
    row = OutboxRow("message-1", "host_arrival", {}, due_at)
    asked = {"owner": "test", "now": due_at, "lease_until": due_at, "limit": 9}

    await do("tenant-suspend", tenant="lakeside")
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.outbox.add(row))
    waiting = await before.claim_outbox(**asked)
    due = await before.next_due()
    await do("tenant-resume", tenant="lakeside")
    claimed = await before.claim_outbox(**asked)

    assert (list(waiting), due) == ([], None)
    assert [one.tenant for one in claimed] == [TENANT]


async def test_a_resumed_tenant_is_as_before(lobby: Lobby, do: Do) -> None:
    """A token that its kiosk still has counts again, and the audit knows of both."""
    await do("tenant-suspend", tenant="lakeside")

    said = await do("tenant-resume", tenant="lakeside")

    kiosk = await lobby.get("/kiosk", token=TOKEN)
    tenant = lobby.store.for_tenant(TENANT)
    rows = await tenant.read(lambda nouns: nouns.audit.of(f"tenant:{TENANT}"))
    assert kiosk.status_code == 200
    assert "no longer suspended" in said
    assert [row[1:] for row in rows] == [
        ("tenant.suspended", "operator"),
        ("tenant.resumed", "operator"),
    ]


async def test_what_is_so_already_is_said(do: Do) -> None:
    """Suspending or resuming twice does no harm and says how it is."""
    running = await do("tenant-resume", tenant="lakeside")
    await do("tenant-suspend", tenant="lakeside")
    again = await do("tenant-suspend", tenant="lakeside")

    assert "is not suspended" in running
    assert "is suspended since 2026-11-23" in again


@pytest.mark.parametrize(
    "command", ["tenant-suspend", "tenant-resume", "tenant-export", "tenant-delete"]
)
async def test_an_unknown_tenant_is_named(do: Do, command: str, tmp_path: Path) -> None:
    """A mistyped short name is said to be unknown, and nothing happens."""
    with pytest.raises(CommandWrong, match="no tenant 'lakside'"):
        await do(command, tenant="lakside", to=f"{tmp_path}/x.zip", confirm="lakside")

    assert not (tmp_path / "x.zip").exists()


async def test_an_export_is_for_its_owner_only(
    lobby: Lobby, do: Do, tmp_path: Path
) -> None:
    """The file is readable by nobody else, whole, and the audit knows of it."""
    await lobby.expect("Mara Lindt")
    file = tmp_path / "lakeside.zip"

    said = await do("tenant-export", tenant="lakeside", to=str(file))

    with zipfile.ZipFile(file) as archive:
        visitors = json.loads(archive.read("visitors.json"))
        text = b"".join(archive.read(name) for name in archive.namelist())
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"tenant:{TENANT}")
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one["name"] for one in visitors] == ["Mara Lindt"]
    assert b"lake-4827-mint" not in text
    assert "sites.wifi.password" in said
    assert [row[1:] for row in rows] == [("tenant.exported", "operator")]


async def test_an_export_overwrites_nothing(do: Do, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    file = tmp_path / "thesis.zip"
    file.write_text("years of work")

    with pytest.raises(CommandWrong, match="File exists"):
        await do("tenant-export", tenant="lakeside", to=str(file))

    assert file.read_text() == "years of work"


async def test_an_export_that_fails_leaves_no_half_file(
    lobby: Lobby, do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is said so, and no file is left that looks like an export."""
    monkeypatch.setattr("admin_server.commands.files.os.fsync", _full_disk)

    with pytest.raises(CommandWrong, match="No space left"):
        await do("tenant-export", tenant="lakeside", to=f"{tmp_path}/x.zip")

    assert not (tmp_path / "x.zip").exists()


async def test_a_tenant_is_deleted_only_if_it_is_named_twice(
    lobby: Lobby, do: Do
) -> None:
    """A slip of the finger deletes nobody, and stops nobody."""
    with pytest.raises(CommandWrong, match="--confirm lakeside"):
        await do("tenant-delete", tenant="lakeside", confirm="elsewhere")

    assert (await lobby.get("/kiosk", token=TOKEN)).status_code == 200


async def test_a_deleted_tenant_leaves_a_receipt(lobby: Lobby, do: Do) -> None:
    """Check 38: everything is gone, and the receipt says how much, provably."""
    await lobby.expect("Zebulon Quux")
    before = await lobby.store.whole_tenant(TENANT).counts()

    said = await do("tenant-delete", tenant="lakeside", confirm="lakeside")

    lines, _, digest = said.rpartition("SHA-256 of the lines above: ")
    counts = await lobby.store.whole_tenant(TENANT).counts()
    kiosk = await lobby.http.get("/api/v1/kiosk", headers=bearer(OTHER_TOKEN))
    assert hashlib.sha256(lines.encode()).hexdigest() == digest
    assert f"  in all: {sum(before.values())}\n" in lines
    assert f"  visitors: {before['visitors']}\n" in lines
    assert "  setup_links" not in lines
    assert set(counts.values()) == {0}
    assert await lobby.store.before_tenant.every_tenant() == [OTHER_TENANT]
    assert kiosk.status_code == 200


async def test_a_file_that_cannot_be_rewritten_stands_in_the_receipt(
    lobby: Lobby, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt never claims more than was done."""
    monkeypatch.setattr(lobby.store, "compact", _no_room)

    said = await do("tenant-delete", tenant="lakeside", confirm="lakeside")

    assert "may hold traces: There is no room." in said
    assert "portico-server compact" in said


async def test_the_file_can_be_rewritten_later(do: Do) -> None:
    """What could not be cleaned at once is cleaned by a command of its own."""
    said = await do("compact")

    assert "nothing deleted is left in it" in said


async def _no_room() -> None:
    raise StoreUnavailable("There is no room.")


def _full_disk(_: int) -> None:
    raise OSError(28, "No space left on device")
