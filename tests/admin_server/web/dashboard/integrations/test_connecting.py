import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_server.core.connections import Access, ConnectionState
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from tests.fakes.calendar_house import (
    CALDAV,
    MICROSOFT,
    PATH,
    RIGHT,
    CalendarHouse,
    open_calendar_house,
)
from tests.fakes.certificates import Authority
from tests.fakes.lobby import (
    ADMIN,
    OTHER_ADMIN,
    OTHER_TENANT,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
)
from tests.fakes.owning import events, own
from tests.fakes.pem import certificate_with_key
from tests.fakes.watched import listen

KEY = json.dumps(
    {
        "type": "service_account",
        "client_email": "portico@lakeside.iam.gserviceaccount.com",
        "private_key": "a key",
    }
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    """A lobby at which calendars can be connected."""
    async with open_calendar_house(tmp_path) as opened:
        yield opened


async def test_microsoft_is_tried_and_then_saved(house: CalendarHouse):
    """An admin enters the app, we read one calendar, and it is saved (E9, E15)."""
    answer = await house.post("/connect/microsoft", **MICROSOFT)

    saved = await house.organisation()
    assert answer.headers["location"] == PATH
    assert house.calendars["microsoft"].calls["check"] == 1
    assert saved.settings == {"tenant": "3f8b1c1e", "client_id": "6731de76"}
    assert (saved.access, saved.kind) == (Access.ORGANISATION, "microsoft")
    assert saved.health.state is ConnectionState.CONNECTED
    assert saved.secret_ends_at == datetime(2027, 3, 31, tzinfo=UTC)
    assert house.secret_of(saved) == RIGHT
    assert RIGHT not in saved.sealed_secret


async def test_the_old_provider_gives_way(house: CalendarHouse):
    """What was connected before is replaced, and the audit says so."""
    await house.post("/connect/caldav", **CALDAV)

    names = [name for name, _ in await events(house.lobby)]
    assert (await house.organisation()).kind == "caldav"
    assert names == ["connection.replaced"]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (ConsentNeeded(ConsentReason.EXPIRED, "AADSTS7000222"), "AADSTS7000222"),
        (ConsentNeeded(ConsentReason.BLOCKED_BY_GROUP), "A rule of your organisation"),
        (TryLater(), "does not answer"),
        (StrangeReply(), "that we do not understand"),
        (RuntimeError("surprise"), "that we do not understand"),
    ],
)
async def test_what_does_not_read_is_not_saved(
    house: CalendarHouse, trouble: Exception, said: str
):
    """A failure names cause and fix, and the working connection stays (16, D20)."""
    before = await house.organisation()
    house.calendars["microsoft"].fail_with = trouble

    answer = await house.post("/connect/microsoft", **MICROSOFT)

    assert answer.status_code == 422
    assert "The connection that was there stays as it is." in answer.text
    assert said in answer.text
    assert await house.organisation() == before
    assert RIGHT not in answer.text


async def test_a_missing_approval_gives_the_link(house: CalendarHouse):
    """AADSTS65001 gives a link that an administrator opens; what worked stays (16)."""
    before = await house.organisation()
    house.calendars["microsoft"].fail_with = ConsentNeeded(
        ConsentReason.NEEDS_ADMIN_APPROVAL, "AADSTS65001"
    )

    answer = await house.post("/connect/microsoft", **MICROSOFT)

    assert "https://provider.example/approve?client_id=6731de76" in answer.text
    assert "Needs approval" in answer.text
    assert await house.organisation() == before


async def test_an_account_that_reads_for_everybody_is_told_of_the_path(
    house: CalendarHouse,
):
    """Who wrote the bare address and finds no host's calendar reads which field helps."""
    answer = await house.post(
        "/connect/caldav", **{**CALDAV, "mailbox": "nobody@lakeside.example"}
    )

    assert "write here where their calendars are" in answer.text


async def test_a_first_password_that_is_wrong_has_not_expired(house: CalendarHouse):
    """Who enters a wrong password reads of that, and not that an access ended."""
    house.calendars["caldav"].fail_with = ConsentNeeded(ConsentReason.EXPIRED)

    answer = await house.post("/connect/caldav", **CALDAV)

    assert "does not let us in with what is entered" in answer.text
    assert "expired" not in answer.text


