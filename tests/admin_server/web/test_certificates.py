"""The server's certificate: what is wrong with it is said in one sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from admin_server.settings import SettingWrong
from admin_server.web.certificates import TlsFiles
from tests.fakes.certificates import EVER, Authority, TlsPair, key_bytes
from tests.fakes.clock import FixedClock

DAY = timedelta(days=1)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def _files(pair: TlsPair, clock: FixedClock) -> TlsFiles:
    return TlsFiles(pair.certificate, pair.key, clock)


def _refusal(pair: TlsPair, clock: FixedClock) -> str:
    with pytest.raises(SettingWrong) as refused:
        _files(pair, clock).context()
    return str(refused.value)


def test_a_missing_certificate_is_named(authority, clock, tmp_path) -> None:
    """The operator reads which file is missing, and of which setting."""
    pair = TlsPair(tmp_path / "missing.pem", authority.vouch().key)

    assert _refusal(pair, clock) == (
        f"PORTICO_TLS_CERTIFICATE names {tmp_path}/missing.pem, which cannot be read: "
        "No such file or directory."
    )


def test_a_key_that_cannot_be_read_is_named(authority, clock, tmp_path) -> None:
    """A folder in the place of the key is told as such."""
    pair = TlsPair(authority.vouch().certificate, tmp_path)

    assert _refusal(pair, clock) == (
        f"PORTICO_TLS_KEY names {tmp_path}, which cannot be read: Is a directory."
    )


def test_a_key_that_everybody_can_read_is_refused(authority, clock) -> None:
    """Check 37: a private key is private."""
    pair = authority.vouch()
    pair.key.chmod(0o644)

    assert f"chmod o-rwx {pair.key}" in _refusal(pair, clock)


def test_a_group_may_read_the_key(authority, clock) -> None:
    """A group made for keys, as Debian has one, is no stranger."""
    pair = authority.vouch()
    pair.key.chmod(0o640)

    assert _files(pair, clock).context() is not None


def test_somebody_elses_key_does_not_fit(authority, clock) -> None:
    """A key of another certificate is noticed before anybody connects."""
    first, second = authority.vouch(file="a"), authority.vouch(file="b")

    said = _refusal(TlsPair(first.certificate, second.key), clock)

    assert "does not belong to the certificate" in said


def test_a_locked_key_is_said_so(authority, clock) -> None:
    """A server that starts by itself cannot type a pass phrase."""
    pair = authority.vouch()
    key = ec.generate_private_key(ec.SECP256R1())
    pair.key.write_bytes(key_bytes(key, b"open sesame"))

    assert "locked by a pass phrase" in _refusal(pair, clock)


@pytest.mark.parametrize("which", ["certificate", "key"])
def test_what_is_no_pem_is_said_so(authority, clock, which: str) -> None:
    """A file of another kind is named, with what it should hold."""
    pair = authority.vouch()
    getattr(pair, which).write_text("-----BEGIN NOTHING-----")

    assert f"PORTICO_TLS_{which.upper()} names" in _refusal(pair, clock)
    assert "in PEM form" in _refusal(pair, clock)


def test_an_expired_certificate_stops_the_start(authority, clock) -> None:
    """Nobody would connect to it: better to say so at once."""
    pair = authority.vouch(valid=(EVER[0], datetime(2026, 11, 20, 8, tzinfo=UTC)))

    assert "has expired at 2026-11-20 08:00 UTC" in _refusal(pair, clock)


def test_a_certificate_of_tomorrow_asks_for_the_clock(authority, clock) -> None:
    """A certificate that is not valid yet mostly means a wrong clock."""
    pair = authority.vouch(valid=(clock.now() + DAY, EVER[1]))

    assert "is the clock right?" in _refusal(pair, clock)


async def test_an_end_that_is_near_is_told_once_a_day(authority, clock) -> None:
    """The log reminds in time, and does not shout."""
    pair = authority.vouch(valid=(EVER[0], clock.now() + 5 * DAY))
    files = _files(pair, clock)

    with capture_logs() as logs:
        files.context()
        await files.turn()
        clock.forward(days=1)
        await files.turn()

    assert [(one["event"], one["days"]) for one in logs] == [
        ("tls_certificate_ends_soon", 5),
        ("tls_certificate_ends_soon", 4),
    ]


async def test_a_long_life_needs_no_reminder(authority, clock) -> None:
    """A certificate that is good for long is not talked about."""
    files = _files(authority.vouch(), clock)

    with capture_logs() as logs:
        files.context()
        await files.turn()

    assert logs == []


async def test_half_renewed_files_are_left_alone(authority, clock) -> None:
    """Between two files being written the old ones stay in use, and are tried again."""
    pair = authority.vouch()
    files = _files(pair, clock)
    files.context()
    old_key = pair.key.read_bytes()
    authority.vouch()
    new_key = pair.key.read_bytes()

    with capture_logs() as logs:
        pair.key.write_bytes(old_key)
        await files.turn()
        pair.key.write_bytes(new_key)
        await files.turn()

    assert [one["event"] for one in logs] == [
        "tls_files_not_taken",
        "tls_certificate_renewed",
    ]


async def test_vanished_files_do_not_stop_the_server(authority, clock) -> None:
    """A folder that is away for a moment changes nothing for who connects."""
    pair = authority.vouch()
    files = _files(pair, clock)
    files.context()
    pair.certificate.unlink()

    with capture_logs() as logs:
        await files.turn()

    assert logs[0]["event"] == "tls_files_not_taken"
