"""The private authority that vouches for this server, as kiosks are told of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from admin_server.settings import Settings, SettingWrong

if TYPE_CHECKING:  # it takes long to load, and most servers have no certificate
    from cryptography.x509 import Certificate


def private_ca(settings: Settings) -> str | None:
    """Give its certificate in PEM; None where any browser trusts us anyway.

    Without the setting it is the last of the server's own certificates, where that
    one has signed itself.

    Raises:
        SettingWrong: the file has no certificate.
    """
    if settings.private_ca is not None:
        return _pem(_chain(Path(settings.private_ca), "PORTICO_PRIVATE_CA")[0])
    if settings.tls_certificate is None:
        return None
    last = _chain(Path(settings.tls_certificate), "PORTICO_TLS_CERTIFICATE")[-1]
    return _pem(last) if _signed_itself(last) else None


def _chain(file: Path, setting: str) -> "list[Certificate]":
    from cryptography import x509  # noqa: PLC0415 - see above

    from admin_server.web.certificates import unreadable  # noqa: PLC0415 - see above

    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as problem:
        raise unreadable(file, setting, problem) from problem
    except ValueError as problem:
        raise SettingWrong(
            f"{setting} names {file}, which has no certificate that can be read."
        ) from problem


def _signed_itself(certificate: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see above

    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _pem(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - see above
        Encoding,
    )

    return certificate.public_bytes(Encoding.PEM).decode("ascii")
