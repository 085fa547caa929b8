"""Keys with their certificates, as people paste them."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def certificate_with_key(
    *,
    ends: datetime = _BEGAN + timedelta(days=365),
    passphrase: bytes | None = None,
    other_key: bool = False,
    modern: bool = False,
) -> str:
    """PEM text of a private key and its certificate, or of two that do not fit.

    Args:
        modern: an Ed25519 key, as Microsoft does not take it.
    """
    key = Ed25519PrivateKey.generate() if modern else _rsa()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "portico")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_BEGAN)
        .not_valid_after(ends)
        .sign(key, None if modern else SHA256())
    )
    kept = _rsa() if other_key else key
    locked = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    private = kept.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    return (private + certificate.public_bytes(Encoding.PEM)).decode()


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
