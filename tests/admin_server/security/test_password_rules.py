"""Which passwords are refused, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.security.password_rules import (
    PasswordWrong,
    common_words,
    is_common,
    why_refused,
)

TRIED_FIRST = [
    "1234567890",
    "qwertyuiop",
    "password123",
    "iloveyou123",
    "1q2w3e4r5t",
    "qwerty12345",
    "administrator",
    "q1w2e3r4t5y6",
    "1qaz2wsx3edc",
    "zaq12wsxcde3",
    "passw0rd123",
    "trustno1trustno1",
    "letmein1234",
    "welcome2024!",
    "Sommer2026!",
    "abcdefghij",
    "1111111111",
    "0987654321",
    "asdfghjkl;",
    "Password1!",
    "football123",
    "liverpool123",
    "michael1234",
    "charlie123",
    "changeme123",
    "1234qwerasdf",
    "abc123abc123",
    "Passwort123",
    "Willkommen1",
    "hallo12345",
    "P@ssw0rd2025",
    "Winter2025!!",
    "123456789a",
    "a123456789",
    "qwertzuiop",
    "schatz1234",
    "princess123",
    "sunshine123",
    "superman123",
    "samsung123",
    "minecraft1",
    "jesuschrist",
    "basketball",
    "12345678910",
    "qwerty1234",
    "dragonball",
    "p@ssw0rd!!",
    "admin12345",
    "Test123456",
    "passwordpassword",
    "asdfasdfasdf",
    "1qazxsw23edc",
    "987654321a",
    "abcd123456",
    "00000000000",
    "112233445566",
    "2026Sommer!",
    "Pa$$w0rd123",
    "summer-2026",
    "mynewpassword",
    "besucher2026",
    "ABABABABABAB",
]
GOOD = [
    "Xk29vQpLm3",
    "tranquil-otter-42",
    "correcthorsebatterystaple",
    "Grüner-Tee-im-Zug",
    "hv7!kd92ls0",
    "Lampenschirm-77-Ofen",
    "Mein Hund frisst Äpfel",
    "four score and seven years",
    "8462915037",
    "密码很长但是很容易记住的",
    "🦦🚋🦦🚲🌧🦦🍞🪟🚪🧷",
]


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_what_is_tried_first_is_refused(password: str):
    """A password that a guesser tries among the first is not taken."""
    assert why_refused(password) in {PasswordWrong.COMMON, PasswordWrong.TOO_SHORT}
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_any_other_is_taken(password: str):
    """No capital letter, digit or mark is demanded of a good password."""
    assert why_refused(password) is None


def test_nine_characters_are_too_few():
    """A password of nine characters is refused, one of ten is taken."""
    assert why_refused("hv7kd92lx") is PasswordWrong.TOO_SHORT
    assert why_refused("hv7kd92lxq") is None


def test_long_ones_are_taken():
    """A whole sentence may be a password; only a thousand characters are the end."""
    sentence = "otter tram lamp window " * 50

    assert why_refused(sentence[:1000]) is None
    assert why_refused(sentence[:1001]) is PasswordWrong.TOO_LONG


@pytest.mark.parametrize(
    "password",
    [
        "lakeside-otter-42",
        "Tram-LAKESIDE-77",
        "l@k3side-window-9",
        "ines.albrecht#4711",
    ],
)
def test_our_own_names_are_refused(password: str):
    """The organisation's name and one's own address do not belong into a password."""
    own = ("Lakeside", "lakeside", "ines.albrecht")

    assert why_refused(password, own_words=own) is PasswordWrong.OUR_NAME


def test_short_own_names_do_not_count():
    """Somebody called Al may still use words with these letters."""
    assert why_refused("tranquil-signal-otter", own_words=("Al", "")) is None


def test_the_list_has_enough_words():
    """The check above does not pass because the list was not read."""
    assert len(common_words()) > 1000


@given(st.text(min_size=10, max_size=80))
def test_any_text_gets_an_answer(password: str):
    """Whatever somebody types, the server says yes or no."""
    assert why_refused(password, own_words=("Lakeside",)) in {None, *PasswordWrong}