async def test_a_secret_that_was_just_entered_is_called_this_one(
    house: CalendarHouse,
):
    """Who pasted the secret's ID reads of what they entered, not of what we hold."""
    house.calendars["microsoft"].fail_with = ConsentNeeded(
        ConsentReason.EXPIRED, "AADSTS7000215: Invalid client secret provided."
    )

    answer = await house.post("/connect/microsoft", **MICROSOFT)

    assert "does not know this secret" in answer.text
    assert "that we hold" not in answer.text


async def test_a_wrong_mailbox_is_named(house: CalendarHouse):
    """A mailbox that the calendar does not know is told, and nothing is saved (A44)."""
    answer = await house.post(
        "/connect/microsoft", **{**MICROSOFT, "mailbox": "nobody@lakeside.example"}
    )

    assert "does not know this mailbox" in answer.text
    assert (await house.organisation()).kind == "memory"


async def test_a_secret_may_stay(house: CalendarHouse):
    """Left empty, the secret that we have is tried and kept (never shown again)."""
    await house.post("/connect/caldav", **CALDAV)
    before = await house.organisation()

    shown = await house.get("/connect/caldav")
    await house.post("/connect/caldav", **{**CALDAV, "secret": "", "home": "/cal/"})

    after = await house.organisation()
    assert "Saved on" in shown.text
    assert RIGHT not in shown.text
    assert (after.id, after.sealed_secret) == (before.id, before.sealed_secret)
    assert after.settings["home"] == "/cal/"


@pytest.mark.parametrize(
    ("path", "form", "field", "value"),
    [
        ("/connect/caldav", CALDAV, "url", "https://elsewhere.example/"),
        ("/connect/caldav", CALDAV, "user", "somebody"),
        ("/connect/microsoft", MICROSOFT, "tenant", "another"),
        ("/connect/microsoft", MICROSOFT, "login_url", "https://elsewhere.example"),
    ],
)
async def test_a_secret_goes_to_nobody_else(
    house: CalendarHouse, path: str, form: dict[str, str], field: str, value: str
):
    """Whoever changes where a secret is sent has to know it."""
    await house.post(path, **form)
    before = await house.organisation()

    answer = await house.post(path, **{**form, "secret": "", field: value})

    assert "enter it once more" in answer.text
    assert await house.organisation() == before


async def test_a_renewed_secret_keeps_the_connection(house: CalendarHouse):
    """A new secret for the same app leaves everything that hangs on it in place."""
    await house.post("/connect/microsoft", **MICROSOFT)
    before = await house.organisation()
    house.calendars["microsoft"].secret = "newer"

    await house.post("/connect/microsoft", **{**MICROSOFT, "secret": "newer"})

    after = await house.organisation()
    assert after.id == before.id
    assert house.secret_of(after) == "newer"


async def test_a_certificate_says_itself_when_it_ends(house: CalendarHouse):
    """An admin pastes key and certificate; nobody types the end date."""
    pem = certificate_with_key(ends=datetime(2027, 6, 1, tzinfo=UTC))
    house.calendars["microsoft"].secret = pem.strip()
    form = {**MICROSOFT, "secret": "", "secret_ends": "", "secret_key": pem}

    await house.post("/connect/microsoft", **form)

    assert (await house.organisation()).secret_ends_at == datetime(
        2027, 6, 1, tzinfo=UTC
    )


async def test_a_certificate_comes_as_a_file(house: CalendarHouse):
    """Whoever has key and certificate in a file chooses it."""
    pem = certificate_with_key(ends=datetime(2027, 6, 1, tzinfo=UTC))
    house.calendars["microsoft"].secret = pem.strip()
    browser = await house.lobby.sign_in(ADMIN)

    await browser.post(
        f"{PATH}/connect/microsoft",
        data={**MICROSOFT, "secret": "", "secret_ends": ""},
        files={"secret_file": ("portico.pem", pem.encode())},
    )

    assert house.secret_of(await house.organisation()) == pem.strip()


async def test_googles_key_is_read(house: CalendarHouse):
    """The key of a service account is saved whole, and its account is shown (D6)."""
    form = {
        "way": "key",
        "secret_key": KEY,
        "admin": "it@lakeside.example",
        "mailbox": MICROSOFT["mailbox"],
    }

    await house.post("/connect/google", **form)

    saved = await house.organisation()
    assert saved.account == "portico@lakeside.iam.gserviceaccount.com"
    assert saved.settings == {"admin": "it@lakeside.example"}
    assert house.secret_of(saved) == KEY


