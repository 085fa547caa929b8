from datetime import UTC, datetime

import pytest

from admin_server.security.key_texts import KeyUnusable, end_of_certificate, is_pem
from tests.fakes.pem import certificate_with_key

ENDS = datetime(2027, 6, 1, tzinfo=UTC)


def test_a_certificate_says_until_when_it_is_good():
    """Key and certificate are read in any order, with words around them."""
    key, certificate = certificate_with_key(ends=ENDS).split("-----BEGIN CERT", 1)
    turned = f"Bag Attributes\n-----BEGIN CERT{certificate}\n{key}"

    assert end_of_certificate(turned) == ENDS
    assert is_pem(turned)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a client secret",
        "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----",
        certificate_with_key().split("-----BEGIN CERT", 1)[0],
        certificate_with_key(passphrase=b"secret"),
        certificate_with_key(other_key=True),
        certificate_with_key(modern=True),
        certificate_with_key().replace("MII", "AAA", 1),
    ],
    ids=[
        "nothing",
        "secret",
        "torn",
        "no certificate",
        "locked",
        "other",
        "not RSA",
        "damaged",
    ],
)
def test_what_cannot_sign_in_is_refused(text: str):
    """A key without certificate, with a passphrase, of another one or kind is refused."""
    with pytest.raises(KeyUnusable):
        end_of_certificate(text)
