"""Certificates for tests: an authority of our own, and what it vouches for."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class TlsPair:
    """A certificate and its key as files."""

    certificate: Path
    key: Path


class Authority:
    """Vouches for servers; `file` is what a client has to trust."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        self._folder = folder
        self._name = _named(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = (
            _begun(self._name, self._name, self._key.public_key(), EVER)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / f"{name.lower().replace(' ', '-')}.pem"
        self.file.write_bytes(own.public_bytes(PEM))

    def vouch(
        self,
        name: str = "127.0.0.1",
        *,
        valid: tuple[datetime, datetime] = EVER,
        file: str = "server",
    ) -> TlsPair:
        """Write a certificate for a host name or an address, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            _begun(_named(name), self._name, key.public_key(), valid)
            .add_extension(
                x509.SubjectAlternativeName([_alternative(name)]), critical=False
            )
            .add_extension(
                x509.BasicConstraints(ca=False, path_length=None), critical=True
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self._key.public_key()
                ),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        return write_pair(self._folder, file, made, key)


def write_pair(
    folder: Path,
    name: str,
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> TlsPair:
    """Write a certificate and its key, as certbot and the like do."""
    pair = TlsPair(folder / f"{name}.pem", folder / f"{name}.key")
    pair.certificate.write_bytes(certificate.public_bytes(PEM))
    pair.key.touch(mode=0o600)
    pair.key.write_bytes(key_bytes(key))
    return pair


def key_bytes(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> bytes:
    """Write a key as PEM, locked where a password is given."""
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        lock = serialization.BestAvailableEncryption(password)
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    valid: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=valid[0],
        not_valid_after=valid[1],
    )


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
