"""The server's certificate and key: checked before use, and renewed while it runs."""

import ssl
import stat
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from admin_server.core.ports import Clock
from admin_server.settings import Settings, SettingWrong

log = structlog.get_logger()

SOON = timedelta(days=14)
"""So long before its end a certificate should have been renewed."""
_LOOK_SECONDS = 60.0
_REMIND = timedelta(days=1)
_CERTIFICATE, _KEY = "PORTICO_TLS_CERTIFICATE", "PORTICO_TLS_KEY"


class TlsFiles:
    """A certificate with its chain, and its key, as files.

    Renewed files are taken without a restart; where they cannot be used, what was
    read before stays in use.
    """

    def __init__(self, certificate: Path, key: Path, clock: Clock) -> None:
        self._certificate = certificate
        self._key = key
        self._clock = clock
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.options |= ssl.OP_NO_RENEGOTIATION
        self._context.set_alpn_protocols(["http/1.1"])
        self._read_at: tuple[int, int] | None = None
        self._ends: datetime | None = None
        self._reminded: datetime | None = None

    def context(self) -> ssl.SSLContext:
        """Read the files and give what a server needs for HTTPS.

        Raises:
            SettingWrong: a file is missing, does not fit, or has expired.
        """
        self._read()
        self._remind()
        return self._context

    async def turn(self) -> float:
        """Take renewed files, and remind of an end that is near."""
        try:
            if self._changed() != self._read_at:
                self._read()
                self._reminded = None
                log.info("tls_certificate_renewed", ends=str(self._ends))
        except SettingWrong as problem:
            # Perhaps only one of the two is written yet: we look again.
            log.warning("tls_files_not_taken", why=str(problem))
        self._remind()
        return _LOOK_SECONDS

    def _read(self) -> None:
        changed = self._changed()
        self._ends = _checked(self._certificate, self._key, self._clock.now())
        try:
            self._context.load_cert_chain(self._certificate, self._key)
        except (ssl.SSLError, OSError) as problem:
            raise SettingWrong(
                f"{self._certificate} and {self._key} cannot be used for HTTPS: "
                f"{problem.strerror or problem}."
            ) from problem
        self._read_at = changed

    def _changed(self) -> tuple[int, int]:
        return _mtime(self._certificate, _CERTIFICATE), _mtime(self._key, _KEY)

    def _remind(self) -> None:
        now = self._clock.now()
        if self._ends is None or self._ends - now > SOON:
            return
        if self._reminded is None or now - self._reminded >= _REMIND:
            self._reminded = now
            days = max((self._ends - now).days, 0)
            log.warning("tls_certificate_ends_soon", ends=str(self._ends), days=days)


def tls_files(settings: Settings, clock: Clock) -> TlsFiles | None:
    """Give the files that the settings name; None where the server speaks no TLS."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return TlsFiles(Path(settings.tls_certificate), Path(settings.tls_key), clock)


def _checked(certificate: Path, key: Path, now: datetime) -> datetime:
    """Make sure that both can be used now; gives the certificate's end."""
    leaf = _leaf(certificate)
    if _public_part_of_key(key) != leaf.public_key().public_bytes(*_COMPARED):
        raise SettingWrong(
            f"The key {key} does not belong to the certificate {certificate}; "
            "the server's own certificate must stand first in its file."
        )
    if now < leaf.not_valid_before_utc:
        raise SettingWrong(
            f"The certificate {certificate} is valid only from "
            f"{leaf.not_valid_before_utc:%Y-%m-%d %H:%M} UTC; is the clock right?"
        )
    if now >= leaf.not_valid_after_utc:
        raise SettingWrong(
            f"The certificate {certificate} has expired at "
            f"{leaf.not_valid_after_utc:%Y-%m-%d %H:%M} UTC; renew it."
        )
    return leaf.not_valid_after_utc


_COMPARED = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _leaf(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_bytes(file, _CERTIFICATE))[0]
    except ValueError as problem:
        raise SettingWrong(
            f"{_CERTIFICATE} names {file}, which holds no certificate in PEM form."
        ) from problem


def _public_part_of_key(file: Path) -> bytes:
    content = _bytes(file, _KEY)
    if file.stat().st_mode & stat.S_IRWXO:
        raise SettingWrong(
            f"Everybody can read the key {file}: run `chmod o-rwx {file}`."
        )
    try:
        key = load_pem_private_key(content, password=None)
    except TypeError as problem:
        raise SettingWrong(
            f"The key {file} is locked by a pass phrase; write it without one, for "
            "the server's user only."
        ) from problem
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise SettingWrong(
            f"{_KEY} names {file}, which holds no private key in PEM form."
        ) from problem
    return key.public_key().public_bytes(*_COMPARED)


def _bytes(file: Path, name: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise unreadable(file, name, problem) from problem


def _mtime(file: Path, name: str) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as problem:
        raise unreadable(file, name, problem) from problem


def unreadable(file: Path, name: str, problem: OSError) -> SettingWrong:
    """Say in a sentence that a setting's file cannot be read."""
    return SettingWrong(
        f"{name} names {file}, which cannot be read: {problem.strerror}."
    )
