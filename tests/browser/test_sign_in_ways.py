"""People sign in by a provider and by passkeys, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from admin_server.core.users import IdentityProvider, Passkey, SignInMethod, User
from tests.browser.stage import CHROMIUM, FLAGS, PATIENCE
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.lobby import MEMBER, OTHER_TENANT, RECEPTION, TENANT
from tests.fakes.openid_provider import OpenIdProvider, open_provider

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]
CALLBACK = "/sign-in/openid/callback"


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with open_provider() as opened:
        opened.knows("noor", email=RECEPTION.email, email_verified=True)
        opened.knows("new", email="new@lakeside.example", email_verified=True)
        yield opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DashboardServer]:
    with open_dashboard(tmp_path) as opened:
        yield opened


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(locale="en-GB")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def add_provider(
    server: DashboardServer, provider: OpenIdProvider, tenant: str, name: str
) -> None:
    """Let a tenant's people sign in by the provider."""
    client, secret = provider.register(f"{server.url}{CALLBACK}")
    box = server.lobby.app.state.parts.box
    sealed = box.seal(secret.encode(), "identity_provider", tenant, name)
    added = IdentityProvider(name, "openid", name, provider.issuer, client, sealed)
    server.do(lambda nouns: nouns.identity_providers.put(added), tenant=tenant)


def open_sign_in(server: DashboardServer, page: Page, slug: str = "lakeside") -> None:
    """Open the sign-in page of an organisation."""
    page.goto(f"{server.url}/sign-in?next=/account/passkeys")
    page.get_by_label("Organisation").fill(slug)
    page.get_by_role("button", name="Sign in without a password").click()


def authorize(page: Page, subject: str) -> None:
    """Say at the provider who one is."""
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def is_signed_in(context: BrowserContext) -> bool:
    return any(one["name"] == "__Host-portico" for one in context.cookies())


def methods_of(server: DashboardServer, user: User) -> list[SignInMethod]:
    found = server.do(lambda nouns: nouns.sessions.of_user(user.id))
    return [one.method for one in found]


def test_signing_in_by_a_provider(
    server: DashboardServer, provider: OpenIdProvider, context: BrowserContext
):
    """Noor presses the button, signs in there, and lands on the page she wanted."""
    add_provider(server, provider, TENANT, "Example ID")
    page = context.new_page()
    open_sign_in(server, page)

    page.get_by_role("button", name="Continue with Example ID").click()
    authorize(page, "noor")

    expect(page.get_by_role("heading", name="Passkeys", exact=True)).to_be_visible()
    assert urlsplit(page.url).path == "/account/passkeys"
    assert methods_of(server, RECEPTION) == [SignInMethod.OPENID]


def test_a_replayed_answer_is_refused(
    server: DashboardServer, provider: OpenIdProvider, context: BrowserContext
):
    """The address from the browser's history signs nobody in a second time."""
    add_provider(server, provider, TENANT, "Example ID")
    page = context.new_page()
    open_sign_in(server, page)
    page.get_by_role("button", name="Continue with Example ID").click()
    with page.expect_request(lambda asked: CALLBACK in asked.url) as asked:
        authorize(page, "noor")
    expect(page.get_by_role("heading", name="Passkeys", exact=True)).to_be_visible()
    context.clear_cookies(name="__Host-portico")

    page.goto(asked.value.url)

    expect(page.get_by_role("heading")).to_have_text("This sign-in is over")
    assert not is_signed_in(context)


def test_somebody_elses_answer_is_refused(
    server: DashboardServer, provider: OpenIdProvider, context: BrowserContext
):
    """A link that carries another sign-in's state signs nobody in."""
    add_provider(server, provider, TENANT, "Example ID")
    page = context.new_page()
    open_sign_in(server, page)
    page.get_by_role("button", name="Continue with Example ID").click()
    page.get_by_placeholder("sub").wait_for()

    page.goto(f"{server.url}{CALLBACK}?state=wrong&code=made-up")

    expect(page.get_by_role("heading")).to_have_text("This sign-in is over")
    assert not is_signed_in(context)


