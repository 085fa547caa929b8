"""Reading keys and certificates that somebody pastes: are they whole, until when?"""

import re
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate, load_pem_x509_certificates

_PARTS = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class KeyUnusable(ValueError):
    """A text is no private key together with its certificate."""


def is_pem(text: str) -> bool:
    """Tell whether a text means to be keys or certificates."""
    return "-----BEGIN" in text


def holds_certificates(text: str) -> bool:
    """Tell whether a text holds certificates (PEM), and no key that is nobody's."""
    found = _PARTS.findall(text)
    if not found or set(found) != {"CERTIFICATE"}:
        return False
    try:
        return bool(load_pem_x509_certificates(text.encode()))
    except ValueError:
        return False


def end_of_certificate(text: str) -> datetime:
    """Say until when the certificate in a PEM text with its private key is good.

    Raises:
        KeyUnusable: one of the two is missing, locked by a passphrase, or they do
            not belong together, or the key is of a kind that signs in nowhere.
    """
    parts = {found[1]: found[0].encode() for found in _PARTS.finditer(text)}
    keys = [part for name, part in parts.items() if name.endswith("PRIVATE KEY")]
    certificate = parts.get("CERTIFICATE")
    if certificate is None or not keys:
        raise KeyUnusable("a private key and its certificate are needed")
    try:
        known = load_pem_x509_certificate(certificate)
        key = load_pem_private_key(keys[0], password=None)
    # A key with a passphrase is a TypeError to the library.
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyUnusable("the key or the certificate cannot be read") from problem
    if not isinstance(key, RSAPrivateKey):
        # Microsoft takes no others.
        raise KeyUnusable("the key is not RSA")
    if key.public_key() != known.public_key():
        raise KeyUnusable("the key does not belong to the certificate")
    return known.not_valid_after_utc
