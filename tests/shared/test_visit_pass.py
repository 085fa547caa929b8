import base64
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
import qrcode
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.visit_pass import (
    CODE_ALPHABET,
    PREFIX,
    NotAPass,
    VisitPass,
    looks_like_pass,
    read_pass,
    sign_pass,
    tenant_mark,
    tidy_code,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {1: KEY.public_key()}
PASS = VisitPass(
    invitation=UUID("01234567-89ab-4def-8123-456789abcdef"),
    expires=datetime(2026, 11, 21, 18, 0, tzinfo=UTC),
)
TEXT = sign_pass(PASS, tenant_id="north", key=KEY)
SIGNED = base64.b32decode(TEXT.removeprefix(PREFIX) + "=")


def as_text(signed: bytes) -> str:
    return PREFIX + base64.b32encode(signed).decode().rstrip("=")


def read(text: str) -> VisitPass:
    return read_pass(text, tenant_id="north", keys=KEYS)


@given(
    invitation=st.uuids(),
    expires=st.integers(0, 2**32 - 1),
    key=st.integers(0, 255),
    tenant=st.text(max_size=40),
)
def test_what_is_signed_can_be_read(invitation, expires, key, tenant):
    """A visitor's pass says exactly what was written into it."""
    visit_pass = VisitPass(invitation, datetime.fromtimestamp(expires, UTC), key)

    text = sign_pass(visit_pass, tenant_id=tenant, key=KEY)

    got = read_pass(text, tenant_id=tenant, keys={key: KEY.public_key()})
    assert got == visit_pass


def test_a_pass_has_always_the_same_length():
    """Every pass fits the same small QR code."""
    assert len(TEXT) == 154
    assert TEXT.startswith("P1.")
    assert looks_like_pass(TEXT)


def test_a_pass_is_a_qr_code_of_version_six():
    """The pass becomes a QR code coarse enough for a telephone's screen."""
    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    symbol.add_data(TEXT)

    symbol.make(fit=True)

    image = symbol.make_image().get_image().convert("L")
    assert symbol.version == 6
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [TEXT]


@pytest.mark.parametrize("at", range(len(SIGNED)))
def test_a_change_of_any_byte_is_refused(at):
    """A pass that somebody altered, wherever, is no pass."""
    altered = bytearray(SIGNED)
    altered[at] ^= 1

    with pytest.raises(NotAPass):
        read(as_text(bytes(altered)))


@pytest.mark.parametrize("at", range(len(TEXT)))
def test_a_change_of_any_sign_is_refused(at):
    """Not one sign of a pass can be replaced."""
    other = "A" if TEXT[at] != "A" else "B"

    with pytest.raises(NotAPass):
        read(TEXT[:at] + other + TEXT[at + 1 :])


def test_another_organisations_pass_is_refused():
    """A pass of the company next door opens nothing here."""
    foreign = sign_pass(PASS, tenant_id="south", key=KEY)

    with pytest.raises(NotAPass):
        read(foreign)


def test_an_unknown_key_number_is_refused():
    """A pass signed with a key that was withdrawn is refused."""
    text = sign_pass(replace(PASS, key=2), tenant_id="north", key=KEY)

    with pytest.raises(NotAPass):
        read(text)


def test_another_key_under_our_number_is_refused():
    """Nobody else can sign our passes."""
    text = sign_pass(PASS, tenant_id="north", key=OTHER_KEY)

    with pytest.raises(NotAPass):
        read(text)


def test_another_kind_of_pass_is_refused():
    """A rightly signed text of an unknown kind is not taken for an invitation."""
    body = b"\x02" + SIGNED[1:30]

    with pytest.raises(NotAPass):
        read(as_text(body + KEY.sign(body)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P1.",
        TEXT.lower(),
        TEXT + " ",
        " " + TEXT,
        TEXT + "\n",
        TEXT[:-1],
        TEXT + "A",
        "P2." + TEXT[3:],
        "https://evil.test/" + TEXT,
        "javascript:alert(1)",
        "WIFI:T:WPA;S:x;P:y;;",
        "P1." + "A" * 4096,
        "P1." + "1" * 151,
        "P1." + "Ａ" * 151,
        "P1." + "A" * 151,
        "\x00" * 154,
        "K7WQ2M",
    ],
    ids=range(18),
)
def test_anything_else_is_refused_without_a_reason(text):
    """Whatever is held to the reader, the answer gives nothing away."""
    with pytest.raises(NotAPass) as refusal:
        read(text)

    assert str(refusal.value) == ""


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    """No scanned text, however odd, does anything but be refused."""
    with pytest.raises(NotAPass):
        read(text)


@pytest.mark.parametrize(
    "sign", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".replace(TEXT[-1], "")
)
def test_there_is_one_way_to_write_a_pass(sign):
    """A copy of a pass is recognised: no second spelling of it is accepted."""
    with pytest.raises(NotAPass):
        read(TEXT[:-1] + sign)


def test_organisations_have_different_marks():
    """The mark on a pass tells organisations apart without naming them."""
    assert len(tenant_mark("north")) == 8
    assert tenant_mark("north") != tenant_mark("south")
    assert b"north" not in tenant_mark("north")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7WQ2M", "K7WQ2M"),
        ("k7w q2m", "K7WQ2M"),
        (" K7W-Q2M\n", "K7WQ2M"),
        ("K7WQ2", None),
        ("K7WQ2MM", None),
        ("K7WQ2O", None),
        ("K7WQ21", None),
        ("K7WQ2ß", None),
        ("", None),
    ],
)
def test_a_typed_code_is_tidied(typed, code):
    """A visitor may type the code as they like; what cannot be one is no code."""
    assert tidy_code(typed) == code


def test_codes_have_no_signs_that_people_mistake():
    """Nobody has to guess whether it is a zero or an O."""
    assert not set("IO01") & set(CODE_ALPHABET)
    assert len(CODE_ALPHABET) == len(set(CODE_ALPHABET)) == 32
