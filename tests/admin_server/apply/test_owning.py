from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_server.apply.document import Document, read_document
from admin_server.apply.plan import Plan, carry_out, plan
from admin_server.apply.problems import DocumentWrong
from admin_server.core.connections import Access, CalendarPolicy
from admin_server.core.owned import is_owned
from admin_server.core.tenants import MailAccount, Tenant
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import SqlStore, open_store
from tests.fakes.clock import FixedClock
from tests.fakes.migrated import new_database

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_TENANT = '[tenant]\nslug = "lakeside"\nname = "Lakeside"\n'
_WHOLE = (
    _TENANT
    + """
second_factor = true

[texts.invitation]
en = "Please bring an ID."
de = "Bitte bringen Sie einen Ausweis mit."

[texts.welcome]
en = "Nice to see you"

[mail]
kind = "smtp"
sender = "visitors@lakeside.example"
sender_name = "Lakeside visitors"
host = "smtp.lakeside.example"
port = "587"
secret_from = "env:SMTP_PASSWORD"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"

[sites.wifi]
ssid = "Guest"

[[hosts]]
name = "Jonas Weber"
email = "Jonas@lakeside.example"
department = "Product"

[calendar]
kind = "caldav"
url = "https://dav.example/"

[calendar_rules]
own_calendars = true
support = "it@lakeside.example"

[[calendar_apps]]
kind = "microsoft"
client_id = "6731de76"
secret_from = "env:HOSTS_APP"

[[rooms]]
address = "a@rooms.example"
name = "Conference Room A"
directions = "Floor 2"

[[kiosks]]
name = "Front desk"
site = "house"
reader = "left"
"""
)


@dataclass
class Office:
    """A server that is told by files what it is."""

    store: SqlStore
    box: KeyRing
    folder: Path

    def document(self, text: str) -> Document:
        file = self.folder / "tenant.toml"
        file.write_text(text, encoding="utf-8")
        return read_document(file, environment={})

    async def apply(self, text: str) -> Plan:
        document = self.document(text)
        return await carry_out(self.store, self.box, FixedClock(_NOW), document)

    async def tenant(self) -> Tenant:
        tenant_id = await self.store.before_tenant.tenant_by_slug("lakeside")
        assert tenant_id is not None
        return await self.store.for_tenant(tenant_id).read(lambda nouns: nouns.tenant)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A server that knows nobody yet."""
    url = new_database(tmp_path / "portico.db")
    store = open_store(url)
    yield Office(store, KeyRing.load_or_create(tmp_path / "portico.key"), tmp_path)
    store.close()


@pytest.mark.parametrize(
    "path",
    [
        "tenant.name",
        "tenant.second_factor",
        "site.house.wifi",
        "site.house.time_zone",
        "host.jonas@lakeside.example.department",
        "room.a@rooms.example.directions",
        "kiosk.Front desk.reader",
        "calendar.settings",
        "calendar_rules.own_calendars",
        "calendar_app.microsoft",
        "mail.settings",
        "texts.invitation.de",
    ],
)
async def test_what_a_file_names_is_its_own(office: Office, path: str):
    """What stands in the file cannot be changed in the dashboard."""
    await office.apply(_WHOLE)

    assert is_owned(await office.tenant(), path)


@pytest.mark.parametrize(
    "path",
    [
        "tenant.slug",
        "tenant.accent",
        "site.house.reception",
        "site.house.hours",
        "host.jonas@lakeside.example.mailbox",
        "host.jonas@lakeside.example",
        "room.a@rooms.example.turn",
        "texts.welcome.de",
        "calendar_rules.room_lookup",
        "calendar_app.google",
    ],
)
async def test_what_a_file_does_not_name_is_free(office: Office, path: str):
    """What the file leaves out can be changed in the dashboard."""
    await office.apply(_WHOLE)

    assert not is_owned(await office.tenant(), path)


async def test_a_value_taken_out_of_the_file_is_released(office: Office):
    """A line taken out of the file keeps its value and may be changed again."""
    await office.apply(_WHOLE)

    done = await office.apply(_WHOLE.replace('department = "Product"\n', ""))

    path = "host.jonas@lakeside.example.department"
    assert done.released == (path,)
    assert not is_owned(await office.tenant(), path)
    assert done.text() == (
        f"Tenant lakeside\nLeft to the dashboard again: {path}.\nNothing to change."
    )


async def test_a_dry_run_shows_what_would_be_locked(office: Office):
    """Looking at a file says what it would lock, and locks nothing."""
    await office.apply(_TENANT)

    would = await plan(office.store, office.document(_TENANT + 'accent = "#0B5D66"'))

    assert "Locked in the dashboard: tenant.accent." in would.text()
    assert not is_owned(await office.tenant(), "tenant.accent")


async def test_the_same_file_again_locks_nothing_new(office: Office):
    """Applied twice, a file with all its new parts changes nothing."""
    await office.apply(_WHOLE)

    again = await office.apply(_WHOLE)

    assert again.text() == "Tenant lakeside\nNothing to change."


async def test_mail_and_words_are_saved(office: Office):
    """The file sets how mail leaves and what invitations and kiosks say."""
    done = await office.apply(_WHOLE)

    tenant = await office.tenant()
    assert tenant.mail == MailAccount(
        kind="smtp",
        sender="visitors@lakeside.example",
        sender_name="Lakeside visitors",
        settings={"host": "smtp.lakeside.example", "port": "587"},
        secret_from="env:SMTP_PASSWORD",
    )
    assert tenant.texts["invitation"]["en"] == "Please bring an ID."
    assert tenant.texts["welcome"] == {"en": "Nice to see you"}
    assert tenant.second_factor
    assert "+ mail visitors@lakeside.example" in done.text()


async def test_what_hosts_may_is_saved(office: Office):
    """The file says whether hosts connect calendars, by what, and who helps (A48, A49)."""
    await office.apply(_WHOLE)

    tenant = await office.tenant()
    app = await office.store.for_tenant(tenant.id).read(
        lambda nouns: nouns.connections.client("microsoft")
    )
    assert tenant.calendar == CalendarPolicy(
        own_calendars=True, support="it@lakeside.example"
    )
    assert (app.settings, app.secret_from) == (
        {"client_id": "6731de76"},
        "env:HOSTS_APP",
    )
    assert app.access is Access.CLIENT


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('kind = "caldav"', 'write kind = "microsoft" or kind = "google"'),
        ('client_secret = "hunter2"', "a secret does not stand in this file"),
        ('secret_from = "hunter2"', "does not say where the secret is"),
    ],
)
async def test_a_wrong_registration_is_refused(office: Office, line: str, said: str):
    """A registration of no known provider, or with its secret in the open, is named."""
    app = f'[[calendar_apps]]\nclient_id = "6731de76"\n{line}\n'

    with pytest.raises(DocumentWrong) as refused:
        await office.apply(_TENANT + app)

    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)


async def test_words_can_be_taken_away(office: Office):
    """An empty text in the file removes the words, and they stay its own."""
    await office.apply(_WHOLE)

    done = await office.apply(_WHOLE.replace("Nice to see you", ""))

    tenant = await office.tenant()
    assert "welcome" not in tenant.texts
    assert is_owned(tenant, "texts.welcome.en")
    assert "texts.welcome.en: Nice to see you → nothing" in done.text()


async def test_mail_can_go_back_to_the_operator(office: Office):
    """A file may say that the operator's server is to be used."""
    await office.apply(_WHOLE)
    start, end = _WHOLE.index("[mail]"), _WHOLE.index("[[sites]]")

    await office.apply("mail = false\n" + _WHOLE[:start] + _WHOLE[end:])

    tenant = await office.tenant()
    assert tenant.mail is None
    assert is_owned(tenant, "mail.settings")


