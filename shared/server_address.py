"""Where a kiosk's server is: its address as typed, scanned or told, and its own CA."""

import re
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from ssl import PEM_cert_to_DER_cert
from urllib.parse import SplitResult, urlsplit

from shared.check_in import WireReply

PRODUCT = "portico"
LONGEST_ADDRESS = 200
_CA = "ca="
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?")
_SHOWN = 32
_GROUP = 4


class ServerReply(WireReply):
    """What `GET /api/v1/server` tells anybody: that a Portico server is here.

    Attributes:
        product: always "portico": other servers have other words at this address.
        ca: the certificate, in PEM, of the private authority that vouches for this
            server; None where any browser trusts it anyway.
    """

    product: str
    version: str
    ca: str | None = None


@dataclass(frozen=True)
class ServerLink:
    """An address, and by which fingerprint its private CA is known, if it has one."""

    url: str
    fingerprint: str | None = None

    @property
    def text(self) -> str:
        """Write it for a QR code."""
        return f"{self.url}#{_CA}{self.fingerprint}" if self.fingerprint else self.url


def read_link(text: str) -> ServerLink | None:
    """Read an address as a person types it, or as a QR code has it.

    `https://` may be left out. None: it is no address, or one that is not safe;
    `http://` counts for this very machine only.
    """
    tidied = text.strip()
    if "://" not in tidied:
        tidied = f"https://{tidied}"
    if len(tidied) > LONGEST_ADDRESS or not tidied.isascii():
        return None
    bare, _, fragment = tidied.partition("#")
    url = _safe(bare)
    if url is None or not fragment:
        return None if url is None else ServerLink(url)
    fingerprint = fragment.removeprefix(_CA).lower()
    known = fragment.startswith(_CA) and _FINGERPRINT.fullmatch(fingerprint)
    return ServerLink(url, fingerprint) if known else None


def fingerprint_of(pem: str) -> str:
    """Name a certificate: the SHA-256 of it, as 64 hexadecimal digits.

    Raises:
        ValueError: it is no certificate.
    """
    return sha256(PEM_cert_to_DER_cert(pem)).hexdigest()


def shown_fingerprint(fingerprint: str) -> str:
    """Write a fingerprint as two people compare it: `1A2B 3C4D …`, 128 bits of it."""
    signs = fingerprint[:_SHOWN].upper()
    groups = (signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
    return " ".join(groups)


def _safe(text: str) -> str | None:
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        return None
    plain = not (address.query or address.username or " " in text)
    if not host or not _HOST.fullmatch(host) or not plain:
        return None
    if not _may_be_asked(address, host):
        return None
    path = address.path.rstrip("/")
    return f"{address.scheme.lower()}://{address.netloc.lower()}{path}"


def _may_be_asked(address: SplitResult, host: str) -> bool:
    scheme = address.scheme.lower()
    return scheme == "https" or (scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
