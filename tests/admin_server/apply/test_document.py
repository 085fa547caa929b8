from datetime import time
from pathlib import Path

import pytest

from admin_server.apply.document import Document, read_document
from admin_server.apply.parts import NoWifi, Turn
from admin_server.apply.problems import DocumentWrong
from admin_server.core.places import Hours, Wifi
from shared.kiosk import ReaderSide
from shared.wifi import WifiSecurity

_TENANT = '[tenant]\nslug = "lakeside"\nname = "Lakeside"\n'
_SITE = '[[sites]]\nkey = "hq"\nname = "HQ"\ntime_zone = "Europe/Berlin"\n'
_HOST = '[[hosts]]\nname = "Jonas Weber"\nemail = "jonas@lakeside.example"\n'
_ROOM = '[[rooms]]\naddress = "a@rooms.example"\nname = "Room A"\n'
_KIOSK = '[[kiosks]]\nname = "Lobby"\nsite = "hq"\n'
_CALENDAR = '[calendar]\nkind = "caldav"\nurl = "https://dav.example/"\n'
_WIFI = '[sites.wifi]\nssid = "Guest"\n'
_SECRET = "hunter2-hunter2"

_WHOLE = """
hosts_csv = "hosts.csv"

[tenant]
slug = "lakeside"
name = "Lakeside"
languages = ["en", "de"]
domains = ["Lakeside.example"]
window_minutes = 45
accent = "#0B5D66"

[[sites]]
key = "house"
name = "Lakeside House"
address = "Seestrasse 12"
time_zone = "Europe/Zurich"
reception = "To your right, by the stairs"
directions = "Tram 7"

[sites.wifi]
ssid = "Portico Guest"
security = "wpa"
password_from = "env:WIFI"
hidden = true

[[sites.hours]]
days = "Mon-Wed, Fri"
opens = "08:00"
closes = 18:30:00

[[hosts]]
name = "Jonas  Weber"
email = "jonas@lakeside.example"
mailbox = "jonas"
calendar = "/jonas/work/"
department = "Product"
language = "de"
site = "house"

[calendar]
kind = "caldav"
url = "https://dav.example/"
user = "portico"
home = "/{mailbox}/"
secret_from = "file:dav.txt"

[[rooms]]
address = "MAILTO:A@rooms.example"
name = "Conference Room A"
building = "House"
floor = "Floor 2"
site = "house"
capacity = 14
selected = false
directions = "Left after the lift"
turn = "left"

[[kiosks]]
name = "Lobby"
site = "house"
reader = "left"
"""


def _read(folder: Path, text: str, **environment: str) -> Document:
    file = folder / "tenant.toml"
    file.write_text(text, encoding="utf-8")
    return read_document(file, environment=environment)


def _wrong(folder: Path, text: str, **environment: str) -> str:
    with pytest.raises(DocumentWrong) as refused:
        _read(folder, text, **environment)
    return str(refused.value)


def test_a_whole_file_is_read(tmp_path: Path):
    """A tenant file may say everything about an organisation."""
    (tmp_path / "hosts.csv").write_text("name,email\nAmelie Roth,a@x.example\n")

    document = _read(tmp_path, _WHOLE, WIFI="lake-4827-mint")

    site, host, room = document.sites[0], document.hosts[0], document.rooms[0]
    assert document.tenant.domains == ("lakeside.example",)
    assert document.tenant.window_minutes == 45
    assert site.wifi == Wifi(
        "Portico Guest", WifiSecurity.WPA, "lake-4827-mint", hidden=True
    )
    assert site.hours == tuple(
        Hours(day, time(8), time(18, 30)) for day in (0, 1, 2, 4)
    )
    assert (host.name, host.mailbox, host.site) == ("Jonas Weber", "jonas", "house")
    assert document.hosts[1].name == "Amelie Roth"
    assert document.calendar is not None
    assert document.calendar.settings["home"] == "/{mailbox}/"
    assert document.calendar.secret_from == f"file:{tmp_path / 'dav.txt'}"
    assert (room.address, room.capacity, room.turn) == (
        "a@rooms.example",
        14,
        Turn.LEFT,
    )
    assert room.selected is False
    assert document.kiosks[0].reader is ReaderSide.LEFT


