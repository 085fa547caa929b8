"""Where a kiosk finds its server's address, and what it keeps of it."""

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.states_server import ServerFrom
from kiosk_app.runners.server_address import open_address
from kiosk_app.settings import Settings
from tests.fakes.certificates import Authority


@pytest.fixture
def boot(tmp_path):
    """The partition of the memory card that any computer reads."""
    folder = tmp_path / "boot"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path, boot):
    """A kiosk that no operator gave an address."""
    files = (boot / "portico.toml", boot / "portico-server.txt")
    return Settings(data=tmp_path / "data", boot_files=files)


def test_a_kiosk_out_of_the_box_knows_no_server(settings):
    """Without setting, file or anything kept somebody has to be asked."""
    address = open_address(settings)

    assert (address.url, address.told_by) == (None, ServerFrom.NOBODY)


def test_the_operators_word_counts_most(settings, boot):
    """A setting wins over a file, and is not ours to change."""
    (boot / "portico-server.txt").write_text("b.example")
    given = Settings(server="https://a.example", boot_files=settings.boot_files)

    address = open_address(given)

    assert (address.url, address.told_by) == ("https://a.example", ServerFrom.OPERATOR)
    with pytest.raises(OSError, match="operator"):
        address.take("https://b.example", None)


def test_a_line_on_the_memory_card_is_enough(settings, boot):
    """A file from any editor will do; it is read once and kept for our eyes only."""
    file = boot / "portico-server.txt"
    file.write_bytes("\ufeff# Lobby\r\nvisitors.example.org\r\n".encode())

    address = open_address(settings)
    file.unlink()

    assert address.url == "https://visitors.example.org"
    assert open_address(settings).url == "https://visitors.example.org"
    assert (settings.data / "server").stat().st_mode & 0o777 == 0o600


def test_an_authority_lies_beside_the_file(settings, boot):
    """A private authority on the memory card is trusted for this server."""
    authority = Authority(boot, "portico ca")
    (boot / "portico.toml").write_text('server = "https://a.example"\n')

    address = open_address(settings)

    assert authority.file.name == "portico-ca.pem"
    assert address.ca == authority.file.read_text().strip()


def test_what_staff_said_later_counts_until_the_file_changes(settings, boot):
    """The old file does not undo a change at the kiosk; a new file does."""
    file = boot / "portico-server.txt"
    file.write_text("a.example")
    open_address(settings).take("https://b.example", None)

    kept = open_address(settings).url
    file.write_text("c.example")

    assert kept == "https://b.example"
    assert open_address(settings).url == "https://c.example"


@pytest.mark.parametrize(
    "content",
    [
        "server = ",
        'server = "http://a.example"',
        "[server]",
        'server = "a.example"\nca = "missing.pem"',
        'server = "a.example"\nca = "portico.toml"',
    ],
)
def test_a_file_that_cannot_be_used_is_told(settings, boot, content):
    """Whoever wrote the file wrongly reads so on the screen, and may type instead."""
    (boot / "portico.toml").write_text(content)

    with capture_logs() as logs:
        address = open_address(settings)

    assert (address.url, address.boot_file_odd) == (None, True)
    assert [line["event"] for line in logs] == ["boot_file_unusable"]
