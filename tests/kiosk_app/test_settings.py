"""The kiosk's settings, and the sentence for each that is wrong."""

from pathlib import Path

import pytest

from kiosk_app.settings import Settings, SettingWrong, read_settings

RIGHT = {
    "PORTICO_KIOSK_SERVER": "https://visitors.example.org/",
    "PORTICO_KIOSK_TOKEN": "secret-token",
}


def test_server_and_token_are_enough():
    """A kiosk starts with the address of its server and its token."""
    assert read_settings(RIGHT) == Settings(
        server="https://visitors.example.org", token="secret-token"
    )


def test_every_setting_can_come_from_the_environment(tmp_path):
    """Whatever the operator can decide can be said by a variable."""
    ca_file = tmp_path / "ca.pem"
    ca_file.touch()
    more = {
        "CA_FILE": str(ca_file),
        "DATA": "/var/lib/kiosk",
        "PORT": "8701",
        "SCANNER": "/dev/serial/by-id/reader",
        "SCANNER_FRAMING": "NONE",
        "SCANNER_PREFIX": "$>",
        "SCANNER_BAUD": "115200",
        "PRINTER": "tape:///var/paper",
        "PRINTER_DPI": "300",
        "PRINTER_FALLBACK": "tape:///var/more-paper",
        "BADGE_DESIGN": "classic",
        "LANGUAGE": "de",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "text",
    }

    settings = read_settings(
        RIGHT | {f"PORTICO_KIOSK_{name}": value for name, value in more.items()}
    )

    assert settings == Settings(
        server="https://visitors.example.org",
        token="secret-token",
        ca_file=ca_file,
        data=Path("/var/lib/kiosk"),
        port=8701,
        scanner="/dev/serial/by-id/reader",
        scanner_framing="none",
        scanner_prefix="$>",
        scanner_baud=115200,
        printer="tape:///var/paper",
        printer_dpi=300,
        printer_fallback="tape:///var/more-paper",
        badge_design="classic",
        language="de",
        log_level="debug",
        log_format="text",
    )


def test_a_tablets_settings_can_come_from_the_environment(tmp_path):
    """A tablet's kiosk says where it is reached, and by which certificate."""
    files = [tmp_path / name for name in ("certificate.pem", "key.pem")]
    [file.touch() for file in files]

    settings = read_settings(
        {
            "PORTICO_KIOSK_SERVER": "https://visitors.example.org",
            "PORTICO_KIOSK_HOST": "0.0.0.0",
            "PORTICO_KIOSK_PUBLIC_ORIGIN": "https://kiosk-3.example",
            "PORTICO_KIOSK_TLS_CERTIFICATE": str(files[0]),
            "PORTICO_KIOSK_TLS_KEY": str(files[1]),
        }
    )

    assert settings == Settings(
        server="https://visitors.example.org",
        host="0.0.0.0",
        public_origin="https://kiosk-3.example",
        tls_certificate=files[0],
        tls_key=files[1],
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"public_origin": "https://k.example", "token": "t"}, "PUBLIC_ORIGIN needs"),
        ({"host": "0.0.0.0"}, "HOST"),
        ({"host": "0.0.0.0", "public_origin": "https://k.example"}, "HOST"),
        ({"tls_certificate": __file__}, "TLS_CERTIFICATE"),
        ({"tls_certificate": __file__, "tls_key": "nowhere.pem"}, "TLS_CERTIFICATE"),
    ],
    ids=["token", "open", "no certificate", "no key", "no such key"],
)
def test_a_tablet_is_never_served_in_the_clear_or_to_anybody(given, told):
    """Without a certificate, or without knowing its browser, nothing is served."""
    with pytest.raises(SettingWrong, match=told):
        read_settings({"PORTICO_KIOSK_SERVER": "https://v.example.org"}, given)


def test_arguments_win_over_the_environment_and_that_over_the_file(tmp_path):
    """What is said on the command line counts most."""
    file = tmp_path / "kiosk.toml"
    file.write_text('server = "https://a.example"\nport = 1\nlanguage = "de"\n')
    environment = RIGHT | {
        "PORTICO_KIOSK_SETTINGS_FILE": str(file),
        "PORTICO_KIOSK_PORT": "2",
    }

    settings = read_settings(environment, {"port": "3"})

    assert settings.server == "https://visitors.example.org"
    assert (settings.port, settings.language) == (3, "de")