def test_what_is_not_named_is_not_guessed(tmp_path: Path):
    """A file with little in it says little, and nothing by default."""
    document = _read(tmp_path, _TENANT + _SITE + _HOST + _ROOM)

    assert document.tenant.languages is None
    assert document.sites[0].hours is None
    assert document.sites[0].wifi is None
    assert document.hosts[0].mailbox is None
    assert document.rooms[0].selected is None


def test_nothing_can_be_said_too(tmp_path: Path):
    """A file can say that a site is always open and has no guest network."""
    text = _TENANT + _SITE + "hours = []\nwifi = false\nreception = ''\n"

    site = _read(tmp_path, text).sites[0]

    assert site.hours == ()
    assert site.wifi == NoWifi()
    assert site.reception == ""


def test_a_mark_that_windows_editors_write_is_fine(tmp_path: Path):
    """A file saved by a Windows editor is read like any other."""
    document = _read(tmp_path, "\ufeff" + _TENANT)

    assert document.tenant.slug == "lakeside"


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [
        ("Mon-Fri", [0, 1, 2, 3, 4]),
        ("monday", [0]),
        ("Sat-Mon", [0, 5, 6]),
        ("Tue, Thu", [1, 3]),
    ],
)
def test_days_are_written_as_people_write_them(
    tmp_path: Path, days: str, weekdays: list[int]
):
    """Opening days can be a stretch, a list, or go over the week's end."""
    hours = f'[[sites.hours]]\ndays = "{days}"\nopens = "08:00"\ncloses = "12:00"\n'

    site = _read(tmp_path, _TENANT + _SITE + hours).sites[0]

    assert site.hours is not None
    assert [stretch.weekday for stretch in site.hours] == weekdays


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "tenant: is missing"),
        ("tenant = 1", "tenant: write a table, [tenant]"),
        ("[tenant]\nslug = 'x'", "tenant.name: is missing"),
        ("[tenant]\nname = 'x'", "tenant.slug: is missing"),
        ("[tenant]\nname = 'x'\nslug = 'A b'", "small letters, digits"),
        ("x = [", "is not TOML"),
        (_TENANT + "windows_minutes = 3", "did you mean 'window_minutes'?"),
        (_TENANT + "zzz = 3", "tenant.zzz: is not known here; known here: slug"),
        (_TENANT + "window_minutes = '30'", "a whole number without quotes"),
        (_TENANT + "window_minutes = true", "a whole number without quotes"),
        (_TENANT + "window_minutes = 9999", "9999 is out of range; write 0 to 240"),
        (_TENANT + "languages = 'en'", 'for example languages = ["…"]'),
        (_TENANT + "languages = []", "needs at least one"),
        (_TENANT + "languages = ['English']", "languages[0]: 'English' is no language"),
        (_TENANT + "languages = ['en', '']", "tenant.languages[1]: is missing"),
        (_TENANT + "domains = ['@lakeside.example']", "without @"),
        (_TENANT + "accent = 'teal'", "write for example '#0B5D66'"),
        (_TENANT + "calendar_integration = 1", "write true or false"),
        (_TENANT + "name = 3", "is not TOML"),
        ("sites = 3\n" + _TENANT, "sites: write each one as a table of its own"),
        (_TENANT + _SITE + "address = 3", "sites[0].address: write a text in quotes"),
        (_TENANT + _SITE + f"address = '{'x' * 201}'", "longer than 200"),
        (_TENANT + _SITE + _SITE, "sites: key 'hq' stands there twice"),
        (_TENANT + _SITE + "wifi = 3", "sites[0].wifi: write a table"),
        (_TENANT + _SITE + "[[sites.hours]]\nopens = '08:00'", "days: is missing"),
        (_TENANT + _HOST + "email2 = 'x'", "did you mean 'email'?"),
        (_TENANT + _HOST + "site = 'hq'", "is not here; sites: none yet"),
        (_TENANT + _HOST + _HOST, "'jonas@lakeside.example' stands there twice"),
        (_TENANT + _ROOM + "turn = 'up'", "'up' is not known; write one of 'left'"),
        (_TENANT + _ROOM + "capacity = 0", "0 is out of range"),
        (_TENANT + _ROOM + "selected = 'yes'", "write true or false"),
        (_TENANT + _ROOM + "site = 'x'\n" + _SITE, "sites: 'hq'"),
        (_TENANT + _KIOSK, "'Lobby' is at site 'hq', which is not here"),
        (_TENANT + _SITE + _KIOSK + "reader = 'up'", "kiosks[0].reader: 'up'"),
        (
            _TENANT + "[calendar]\nurl = 'https://x.example'",
            "calendar.kind: is missing",
        ),
        (_TENANT + "[calendar]\nkind = 'lotus'", "calendar.kind: 'lotus' is not"),
        (_TENANT + "[calendar]\nkind = 'caldav'\nurl = 'x'", "is no web address"),
        (_TENANT + "[calendar]\nkind = 'caldav'\nurl = 'http://[x'", "no web address"),
        (_TENANT + "[calendar]\nkind = 'caldav'", "calendar.url: is missing"),
        (_TENANT + _CALENDAR + "time_zone = 'Mars'", "is no IANA time zone"),
        (_TENANT + "[calendar]\nkind = 'microsoft'", "calendar.tenant: is missing"),
        (_TENANT + _CALENDAR + "client_id = 'x'", "client_id: is not known here"),
        (_TENANT + "[calendar]\nkind = 'google'\nadmin = 'x'", "calendar.admin:"),
    ],
)
def test_a_wrong_file_says_what_to_write_instead(
    tmp_path: Path, text: str, complaint: str
):
    """Each mistake is named with its place and how to repair it."""
    assert complaint in _wrong(tmp_path, text)