def test_another_organisations_provider_is_refused(
    server: DashboardServer, provider: OpenIdProvider, context: BrowserContext
):
    """A form that names another organisation's provider leads nowhere."""
    add_provider(server, provider, TENANT, "Example ID")
    add_provider(server, provider, OTHER_TENANT, "Other ID")
    page = context.new_page()
    open_sign_in(server, page)
    expect(page.get_by_role("button", name="Continue with Other ID")).to_have_count(0)
    page.locator("input[name=provider]").evaluate("field => field.value = 'Other ID'")

    page.get_by_role("button", name="Continue with Example ID").click()

    expect(page.get_by_role("heading")).to_have_text("This way to sign in is gone")
    assert not is_signed_in(context)


def test_a_stranger_is_told_whom_to_ask(
    server: DashboardServer, provider: OpenIdProvider, context: BrowserContext
):
    """Somebody without an account reads whom to ask, and gets back to the form."""
    add_provider(server, provider, TENANT, "Example ID")
    page = context.new_page()
    open_sign_in(server, page)
    page.get_by_role("button", name="Continue with Example ID").click()
    authorize(page, "new")
    expect(page.get_by_role("heading")).to_have_text("You have no account here yet")

    page.get_by_role("button", name="Sign in another way").click()

    expect(page.get_by_label("Password")).to_be_visible()


def with_authenticator(context: BrowserContext, page: Page) -> tuple[Any, str]:
    """Plug a security key with a fingerprint reader into the browser."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, added["authenticatorId"]


def add_passkey(page: Page, server: DashboardServer) -> None:
    """Add a passkey on one's own page."""
    page.goto(f"{server.url}/account/passkeys")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Work laptop", exact=True)).to_be_visible()


def sign_in_by_passkey(page: Page, server: DashboardServer) -> None:
    """Sign in without typing anything."""
    page.goto(f"{server.url}/sign-in?next=/account/passkeys")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Last used on")).to_be_visible()


def passkeys_of(server: DashboardServer, user: User) -> list[Passkey]:
    return server.do(lambda nouns: nouns.passkeys.of_user(user.id))


def test_passkeys(server: DashboardServer, context: BrowserContext):
    """Noor adds a passkey and signs in by it twice; each use is counted."""
    context.add_cookies([server.cookie(RECEPTION)])
    page = context.new_page()
    devtools, authenticator = with_authenticator(context, page)
    add_passkey(page, server)
    before = passkeys_of(server, RECEPTION)[0].counter
    context.clear_cookies()

    sign_in_by_passkey(page, server)
    between = passkeys_of(server, RECEPTION)[0].counter
    context.clear_cookies()
    sign_in_by_passkey(page, server)

    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    after = passkeys_of(server, RECEPTION)[0].counter
    assert before < between < after
    assert held["credentials"][0]["isResidentCredential"] is True
    assert held["credentials"][0]["signCount"] == after
    assert set(methods_of(server, RECEPTION)) == {SignInMethod.PASSKEY}


def test_a_device_without_a_passkey(server: DashboardServer, context: BrowserContext):
    """Where no passkey is shown, the page says so and the password still works."""
    page = context.new_page()
    devtools, authenticator = with_authenticator(context, page)
    devtools.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": authenticator, "isUserVerified": False},
    )
    page.goto(f"{server.url}/sign-in")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("No passkey was used.")
    expect(page.get_by_label("Password")).to_be_visible()


def test_the_same_device_twice(server: DashboardServer, context: BrowserContext):
    """A device that has a passkey for Noor is not given a second one."""
    context.add_cookies([server.cookie(RECEPTION)])
    page = context.new_page()
    with_authenticator(context, page)
    add_passkey(page, server)

    page.get_by_role("button", name="Add a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("has a passkey for you already")
    assert len(passkeys_of(server, RECEPTION)) == 1


def test_a_removed_passkey(server: DashboardServer, context: BrowserContext):
    """A passkey that was removed here is refused, though the device still has it."""
    context.add_cookies([server.cookie(MEMBER)])
    page = context.new_page()
    with_authenticator(context, page)
    add_passkey(page, server)
    page.get_by_role("button", name="Change Work laptop").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Remove “Work laptop”").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    context.clear_cookies()

    page.goto(f"{server.url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading")).to_have_text(
        "This passkey does not open an account"
    )
    assert not is_signed_in(context)
