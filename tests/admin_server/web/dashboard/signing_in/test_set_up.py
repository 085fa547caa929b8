"""The very first start of a server."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.users import Role
from admin_server.web.dashboard.door import COOKIE
from admin_server.web.dashboard.signing_in.set_up import offer_first_account
from tests.fakes.bare_server import open_bare_server
from tests.fakes.counting import count_rows
from tests.fakes.lobby import (
    KEY,
    OTHER_KEY,
    OTHER_TENANT,
    TENANT,
    Lobby,
    tenant_named,
)
from tests.fakes.people import quick_passwords

FORM = {
    "organisation": "Lakeside & Sons",
    "slug": "lakeside",
    "site": "Lakeside House",
    "time_zone": "Europe/Zurich",
    "name": "Ines Albrecht",
    "email": "ines@lakeside.example",
    "new_password": "seven-quiet-lamps",
}


@pytest.fixture
async def bare(tmp_path: Path):
    """A server that was only just installed."""
    async with open_bare_server(tmp_path) as opened:
        quick_passwords(opened)
        yield opened


async def link(bare: Lobby) -> str:
    """The path of a link that the server prints."""
    lines: list[str] = []
    await offer_first_account(bare.app.state.parts, say=lines.append)
    return lines[0].split("https://lobby.example")[1].strip()


async def test_one_line_is_printed_at_the_first_start(tmp_path: Path, capsys):
    """Whoever starts the server reads where to set it up; the log does not say it."""
    async with open_bare_server(tmp_path):
        pass

    said = capsys.readouterr()
    (line,) = [one for one in said.out.splitlines() if "/set-up/" in one]
    token = line.rsplit("/", 1)[1]
    assert line.startswith("Nobody has an account yet. Within an hour, open https://")
    assert len(token) >= 43
    assert (said.out + said.err).count(token) == 1


async def test_nothing_is_printed_once_somebody_has_an_account(lobby: Lobby):
    """A server that people use already prints no way in."""
    lines: list[str] = []

    await offer_first_account(lobby.app.state.parts, say=lines.append)

    assert lines == []
    assert count_rows(lobby.folder, "setup_links") == 0


async def test_the_first_account_is_made(bare: Lobby):
    """The form makes the organisation, its first site and its admin, and lets them in."""
    path, browser = await link(bare), bare.browser()
    shown = await browser.get(path)

    answer = await browser.post(path, data=FORM)

    (tenant_id,) = await bare.store.before_tenant.tenants()
    tenant, (site,), (user,) = await bare.store.for_tenant(tenant_id).read(
        lambda n: (n.tenant, n.sites.all(), n.users.all())
    )
    assert shown.status_code == 200
    assert answer.headers["location"] == "/welcome"
    assert (tenant.name, tenant.slug) == ("Lakeside & Sons", "lakeside")
    assert (site.name, site.time_zone) == ("Lakeside House", "Europe/Zurich")
    assert (user.name, user.role) == ("Ines Albrecht", Role.TENANT_ADMIN)
    assert (await browser.get("/account")).status_code == 200


async def test_the_new_organisation_can_sign_passes(bare: Lobby):
    """What was set up is complete: its visitors' QR codes can be made."""
    path = await link(bare)
    await bare.browser().post(path, data=FORM)

    (tenant_id,) = await bare.store.before_tenant.tenants()
    tenant = await bare.store.for_tenant(tenant_id).read(lambda n: n.tenant)

    box = bare.app.state.parts.box
    assert len(box.open(tenant.sealed_pass_key, "tenant", tenant_id, "pass_key")) == 32


async def test_a_link_makes_one_account(bare: Lobby):
    """Nobody who reads the line later makes a second account."""
    path, second = await link(bare), await link(bare)
    await bare.browser().post(path, data=FORM)
    thief = bare.browser()

    looked = [(await thief.get(one)).status_code for one in (path, second)]
    tried = [
        (await thief.post(one, data={**FORM, "slug": "thief"})).status_code
        for one in (path, second)
    ]

    assert looked + tried == [404, 404, 404, 404]
    assert COOKIE not in thief.cookies
    assert count_rows(bare.folder, "users") == 1


async def test_a_link_dies_after_an_hour(bare: Lobby):
    """A line on an old screen opens nothing."""
    path = await link(bare)

    bare.clock.forward(hours=1)

    assert (await bare.browser().get(path)).status_code == 404


@pytest.mark.parametrize("token", ["guessed", "a" * 500])
async def test_a_guessed_link_is_none(bare: Lobby, token: str):
    """A link that the server did not print opens nothing."""
    assert (await bare.browser().get(f"/set-up/{token}")).status_code == 404


