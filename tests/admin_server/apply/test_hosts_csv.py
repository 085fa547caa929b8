from pathlib import Path

import pytest

from admin_server.apply.hosts_csv import read_hosts_csv
from admin_server.apply.parts import HostPart
from admin_server.apply.problems import Problems

_JONAS = HostPart("Jonas Weber", "jonas@x.example", department="Product")


def _read(folder: Path, content: bytes | str) -> tuple[tuple[HostPart, ...], list[str]]:
    file = folder / "hosts.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    hosts = read_hosts_csv(file, problems)
    return hosts, [str(problem) for problem in problems.found]


@pytest.mark.parametrize(
    "content",
    [
        "name,email,department\nJonas Weber,jonas@x.example,Product\n",
        "\ufeffname,email,department\nJonas Weber,jonas@x.example,Product\n",
        "name;email;department\r\nJonas Weber;jonas@x.example;Product\r\n",
        "name\temail\tdepartment\nJonas Weber\tjonas@x.example\tProduct",
        "Name, EMAIL ,Department\n Jonas Weber ,jonas@x.example, Product \n",
        'name,email,department\n"Jonas Weber",jonas@x.example,"Product"\n\n,,\n',
        "email,department,name\njonas@x.example,Product,Jonas Weber\n",
        "name,email,department\nJonas Weber,jonas@x.example,Product,,,\n",
    ],
    ids=["plain", "mark", "semicolons", "tabs", "spaces", "blank", "order", "tail"],
)
def test_a_list_is_read_however_a_spreadsheet_saved_it(tmp_path: Path, content: str):
    """Every usual way of saving a list of hosts gives the same hosts."""
    hosts, problems = _read(tmp_path, content)

    assert problems == []
    assert hosts == (_JONAS,)


def test_an_empty_cell_says_nothing(tmp_path: Path):
    """What a row leaves out stays as it is."""
    hosts, _ = _read(tmp_path, "name,email,language,active\nJonas,j@x.example,,no\n")

    assert hosts == (HostPart("Jonas", "j@x.example", active=False),)


def test_a_name_may_have_a_comma_and_an_umlaut(tmp_path: Path):
    """Quoted commas, umlauts and other scripts survive."""
    hosts, problems = _read(
        tmp_path, 'name,email\n"Öz, Ümit",u@x.example\n山田太郎,y@x.example\n'
    )

    assert problems == []
    assert [host.name for host in hosts] == ["Öz, Ümit", "山田太郎"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "hosts.csv row 1: column 'name' is missing; add it"),
        ("name\nJonas", "hosts.csv row 1: column 'email' is missing; add it"),
        ("name,email,departement\n", "row 1: column 'departement' is not known; did"),
        ("name,email,name\n", "hosts.csv row 1: column 'name' stands there twice"),
        (
            "name,email\nJonas,j@x.example\n\nAmelie,nowhere\n",
            "hosts.csv row 4.email: 'nowhere' is no e-mail address",
        ),
        ("name,email\n,j@x.example\n", "hosts.csv row 2.name: is missing"),
        (
            "name,email\nWeber, Jonas,j@x.example\n",
            "hosts.csv row 2: has more cells than the header",
        ),
        ("name,email,active\nJ,j@x.example,maybe\n", "row 2.active: write true or"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, content: str, complaint: str):
    """Each mistake is named with its row as a spreadsheet counts it."""
    _, problems = _read(tmp_path, content)

    assert any(complaint in problem for problem in problems)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_told_plainly(tmp_path: Path, encoding: str):
    """A list in another encoding says how to save it."""
    _, problems = _read(tmp_path, "name,email\nÖz,o@x.example\n".encode(encoding))

    assert problems == ["hosts.csv: is not UTF-8; save it as 'CSV UTF-8'"]


def test_a_cell_without_end_is_told_plainly(tmp_path: Path):
    """A broken list is told apart from a wrong one."""
    _, problems = _read(tmp_path, "name,email\n" + "x" * 200_000)

    assert len(problems) == 1
    assert problems[0].startswith("hosts.csv: is no CSV file")


def test_a_list_that_is_not_there_is_told_plainly(tmp_path: Path):
    """A wrong path is one plain sentence."""
    problems = Problems()

    hosts = read_hosts_csv(tmp_path / "none.csv", problems)

    assert hosts == ()
    assert "cannot be read" in str(problems.found[0])
