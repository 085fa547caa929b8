"""Secrets of calendar connections, wherever they are kept."""

from pathlib import Path

import pytest

from admin_server.core.connections import Connection
from admin_server.core.errors import SecretUnreadable
from admin_server.security.connections import ConnectionSecrets
from admin_server.security.secrets import KeyRing


@pytest.fixture
def box(tmp_path: Path) -> KeyRing:
    return KeyRing.load_or_create(tmp_path / "portico.key")


def test_a_connection_may_have_no_secret(box: KeyRing) -> None:
    """A calendar that is open to us needs no password."""
    opened = ConnectionSecrets(box).open("t1", Connection("c1", "memory", "x"))

    assert opened is None


def test_a_sealed_secret_opens_for_its_own_connection(box: KeyRing) -> None:
    """A secret sealed for one tenant's connection is of no use to another's."""
    sealed = box.seal(b"geheim", "connection", "t1", "c1")
    connection = Connection("c1", "caldav", "x", sealed_secret=sealed)
    secrets = ConnectionSecrets(box)

    opened = secrets.open("t1", connection)

    assert opened == "geheim"
    with pytest.raises(SecretUnreadable):
        secrets.open("t2", connection)


def test_a_secret_may_stand_in_the_environment(box: KeyRing) -> None:
    """A tenant file names a variable instead of a password."""
    connection = Connection("c1", "caldav", "x", secret_from="env:CALDAV")

    opened = ConnectionSecrets(box, {"CALDAV": "geheim\n"}).open("t1", connection)

    assert opened == "geheim"


def test_a_secret_may_stand_in_a_file(box: KeyRing, tmp_path: Path) -> None:
    """A tenant file names a file instead of a password."""
    (tmp_path / "secret").write_text("geheim\n")
    connection = Connection("c1", "caldav", "x", secret_from=f"file:{tmp_path}/secret")

    assert ConnectionSecrets(box, {}).open("t1", connection) == "geheim"


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("env:MISSING", "env:MISSING holds no secret"),
        ("file:/nowhere/at/all", "cannot be read"),
        ("vault:x", "env:NAME or file:PATH"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named(
    box: KeyRing, reference: str, sentence: str
) -> None:
    """A missing secret is told by the name of its place, never by a guess."""
    connection = Connection("c1", "caldav", "x", secret_from=reference)

    with pytest.raises(SecretUnreadable, match=sentence):
        ConnectionSecrets(box, {}).open("t1", connection)
