"""Where the kiosk keeps what the server knows it by."""

import stat
from dataclasses import replace

import pytest

from kiosk_app.runners.kiosk_token import KioskToken, open_token
from kiosk_app.settings import Settings, SettingWrong


@pytest.fixture
def settings(tmp_path):
    """A kiosk without a token of its operator."""
    return Settings(server="https://a.example", data=tmp_path / "kiosk")


def test_the_first_start_has_no_token(settings):
    """A fresh device is not paired."""
    assert open_token(settings).text is None


def test_a_token_outlasts_a_restart_and_only_we_can_read_it(settings):
    """After a power cut the kiosk is still paired; no other user can read how."""
    open_token(settings).take("pk_a_secret")

    file = settings.data / "token"
    assert open_token(settings).text == "pk_a_secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert [one.name for one in settings.data.iterdir()] == ["token"]


def test_a_file_that_others_could_read_is_closed(settings):
    """A token that was copied carelessly is taken out of sight."""
    settings.data.mkdir()
    file = settings.data / "token"
    file.write_text("pk_a_secret\n")
    file.chmod(0o644)

    assert open_token(settings).text == "pk_a_secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_revoked_token_is_deleted(settings):
    """Check 10: nothing of a revoked token is left on the device."""
    token = open_token(settings)
    token.take("pk_a_secret")

    assert token.forget("pk_a_secret") is True
    assert token.text is None
    assert list(settings.data.iterdir()) == []
    assert token.forget("pk_a_secret") is False


def test_a_late_no_does_not_cost_the_new_token(settings):
    """An answer to the old token that arrives late leaves the new one alone."""
    token = open_token(settings)
    token.take("pk_a_old")
    token.take("pk_a_new")

    assert token.forget("pk_a_old") is False
    assert token.text == open_token(settings).text == "pk_a_new"


def test_the_operators_token_is_never_deleted(settings):
    """A token from the settings is the operator's, not ours."""
    token = open_token(replace(settings, token="pk_a_given"))

    assert token.forget("pk_a_given") is False
    assert (token.text, token.is_ours) == ("pk_a_given", False)
    assert not settings.data.exists()


def test_a_folder_that_cannot_be_used_stops_the_start(tmp_path):
    """The operator reads which setting is wrong."""
    (tmp_path / "file").touch()
    settings = Settings(server="https://a.example", data=tmp_path / "file")

    with pytest.raises(SettingWrong, match="PORTICO_KIOSK_DATA"):
        open_token(settings)


async def test_whoever_waits_for_a_token_goes_on_with_it():
    """As soon as the kiosk is paired its work begins."""
    token = KioskToken()

    token.take("pk_a_secret")

    await token.known()