def test_the_token_may_lie_in_a_file_of_its_own(tmp_path):
    """The token need not stand in the environment, and is never shown."""
    file = tmp_path / "token"
    file.write_text("from-the-file\n")
    file.chmod(0o600)

    settings = read_settings(
        {"PORTICO_KIOSK_SERVER": "https://a.example"}, {"token_file": str(file)}
    )

    assert settings.token == "from-the-file"
    assert "from-the-file" not in repr(settings)


def test_a_token_that_everybody_can_read_is_not_used(tmp_path):
    """A careless file stops the start, and the sentence says what to do."""
    file = tmp_path / "token"
    file.write_text("from-the-file")
    file.chmod(0o644)

    with pytest.raises(SettingWrong, match="chmod o-rwx"):
        read_settings(RIGHT, {"token_file": str(file)})


@pytest.mark.parametrize(
    "server",
    [
        "http://127.0.0.1:8600",
        "http://localhost:8600",
        "http://[::1]:8600",
        "https://visitors.example.org/portico",
    ],
)
def test_these_servers_may_be_spoken_to(server):
    """Without encryption only on the same machine."""
    assert read_settings(RIGHT, {"server": server}).server == server


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("server", "http://visitors.example.org", "https://"),
        ("server", "visitors.example.org", "https://"),
        ("server", "https://", "https://"),
        ("server", "https://me:secret@a.example", "https://"),
        ("server", "https://a.example:port", "https://"),
        ("server", "http://127.0.0.1.evil.example", "https://"),
        ("ca_file", "/nowhere/ca.pem", "CA_FILE"),
        ("port", "0", "from 1 to 65535"),
        ("port", "many", "must be a number, not 'many'"),
        ("public_origin", "kiosk", "PUBLIC_ORIGIN"),
        ("scanner_framing", "comma", "SCANNER_FRAMING must be one of line, cr"),
        ("scanner_baud", "0", "SCANNER_BAUD"),
        ("printer_dpi", "20", "from 100 to 1200"),
        ("printer", "/dev/usb/lp0", "PRINTER_MODEL must say which printer"),
        ("printer_model", "pen-and-paper", "PRINTER_MODEL is none that we know"),
        ("printer_fallback", "tape:///var/paper", "needs a first PRINTER"),
        ("language", "Deutsch", "a code such as en"),
        ("log_level", "loud", "LOG_LEVEL"),
        ("log_format", "xml", "LOG_FORMAT"),
        ("colour", "red", "PORTICO_KIOSK_COLOUR is no setting of ours"),
        ("token", "täken", "PORTICO_KIOSK_TOKEN"),
        ("token_file", "/nowhere/token", "/nowhere/token, which cannot be read"),
        ("settings_file", "/nowhere/kiosk.toml", "which cannot be read"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(name, value, said):
    """The operator reads which setting is wrong and what it should be."""
    with pytest.raises(SettingWrong) as wrong:
        read_settings(RIGHT, {name: value})

    assert said in str(wrong.value)
    assert str(wrong.value).endswith(".")


def test_a_kiosk_without_a_token_is_to_be_paired():
    """Server alone is enough: the kiosk then shows a code."""
    settings = read_settings({"PORTICO_KIOSK_SERVER": "https://a.example"})

    assert settings.token is None
    assert settings.data == Path("kiosk-data")


def test_a_file_that_is_no_toml_is_named(tmp_path):
    """A typing error in the file is told with its place."""
    file = tmp_path / "kiosk.toml"
    file.write_text("port = = 1")

    with pytest.raises(SettingWrong, match="not valid TOML"):
        read_settings(RIGHT, {"settings_file": str(file)})


def test_an_empty_variable_counts_as_not_set():
    """A template that leaves a value open changes nothing."""
    settings = read_settings(RIGHT | {"PORTICO_KIOSK_CA_FILE": " "})

    assert settings.ca_file is None


def test_without_an_address_the_kiosk_asks_for_it():
    """Nothing set: the address may stand on the boot partition, or somebody types it."""
    plain = read_settings({})
    other = read_settings({"PORTICO_KIOSK_BOOT_FILES": "/a/portico.toml:/b/server.txt"})

    assert plain.server == ""
    assert Path("/boot/firmware/portico.toml") in plain.boot_files
    assert other.boot_files == (Path("/a/portico.toml"), Path("/b/server.txt"))


def test_a_token_belongs_to_one_server():
    """Who gives a token says which server it is for: no screen decides that."""
    with pytest.raises(SettingWrong, match="SERVER must be given"):
        read_settings({"PORTICO_KIOSK_TOKEN": "pk_1_secret"})