def test_a_wrong_time_zone_gets_the_right_one_suggested(tmp_path: Path):
    """A city alone is no time zone, but we know which one was meant."""
    wrong = _SITE.replace("hq", "two").replace("Europe/Berlin", "Zurich")

    said = _wrong(tmp_path, _TENANT + _SITE + wrong)

    assert (
        "sites[1].time_zone: 'Zurich' is no IANA time zone; "
        "write for example 'Europe/Zurich'"
    ) in said


@pytest.mark.parametrize(
    ("email"),
    [
        "jonas",
        "jonas@",
        "@x.example",
        "a b@x.example",
        "a@b@c.example",
        "a@x.",
        "<a@b.c>",
    ],
)
def test_an_email_must_be_one(tmp_path: Path, email: str):
    """A host needs an address that mail can be sent to."""
    said = _wrong(tmp_path, _TENANT + f"[[hosts]]\nname = 'J'\nemail = '{email}'\n")

    assert "hosts[0].email: " in said


@pytest.mark.parametrize(
    ("opens", "closes", "complaint"),
    [
        ('"08:00"', '"08:00"', "closes: must be later than opens"),
        (
            '"8 am"',
            '"18:00"',
            'opens: write a time of day, for example opens = "08:00"',
        ),
        ('"08:00"', "18", "closes: write a time of day"),
        ('"08:00"', '"18:00+01:00"', "closes: write a time of day"),
    ],
)
def test_hours_must_make_sense(tmp_path: Path, opens: str, closes: str, complaint: str):
    """A site cannot close before it opens."""
    hours = f'[[sites.hours]]\ndays = "Mon"\nopens = {opens}\ncloses = {closes}\n'

    assert complaint in _wrong(tmp_path, _TENANT + _SITE + hours)


@pytest.mark.parametrize(
    ("wifi", "complaint"),
    [
        ("password = 'short'", "wifi.password: must have 8 to 63 characters"),
        ("security = 'wpa'", "wifi.password: is missing"),
        ("security = 'open'\npassword = 'long-enough'", "an open network has none"),
        ("security = 'wep'", "'wep' is not known; write one of 'open', 'wpa', 'wpa3'"),
        ("password_from = 'env:NOT_THERE'", "there is nothing at env:NOT_THERE"),
        ("password_from = 'file:not-there'", "there is nothing at file:not-there"),
        ("password_from = 'env:SHORT'", "what stands at env:SHORT must have 8 to 63"),
        ("password = 'long-enough'\npassword_from = 'env:WIFI'", "keep one of them"),
        (f"ssd = '{'x' * 40}'", "did you mean 'ssid'?"),
    ],
)
def test_a_guest_network_must_work(tmp_path: Path, wifi: str, complaint: str):
    """A network that no phone could join is refused."""
    text = _TENANT + _SITE + _WIFI + wifi

    assert complaint in _wrong(tmp_path, text, SHORT="x", WIFI="lake-4827-mint")


