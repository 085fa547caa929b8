"""Signing in with a certificate instead of a secret."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from admin_server.core.errors import ConsentNeeded, StrangeReply
from tests.admin_server.calendars.microsoft.graph_world import CLIENT


def make_certificate() -> tuple[str, str]:
    """Make a private key and its certificate, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portico")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(pem).decode()


@pytest.fixture(scope="module")
def key_and_certificate() -> tuple[str, str]:
    return make_certificate()


@pytest.fixture(scope="module")
def another() -> tuple[str, str]:
    return make_certificate()


async def register(world, certificate: str) -> None:
    await world.tell("add_organisation", clients={CLIENT: certificate})


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
async def test_a_certificate_signs_in(world, host, key_and_certificate, order) -> None:
    """An app with a certificate needs no secret, whichever of the two comes first."""
    await register(world, key_and_certificate[1])
    await world.place(host)
    secret = "\n".join(key_and_certificate[order])

    await world.calendar.check(world.ref(host, secret=secret))


async def test_another_certificate(world, host, key_and_certificate, another) -> None:
    """A certificate that the app does not have asks for the right one."""
    await register(world, key_and_certificate[1])
    await world.place(host)

    with pytest.raises(ConsentNeeded, match="AADSTS700027"):
        await world.calendar.check(world.ref(host, secret="".join(another)))


@pytest.mark.parametrize("half", [0, 1])
async def test_half_a_certificate(world, host, key_and_certificate, half) -> None:
    """A certificate without its key, or a key alone, is told to be half of it."""
    await world.place(host)
    secret = key_and_certificate[half]

    with pytest.raises(ConsentNeeded, match="private key and its certificate"):
        await world.calendar.check(world.ref(host, secret=secret))


@pytest.mark.parametrize("broken", [0, 1])
async def test_a_broken_certificate(world, host, key_and_certificate, broken) -> None:
    """A key or certificate that was cut is named, and not repeated in the error."""
    await world.place(host)
    parts = list(key_and_certificate)
    lines = parts[broken].splitlines()
    parts[broken] = "\n".join([lines[0], *lines[5:]])

    with pytest.raises(StrangeReply, match="cannot be read") as raised:
        await world.calendar.check(world.ref(host, secret="\n".join(parts)))

    assert raised.value.__cause__ is None
    assert lines[6] not in str(raised.value)


async def test_two_that_do_not_belong_together(
    world, host, key_and_certificate, another
) -> None:
    """A key with somebody else's certificate is noticed before Microsoft is asked."""
    await world.place(host)
    secret = key_and_certificate[0] + another[1]

    with pytest.raises(StrangeReply, match="not for this key"):
        await world.calendar.check(world.ref(host, secret=secret))