async def test_mail_in_the_file_drops_a_sealed_password(office: Office):
    """A password typed in before gives way to the one that the file names."""
    await office.apply(_WHOLE.replace('secret_from = "env:SMTP_PASSWORD"\n', ""))
    tenant = await office.tenant()
    account = MailAccount("smtp", "visitors@lakeside.example", sealed_secret="sealed")
    await office.store.for_tenant(tenant.id).write(
        lambda nouns: nouns.change_tenant(_with_mail(nouns.tenant, account))
    )

    done = await office.apply(_WHOLE)

    mail = (await office.tenant()).mail
    assert mail is not None
    assert (mail.sealed_secret, mail.secret_from) == (None, "env:SMTP_PASSWORD")
    assert "sealed" not in done.text()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ('[mail]\nsender = "a@b.example"\nhost = "h"', "mail.kind"),
        ('[mail]\nkind = "pigeon"\nsender = "a@b.example"', "mail.kind"),
        ('[mail]\nkind = "smtp"\nsender = "nobody"\nhost = "h"', "mail.sender"),
        ('[mail]\nkind = "smtp"\nsender = "a@b.example"', "mail.host"),
        (
            '[mail]\nkind = "smtp"\nsender = "a@b.example"\nhost = "h"\nport = "x"',
            "mail.port",
        ),
        (
            (
                '[mail]\nkind = "smtp"\nsender = "a@b.example"\nhost = "h"\n'
                'security = "hope"'
            ),
            "mail.security",
        ),
        (
            (
                '[mail]\nkind = "smtp"\nsender = "a@b.example"\nhost = "h"\n'
                'password = "hunter2-hunter2"'
            ),
            "mail.password",
        ),
        ("[texts.goodbye]\nen = 'Bye'", "texts.goodbye"),
        ("[texts.welcome]\nEnglish = 'Hello'", "texts.welcome.English"),
        (f"[texts.welcome]\nen = '{'x' * 81}'", "texts.welcome.en"),
    ],
)
def test_a_wrong_part_is_told_with_its_place(tmp_path: Path, wrong: str, where: str):
    """Whoever mistypes mail or words in the file reads where."""
    file = tmp_path / "tenant.toml"
    file.write_text(f"{_TENANT}\n{wrong}\n", encoding="utf-8")

    with pytest.raises(DocumentWrong) as told:
        read_document(file, environment={})

    assert where in [problem.where for problem in told.value.problems]
    assert "hunter2" not in str(told.value)


def _with_mail(tenant: Tenant, account: MailAccount) -> Tenant:
    return replace(tenant, mail=account)