async def test_looking_uses_nothing_up(bare: Lobby):
    """The link may be opened several times until the form is sent."""
    path, browser = await link(bare), bare.browser()
    await browser.get(path)
    await browser.get(path)

    answer = await browser.post(path, data=FORM)

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", ""),
        ("slug", "Lake side"),
        ("site", ""),
        ("time_zone", "Europe/Atlantis"),
        ("name", ""),
        ("email", "ines"),
        ("new_password", "short-one"),
        ("new_password", "lakeside-lamps-77"),
    ],
)
async def test_what_does_not_fit_is_said(bare: Lobby, field: str, value: str):
    """What is wrong is told at its field; the link still works."""
    path, browser = await link(bare), bare.browser()

    wrong = await browser.post(path, data={**FORM, field: value})
    right = await browser.post(path, data=FORM)

    assert wrong.status_code == 422
    assert f'id="error-{field}"' in wrong.text
    assert right.status_code == 303


async def test_an_organisation_that_is_there_gets_its_admin(bare: Lobby):
    """Where a file made the organisation already, only its first admin is asked for."""
    tenant = tenant_named(TENANT, "lakeside", KEY)
    await bare.store.before_tenant.add_tenant(tenant)
    path, browser = await link(bare), bare.browser()
    shown = await browser.get(path)

    await browser.post(
        path, data={k: FORM[k] for k in ("name", "email", "new_password")}
    )

    (user,) = await bare.store.for_tenant(TENANT).read(lambda n: n.users.all())
    assert "Lakeside is there already" in shown.text
    assert 'name="slug"' not in shown.text
    assert user.email == FORM["email"]


async def test_one_of_several_organisations_is_chosen(bare: Lobby):
    """Where there are several organisations, the first account belongs to the chosen one."""
    before = bare.store.before_tenant
    await before.add_tenant(tenant_named(TENANT, "lakeside", KEY))
    await before.add_tenant(tenant_named(OTHER_TENANT, "elsewhere", OTHER_KEY))
    path, browser = await link(bare), bare.browser()
    shown = await browser.get(path)
    unknown = await browser.post(path, data={**FORM, "organisation": "nowhere"})

    await browser.post(path, data={**FORM, "organisation": "elsewhere"})

    chosen = await bare.store.for_tenant(OTHER_TENANT).read(lambda n: n.users.all())
    assert 'value="elsewhere"' in shown.text
    assert unknown.status_code == 422
    assert len(chosen) == 1


async def test_two_at_the_same_moment_make_one_account(bare: Lobby):
    """Somebody who takes the link while the form is being sent is the only one."""
    path, browser = await link(bare), bare.browser()
    parts = bare.app.state.parts
    taking = _TakenMeanwhile(parts.store.before_tenant)
    store = _Store(parts.store, taking)
    bare.app.state.parts = replace(parts, store=store)

    answer = await browser.post(path, data=FORM)

    assert answer.status_code == 404
    assert count_rows(bare.folder, "tenants") == 0


async def test_without_https_it_is_said(bare: Lobby):
    """On an unprotected address the set-up says what to do."""
    path, browser = await link(bare), bare.browser()
    browser.base_url = "http://lobby.example"

    shown = await browser.get(path)
    tried = await browser.post(path, data=FORM)

    assert "This connection is not protected" in shown.text
    assert tried.status_code == 422
    assert count_rows(bare.folder, "users") == 0


async def test_the_log_never_says_the_link(bare: Lobby, capsys):
    """What is logged while the link is used does not open the door."""
    path = await link(bare)
    await bare.browser().get(path)
    await bare.browser().get("/set-up/guessed-token-of-somebody")

    said = capsys.readouterr()
    assert path.rsplit("/", 1)[1] not in json.dumps([said.out, said.err])
    assert "guessed-token" not in said.out + said.err


class _Store:
    """A store of which one part is another one."""

    def __init__(self, store, before) -> None:
        self._store, self.before_tenant = store, before

    def __getattr__(self, name: str):
        return getattr(self._store, name)


class _TakenMeanwhile:
    """Somebody else takes the link just before it is used."""

    def __init__(self, before) -> None:
        self._before = before

    def __getattr__(self, name: str):
        return getattr(self._before, name)

    async def use_setup_link(self, token_hash: bytes, *, now) -> bool:
        await self._before.use_setup_link(token_hash, now=now)
        return await self._before.use_setup_link(token_hash, now=now)
