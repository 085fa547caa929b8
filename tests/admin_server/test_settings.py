"""The operator's settings: read, checked, and refused in one plain sentence."""

from pathlib import Path

import pytest

from admin_server.settings import Settings, SettingWrong, read_settings


def test_nothing_set_gives_the_defaults() -> None:
    """A server without settings starts with sensible ones."""
    assert read_settings({}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What stands in the environment is what counts."""
    file = tmp_path / "portico.toml"
    file.write_text('port = 9000\nsmtp_host = "mail.example"\n')

    settings = read_settings(
        {"PORTICO_SETTINGS_FILE": str(file), "PORTICO_PORT": "9100", "HOME": "/"}
    )

    assert (settings.port, settings.smtp_host) == (9100, "mail.example")


def test_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    """Check 37: the mail password need not stand in the environment."""
    file = tmp_path / "password"
    file.write_text("geheim\n")

    settings = read_settings({"PORTICO_SMTP_PASSWORD_FILE": str(file)})

    assert settings.smtp_password == "geheim"


def test_other_programs_settings_are_left_alone() -> None:
    """The kiosk's settings beside the server's do no harm."""
    environment = {"PORTICO_KIOSK_TOKEN": "x", "PORTICO_SECRET_CALDAV": "y"}

    assert read_settings(environment) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "lots", "PORTICO_PORT must be a number, not 'lots'."),
        ("PORT", "70000", "PORTICO_PORT must be from 0 to 65535."),
        ("LEAST_FREE_MB", "-1", "PORTICO_LEAST_FREE_MB must be 0 or more."),
        (
            "TELEMETRY_ENDPOINT",
            "collector:4318",
            "PORTICO_TELEMETRY_ENDPOINT must begin with http:// or https://.",
        ),
        ("ROOM_SECONDS", "60", "PORTICO_ROOM_SECONDS must be above 0, at most 10."),
        (
            "SMTP_SECURITY",
            "ssl",
            "PORTICO_SMTP_SECURITY must be none, starttls or tls.",
        ),
        (
            "MICROSOFT_LOGIN_URL",
            "http://127.0.0.1:9",
            "PORTICO_MICROSOFT_LOGIN_URL must be an https:// address.",
        ),
        (
            "GOOGLE_API_URL",
            "http://google.example",
            "PORTICO_GOOGLE_API_URL must be an https:// address.",
        ),
        (
            "GOOGLE_TOKEN_URL",
            "https://me@google.example/token",
            "PORTICO_GOOGLE_TOKEN_URL must be an https:// address.",
        ),
        ("SMTP_PORT", "0", "PORTICO_SMTP_PORT must be from 1 to 65535."),
        (
            "LOG_LEVEL",
            "loud",
            "PORTICO_LOG_LEVEL must be debug, info, warning or error.",
        ),
        ("LOG_FORMAT", "xml", "PORTICO_LOG_FORMAT must be json or text."),
        ("MAIL_FROM", "desk", "PORTICO_MAIL_FROM must be an e-mail address."),
        (
            "MAIL_FROM",
            "Portico <desk@lakeside.example>",
            "PORTICO_MAIL_FROM must be an e-mail address.",
        ),
        ("MAIL_FROM", "desk@", "PORTICO_MAIL_FROM must be an e-mail address."),
        (
            "MESSAGE_LEASE_SECONDS",
            "inf",
            "PORTICO_MESSAGE_LEASE_SECONDS must be from 1 to 3600.",
        ),
        (
            "DATABASE_URL",
            "oracle",
            "PORTICO_DATABASE_URL must begin with sqlite:/// or postgresql://.",
        ),
        ("COLOUR", "red", "PORTICO_COLOUR is no setting of ours."),
        (
            "TLS_KEY",
            "portico.key",
            "PORTICO_TLS_CERTIFICATE and PORTICO_TLS_KEY must be set together.",
        ),
        (
            "TRUSTED_PROXIES",
            "10.0.0.1, proxy.example",
            (
                "PORTICO_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.2 or "
                "10.0.0.0/24, with commas between."
            ),
        ),
        (
            "TRUSTED_PROXIES",
            " , ",
            (
                "PORTICO_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.2 or "
                "10.0.0.0/24, with commas between."
            ),
        ),
        (
            "HOST",
            "0.0.0.0",
            (
                "PORTICO_HOST can be reached from other machines: set "
                "PORTICO_TLS_CERTIFICATE and PORTICO_TLS_KEY, or PORTICO_TRUSTED_PROXIES "
                "where a proxy speaks HTTPS."
            ),
        ),
        (
            "SETTINGS_FILE",
            "missing.toml",
            "PORTICO_SETTINGS_FILE names missing.toml, which cannot be read.",
        ),
    ],
)
def test_a_wrong_setting_says_what_to_write(
    name: str, value: str, sentence: str
) -> None:
    """A wrong setting stops the start with one sentence that helps."""
    with pytest.raises(SettingWrong) as refused:
        read_settings({f"PORTICO_{name}": value})

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "url",
    [
        "http://portico.example",
        "portico.example",
        "https://portico.example/visits",
        "https://portico.example/?q=1",
        "https://portico.example/#top",
        "https://ada@portico.example",
        "https://@portico.example",
        "https://portico.example:https",
        "https://",
        "ftp://portico.example",
    ],
)
def test_an_address_that_people_cannot_use_is_refused(url: str) -> None:
    """Check 34: links that we send lead to HTTPS, and to the server's front door."""
    with pytest.raises(SettingWrong, match="PORTICO_PUBLIC_URL must be an https://"):
        read_settings({"PORTICO_PUBLIC_URL": url})


@pytest.mark.parametrize(
    ("url", "reached_at"),
    [
        ("https://portico.example/", "https://portico.example"),
        ("https://portico.example:8443", "https://portico.example:8443"),
        ("http://localhost:8600", "http://localhost:8600"),
        ("http://127.0.0.1:8600", "http://127.0.0.1:8600"),
        ("http://[::1]:8600", "http://[::1]:8600"),
    ],
)
def test_a_good_address_is_taken(url: str, reached_at: str) -> None:
    """HTTPS anywhere, and plain HTTP on this machine, are addresses for people."""
    assert read_settings({"PORTICO_PUBLIC_URL": url}).reached_at == reached_at


@pytest.mark.parametrize(
    "more",
    [
        {"PORTICO_TLS_CERTIFICATE": "a.pem", "PORTICO_TLS_KEY": "a.key"},
        {"PORTICO_TRUSTED_PROXIES": "10.0.0.2,fd00::/8"},
    ],
)
def test_other_machines_are_answered_by_https_only(more: dict[str, str]) -> None:
    """A server for the whole house has a certificate, or a proxy that has one."""
    settings = read_settings({"PORTICO_HOST": "0.0.0.0"} | more)

    assert settings.host == "0.0.0.0"


def test_proxies_are_addresses_and_networks() -> None:
    """The operator may name single proxies and whole networks of them."""
    settings = read_settings({"PORTICO_TRUSTED_PROXIES": "10.0.0.2, fd00::/8"})

    assert [str(one) for one in settings.proxies] == ["10.0.0.2/32", "fd00::/8"]


def test_a_broken_settings_file_says_where(tmp_path: Path) -> None:
    """A settings file that is no TOML is named with its line."""
    file = tmp_path / "portico.toml"
    file.write_text("port = = 1")

    with pytest.raises(SettingWrong, match=r"is not valid TOML: .*line 1"):
        read_settings({"PORTICO_SETTINGS_FILE": str(file)})


def test_a_password_is_not_shown() -> None:
    """What prints the settings, such as an error, does not print the password."""
    settings = read_settings({"PORTICO_SMTP_PASSWORD": "mint-4827"})

    assert settings.smtp_password == "mint-4827"
    assert "mint-4827" not in repr(settings)


def test_the_command_socket_lies_beside_the_database(tmp_path: Path) -> None:
    """Commands find the running server by its database."""
    near = Settings(database_url="sqlite:////srv/portico.db").control_address
    far = Settings(database_url=f"sqlite:///{tmp_path}/{'x' * 120}.db").control_address
    nowhere = Settings(database_url="sqlite:///:memory:").control_address

    assert near == Path("/srv/portico.sock")
    assert far is not None
    assert len(str(far)) < 100
    assert nowhere is None


def test_private_addresses_may_be_refused():
    """Whoever runs the server for others keeps it out of the own network."""
    usual = read_settings({})
    refused = read_settings({"PORTICO_PRIVATE_ADDRESSES": "refused"})

    assert (usual.reaches_private, refused.reaches_private) == (True, False)
    with pytest.raises(SettingWrong, match="must be allowed or refused"):
        read_settings({"PORTICO_PRIVATE_ADDRESSES": "no"})


def test_a_national_cloud_is_named_once() -> None:
    """The operator says where Microsoft is, for every organisation of the server."""
    settings = read_settings(
        {
            "PORTICO_MICROSOFT_LOGIN_URL": "https://login.microsoftonline.us",
            "PORTICO_MICROSOFT_GRAPH_URL": "https://graph.microsoft.us/v1.0",
        }
    )

    assert settings.calendar_addresses == {
        "microsoft": {
            "login_url": "https://login.microsoftonline.us",
            "graph_url": "https://graph.microsoft.us/v1.0",
        },
        "google": {},
    }