async def test_google_works_without_a_key(house: CalendarHouse):
    """Where nobody may make keys, only the service account is named."""
    account = "portico@lakeside.iam.gserviceaccount.com"
    form = {"way": "keyless", "service_account": account}
    await house.lobby.store.whole_tenant(OTHER_TENANT).delete()

    await house.post("/connect/google", **form, mailbox=MICROSOFT["mailbox"])

    saved = await house.organisation()
    stated = json.loads(house.secret_of(saved))
    assert stated == {"type": "keyless", "service_account": account}


async def test_a_key_that_leads_elsewhere_is_refused(house: CalendarHouse):
    """Nobody has this server ask inside its own network by writing it into a key."""
    key = json.dumps({**json.loads(KEY), "token_uri": "http://169.254.169.254/"})

    answer = await house.post(
        "/connect/google", way="key", secret_key=key, mailbox=MICROSOFT["mailbox"]
    )

    assert "This is not the key of a service account." in answer.text
    assert house.calendars["google"].calls["check"] == 0


async def test_a_key_for_the_operators_own_addresses(house: CalendarHouse):
    """Where the operator says where tokens are given, what a key says of it is no harm."""
    state = house.lobby.app.state
    elsewhere = {"google": {"token_url": "https://tokens.cloud.example/token"}}
    state.parts = replace(state.parts, elsewhere=elsewhere)
    key = json.dumps({**json.loads(KEY), "token_uri": "https://somewhere.example/"})

    await house.post(
        "/connect/google", way="key", secret_key=key, mailbox=MICROSOFT["mailbox"]
    )

    saved = await house.organisation()
    assert saved.kind == "google"
    assert "token_url" not in saved.settings


async def test_an_authority_of_the_house_is_kept(house: CalendarHouse, tmp_path: Path):
    """A CalDAV server with the house's own certificate is trusted by it from now on."""
    text = Authority(tmp_path).file.read_text()

    await house.post("/connect/caldav", **CALDAV, authority=text)

    saved = await house.organisation()
    assert saved.settings["authority"] == text.strip()


async def test_what_is_no_certificate_is_named(house: CalendarHouse):
    """A key or a file name in its place is not saved, and the page says so."""
    answer = await house.post("/connect/caldav", **CALDAV, authority="our-ca.pem")

    assert answer.status_code == 422
    assert "This is no certificate." in answer.text


async def test_nobody_borrows_the_servers_own_account(house: CalendarHouse):
    """Beside other organisations, an admin cannot name an account that is theirs."""
    page = await house.get("/connect/google")
    form = {"way": "keyless", "service_account": "portico@elsewhere.example"}

    answer = await house.post(
        "/connect/google", **form, mailbox="boss@elsewhere.example"
    )

    assert "keyless" not in page.text
    assert answer.status_code == 422
    assert "This server serves several organisations." in answer.text
    assert house.calendars["google"].calls["check"] == 0
    assert (await house.organisation()).kind == "memory"


