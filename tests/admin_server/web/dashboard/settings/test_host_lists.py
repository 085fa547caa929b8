import html
import re

import pytest

from tests.fakes.lobby import ADMIN, HOUSE, JONAS, PRIYA, SITE_ADMIN, Lobby
from tests.fakes.owning import ask, events, own

_PATH = "/hosts/list"
_LIST = (
    "name;email;department;site\r\n"
    "Jonas Weber;JONAS.weber@lakeside.example;Design;house\r\n"
    "Priya Nair;priya.nair@lakeside.example;;\r\n"
    "Amelie Roth;amelie@lakeside.example;Sales;harbour\r\n"
)


async def look(browser, content: str | bytes):
    """Choose a file and ask what it changes."""
    raw = content if isinstance(content, bytes) else content.encode()
    return await browser.post(_PATH, files={"list": ("hosts.csv", raw, "text/csv")})


def kept(text: str) -> str:
    """What the preview keeps of the list."""
    found = re.search(r'<textarea name="kept" hidden>(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


async def save(browser, preview):
    """Press the button of the preview."""
    return await browser.post(_PATH, data={"kept": kept(preview.text), "save": "yes"})


async def test_a_list_is_looked_at_first(lobby: Lobby):
    """The page says who is new and what changes, and saves nothing yet."""
    browser = await lobby.sign_in(ADMIN)

    answer = await look(browser, _LIST)

    assert "1 new host. 1 host changes. 1 stays the same." in answer.text
    assert "Department, Site" in answer.text
    assert "Save 2 hosts" in answer.text
    assert await ask(lobby, lambda n: n.hosts.all()) == [JONAS, PRIYA]


async def test_a_list_is_saved(lobby: Lobby):
    """What was looked at is what is saved, each host noted."""
    browser = await lobby.sign_in(ADMIN)

    answer = await save(browser, await look(browser, _LIST))

    jonas, amelie = await ask(
        lobby, lambda n: (n.hosts.get(JONAS.id), n.hosts.search("amelie")[0])
    )
    assert answer.headers["location"] == "/hosts"
    assert (jonas.department, jonas.site) == ("Design", HOUSE.id)
    assert jonas.mailbox == JONAS.mailbox
    assert amelie.department == "Sales"
    assert sorted(event for event, _ in await events(lobby)) == [
        "host.added",
        "host.changed",
    ]


async def test_the_same_list_again_changes_nothing(lobby: Lobby):
    """A list that was saved already leaves nothing to save."""
    browser = await lobby.sign_in(ADMIN)
    await save(browser, await look(browser, _LIST))

    again = await look(browser, _LIST)

    assert "This list changes nothing." in again.text


async def test_e_mail_may_have_its_hyphen(lobby: Lobby):
    """A column headed "E-Mail", as most people write it, is understood."""
    browser = await lobby.sign_in(ADMIN)

    answer = await look(browser, f"Name;E-Mail\nJonas Weber;{JONAS.email}\n")

    assert answer.status_code == 200


async def test_a_list_can_end_somebody_s_time(lobby: Lobby):
    """Whoever is not active any more is hidden by the list."""
    browser = await lobby.sign_in(ADMIN)
    text = f"name,email,active\nJonas Weber,{JONAS.email},no\n"

    await save(browser, await look(browser, text))

    assert not (await ask(lobby, lambda n: n.hosts.get(JONAS.id))).active


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,mail\nA,a@x.example\n", "We do not know the column “mail”."),
        ("name\nA\n", "The column “email” is missing."),
        ("name,email,name\nA,a@x.example,B\n", "The column “name” is there twice."),
        ("name,email\nA,a@x.example,extra\n", "Row 2 has more cells"),
        ("name,email\nA,nobody\n", "Row 2: this is not an e-mail address."),
        ("name,email\n,a@x.example\n", "Row 2: fill in “name”."),
        ("name,email,site\nA,a@x.example,pier\n", "Row 2: we know no site"),
        ("name,email,active\nA,a@x.example,maybe\n", "Row 2: write yes or no"),
        ("name,email,language\nA,a@x.example,German\n", "not a language code"),
        ("name,email\nA,a@x.example\nB,A@x.example\n", "Row 3: this e-mail address"),
        (f"name,email\n{'x' * 201},a@x.example\n", "Row 2: “name” is too long."),
        ("name,email\n".encode("utf-16"), "The file is not UTF-8."),
        ("", "The column “name” is missing."),
    ],
)
async def test_a_wrong_list_is_told_row_by_row(lobby: Lobby, content, said: str):
    """Every mistake is named with its row, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await look(browser, content)

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert await ask(lobby, lambda n: n.hosts.all()) == [JONAS, PRIYA]


async def test_no_file_is_told(lobby: Lobby):
    """Whoever chooses nothing is asked to choose."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, data={})

    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


async def test_owned_values_stay(lobby: Lobby):
    """A list does not win against the configuration file, and the page says so."""
    await own(lobby, f"host.{JONAS.email}.department")
    browser = await lobby.sign_in(ADMIN)

    preview = await look(browser, _LIST)
    await save(browser, preview)

    jonas = await ask(lobby, lambda n: n.hosts.get(JONAS.id))
    assert "Stays as the configuration file says:" in preview.text
    assert (jonas.department, jonas.site) == (JONAS.department, HOUSE.id)


async def test_a_long_list_fits(lobby: Lobby):
    """A thousand hosts are one list."""
    rows = "".join(f"Person {n},p{n}@lakeside.example\n" for n in range(1000))
    browser = await lobby.sign_in(ADMIN)

    answer = await look(browser, f"name,email\n{rows}")

    assert "1000 new hosts." in answer.text
    assert "The first 100 of 1000." in answer.text


async def test_a_list_without_end_is_refused(lobby: Lobby):
    """More than a megabyte is not taken."""
    browser = await lobby.sign_in(ADMIN)

    answer = await look(browser, "x" * (1024 * 1024 + 1))

    assert answer.status_code == 413


async def test_a_site_admin_uploads_no_list(lobby: Lobby):
    """Hosts belong to the organisation."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await look(browser, _LIST)

    assert answer.status_code == 403
    assert await ask(lobby, lambda n: n.hosts.all()) == [JONAS, PRIYA]
