"""Signing in at the emulator goes as it does at Microsoft's."""

import pytest

from tests.admin_server.demo.emulators.graph.graph_caller import ANNA, DAY, Caller


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"scope": "https://graph.microsoft.com/"}, 400, "invalid_scope", 1002012),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ],
)
async def test_who_may_not_sign_in(caller: Caller, form, status, error, number) -> None:
    """A wrong secret, app or scope is refused with Microsoft's own numbers."""
    answer = await caller.token(**form)

    said = answer.json()
    assert (answer.status_code, said["error"]) == (status, error)
    assert said["error_codes"] == [number]
    assert said["error_description"].startswith(f"AADSTS{number}:")


async def test_an_organisation_that_nobody_knows(caller: Caller) -> None:
    """A wrong organisation has no description of its sign-in."""
    base = caller.emulator.url

    answer = await caller.http.get(
        f"{base}/nobody/v2.0/.well-known/openid-configuration"
    )

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_tenant"


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic YTpi", "Bearer"])
async def test_without_a_token(caller: Caller, header) -> None:
    """Nothing is told to somebody who has not signed in."""
    caller.http.headers["Authorization"] = header

    answer = await caller.get(f"/users/{ANNA}/calendarView", **DAY)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


async def test_a_token_ends(caller: Caller, emulator) -> None:
    """After an hour a token is good for nothing."""
    emulator.set_clock(None)

    answer = await caller.get(f"/users/{ANNA}/calendarView", **DAY)

    assert answer.status_code == 401
    assert "expired" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("roles", "path", "status"),
    [
        (["Calendars.ReadBasic.All"], f"/users/{ANNA}/events", 200),
        (["Calendars.ReadBasic.All"], "/places/microsoft.graph.room", 403),
        (["Place.Read.All"], f"/users/{ANNA}/events", 403),
        (["Place.Read.All"], "/places/microsoft.graph.room", 200),
    ],
)
async def test_permissions(caller: Caller, roles, path, status) -> None:
    """Each part needs its own permission."""
    await caller.tell("set_up", roles=roles)

    assert (await caller.get(path)).status_code == status


async def test_the_narrow_permission_hides_texts(caller: Caller) -> None:
    """With the narrowest permission nobody reads what an event is about in detail."""
    body = {"contentType": "text", "content": "secret"}
    await caller.put("x", body=body, subject="open")
    full = await caller.view()
    await caller.tell("set_up", roles=["Calendars.ReadBasic.All"])

    narrow = await caller.view()

    assert (full[0]["body"], full[0]["bodyPreview"]) == (body, "secret")
    assert "secret" not in str(narrow)
    assert narrow[0]["subject"] == "open"