def test_a_password_from_a_file_is_read_beside_the_tenant_file(tmp_path: Path):
    """The password may stand in a file of its own, without its line's end."""
    (tmp_path / "wifi.txt").write_text("lake-4827-mint\n")

    document = _read(
        tmp_path, _TENANT + _SITE + _WIFI + 'password_from = "file:wifi.txt"'
    )

    assert document.sites[0].wifi == Wifi("Guest", WifiSecurity.WPA, "lake-4827-mint")
    assert "4827" not in repr(document)


@pytest.mark.parametrize(
    "line",
    [
        f'password = "{_SECRET}"',
        f'secret = "{_SECRET}"',
        f'token = "{_SECRET}"',
        f'secret_from = "{_SECRET}"',
        f'secret_from = "env:{_SECRET}"',
    ],
)
def test_a_secret_in_the_open_is_refused_and_not_repeated(tmp_path: Path, line: str):
    """A calendar's password never stands in the file, and we do not repeat it."""
    said = _wrong(tmp_path, _TENANT + _CALENDAR + line)

    assert "env:NAME" in said
    assert _SECRET not in said


def test_an_address_with_a_password_is_refused(tmp_path: Path):
    """A password hidden in the calendar's address is found there too."""
    url = f"https://portico:{_SECRET}@dav.example/"

    said = _wrong(tmp_path, f'{_TENANT}[calendar]\nkind = "caldav"\nurl = "{url}"\n')

    assert "has a user name or password in it" in said
    assert _SECRET not in said


@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        (
            'kind = "caldav"\nurl = "https://dav.example/"\ntime_zone = "Europe/Rome"',
            {"url": "https://dav.example/", "time_zone": "Europe/Rome"},
        ),
        (
            'kind = "microsoft"\ntenant = "contoso.example"\nclient_id = "1-2-3"',
            {"tenant": "contoso.example", "client_id": "1-2-3"},
        ),
        (
            'kind = "google"\nadmin = "it@contoso.example"\ncustomer = "C01"',
            {"admin": "it@contoso.example", "customer": "C01"},
        ),
    ],
)
def test_each_provider_has_settings_of_its_own(
    tmp_path: Path, lines: str, settings: dict[str, str]
):
    """IT names what their provider needs, and only that."""
    document = _read(tmp_path, f"{_TENANT}[calendar]\n{lines}\n")

    assert document.calendar is not None
    assert document.calendar.settings == settings


def test_a_certificate_file_is_found_from_anywhere(tmp_path: Path):
    """A file named in the tenant file lies beside it, wherever the server runs."""
    lines = 'kind = "google"\nca_file = "our-ca.pem"'

    document = _read(tmp_path, f"{_TENANT}[calendar]\n{lines}\n")

    assert document.calendar is not None
    assert document.calendar.settings == {"ca_file": f"{tmp_path}/our-ca.pem"}


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    """Nobody has to repair a file one mistake at a time."""
    said = _wrong(
        tmp_path, "[tenant]\nslug = 'A'\nname = ''\n" + _ROOM + "turn = 'up'\n"
    )

    assert len(said.splitlines()) == 4
    assert said.startswith(str(tmp_path))


def test_a_file_that_is_not_there_is_told_plainly(tmp_path: Path):
    """A wrong path is one plain sentence."""
    with pytest.raises(DocumentWrong, match="cannot be read"):
        read_document(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_told_plainly(tmp_path: Path):
    """A file that is not UTF-8 says how to save it."""
    file = tmp_path / "tenant.toml"
    file.write_bytes(_TENANT.replace("Lakeside", "Zürich").encode("latin-1"))

    with pytest.raises(DocumentWrong, match="save it as UTF-8"):
        read_document(file)


def test_the_example_of_the_docs_is_good(tmp_path: Path):
    """The example in the documentation can be used as it stands."""
    page = Path(__file__).parents[3] / "docs" / "tenant_file.md"
    text = page.read_text(encoding="utf-8")
    (tmp_path / "hosts.csv").write_text(
        text.partition("```csv\n")[2].partition("```")[0]
    )

    document = _read(tmp_path, text.partition("```toml\n")[2].partition("```")[0])

    assert [host.name for host in document.hosts] == ["Jonas Weber", "Amelie Roth"]
    assert document.rooms[0].turn is Turn.LEFT