async def test_a_key_that_was_renewed_meanwhile_stays(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """What is tried takes a while: a secret sealed anew meanwhile is not undone."""
    await house.post("/connect/microsoft", **MICROSOFT)
    saved = await house.organisation()
    calendar = house.calendars["microsoft"]
    check = calendar.check

    async def renewed(ref) -> None:
        await check(ref)
        was = saved.sealed_secret
        await house.lobby.store.for_tenant(TENANT).write(
            lambda n: n.connections.renew_secret(saved.id, "sealed anew", was=was)
        )

    monkeypatch.setattr(calendar, "check", renewed)

    await house.post("/connect/microsoft", **{**MICROSOFT, "secret": ""})

    assert (await house.organisation()).sealed_secret == "sealed anew"


async def test_the_one_before_is_let_go_of(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """Its provider is told to push no more while there is a token to tell it by."""
    ended = listen(house, monkeypatch)

    await house.post("/connect/microsoft", **MICROSOFT)

    assert ended == ["connection-1"]


async def test_the_reader_needs_the_app_first(house: CalendarHouse):
    """One account can read for all, once the app by which it signs in is known (A5)."""
    before = await house.get("/connect/google")
    await house.post("/own/google", client_id="app", secret="s")

    after = await house.get("/connect/google")

    assert f'action="{PATH}/consent"' not in before.text
    assert f'href="{PATH}/own/google"' in before.text
    assert f'action="{PATH}/consent"' in after.text
    assert "seven-day trap" in after.text


@pytest.mark.parametrize(
    ("kind", "field", "value", "said"),
    [
        ("microsoft", "tenant", "common", "the ID of your own directory"),
        ("microsoft", "tenant", "a/b", "not the ID or the domain"),
        ("microsoft", "tenant", "", "Fill this in."),
        ("microsoft", "client_id", "two words", "must not have spaces"),
        ("microsoft", "secret", "", "Fill this in."),
        ("microsoft", "secret", "-----BEGIN", "into the field for certificates"),
        (
            "microsoft",
            "secret_key",
            "no key",
            "an RSA private key without a passphrase",
        ),
        ("microsoft", "secret_ends", "soon", "Write a day such as"),
        ("microsoft", "graph_url", "http://g.example", "begins with https://"),
        ("microsoft", "login_url", "https://a:b@g.example", "begins with https://"),
        ("google", "secret_key", "{}", "not the key of a service account"),
        ("google", "secret_key", "[" * 5000, "not the key of a service account"),
        ("google", "secret_key", "", "Fill this in."),
        ("google", "admin", "nobody", "not an e-mail address"),
        ("caldav", "url", "dav.example", "not a web address"),
        ("caldav", "url", "https://me:pw@dav.example", "out of the address"),
        ("caldav", "user", "", "Fill this in."),
        ("caldav", "mailbox", "", "Fill this in."),
    ],
)
async def test_a_wrong_value_is_told(
    house: CalendarHouse, kind: str, field: str, value: str, said: str
):
    """What does not fit is named at its field; nobody is asked and nothing saved."""
    google = {"way": "key", "secret_key": KEY, "mailbox": MICROSOFT["mailbox"]}
    forms = {"microsoft": MICROSOFT, "google": google, "caldav": CALDAV}

    answer = await house.post(f"/connect/{kind}", **{**forms[kind], field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert house.calendars[kind].calls["check"] == 0
    assert (await house.organisation()).kind == "memory"


async def test_what_a_file_owns_is_locked(house: CalendarHouse):
    """A connection of the configuration file is shown and cannot be changed here."""
    await own(house.lobby, "calendar.settings")
    before = await house.organisation()

    shown = await house.get("/connect/microsoft")
    await house.post("/connect/microsoft", **MICROSOFT)

    assert "Set in the configuration file." in shown.text
    assert "Try it and save" not in shown.text
    assert await house.organisation() == before


async def test_what_only_a_file_sets_stays(house: CalendarHouse):
    """Certificates to trust, which no form has, survive a change by the form."""
    await house.post("/connect/microsoft", **MICROSOFT)
    saved = await house.organisation()
    with_ca = replace(saved, settings={**saved.settings, "ca_file": "/etc/ca.pem"})
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.put(with_ca)
    )

    await house.post("/connect/microsoft", **{**MICROSOFT, "secret": ""})

    assert (await house.organisation()).settings["ca_file"] == "/etc/ca.pem"


@pytest.mark.parametrize("user", [RECEPTION, SITE_ADMIN])
async def test_only_who_manages_the_organisation_connects(house: CalendarHouse, user):
    """Reception and site admins neither see nor change the connection."""
    seen = await house.get("/connect/microsoft", user)
    sent = await house.post("/connect/microsoft", user, **MICROSOFT)

    assert (seen.status_code, sent.status_code) == (403, 403)
    assert (await house.organisation()).kind == "memory"


async def test_another_organisation_connects_only_its_own(house: CalendarHouse):
    """What a neighbour connects is nothing to us."""
    browser = await house.lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    await browser.post(f"{PATH}/connect/microsoft", data=MICROSOFT)

    theirs = await house.lobby.store.for_tenant(OTHER_TENANT).read(
        lambda n: n.connections.organisation()
    )
    assert theirs.kind == "microsoft"
    assert (await house.organisation()).kind == "memory"


async def test_an_unknown_provider_is_not_there(house: CalendarHouse):
    """There is no form for a provider that nobody offers."""
    answer = await house.get("/connect/abacus")

    assert answer.status_code == 404


async def test_a_lost_secret_is_named(house: CalendarHouse):
    """A stored secret that cannot be opened is asked for again."""
    await house.post("/connect/caldav", **CALDAV)
    saved = await house.organisation()
    broken = replace(saved, sealed_secret="broken")
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.put(broken)
    )

    answer = await house.post("/connect/caldav", **{**CALDAV, "secret": ""})

    assert "cannot be opened on this server" in answer.text
