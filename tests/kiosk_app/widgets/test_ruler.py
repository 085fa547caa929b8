"""Texts are measured before they are drawn."""

import pytest

from kiosk_app.theme.sizes import Letters
from kiosk_app.widgets.ruler import Ruler, bound_last_word
from shared.badge_fonts import OURS

RULER = Ruler(OURS)
ROOM = Letters(54, 56, 700)
NEXT = Letters(50, 56, 700)


def test_a_longer_text_is_wider():
    """Measuring sees that "Conference Room" is wider than "Room"."""
    assert RULER.width("Conference Room", ROOM) > RULER.width("Room", ROOM)


def test_bold_letters_are_wider_than_regular_ones():
    """Each weight is measured with its own font."""
    regular = RULER.width("Conference", Letters(54, 56, 400))

    assert RULER.width("Conference", ROOM) > regular


def test_hidden_signs_have_no_width():
    """The signs that shield a foreign name take no room."""
    assert RULER.width("\u2068Mara\u2069", ROOM) == RULER.width("Mara", ROOM)


def test_a_chinese_sign_is_a_square():
    """A Japanese room name is known to be as wide as it will be drawn."""
    assert RULER.width("大会議室", ROOM) == 4 * 54


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Room", 1),
        ("Conference Room\N{NO-BREAK SPACE}A", 2),
        ("Versorgungswirtschaftsbesprechungsraum", 3),
        ("", 1),
    ],
)
def test_the_lines_of_a_room_are_counted(text, lines):
    """A long room name is known to need more lines before it is drawn."""
    assert RULER.lines(text, ROOM, within=444) == lines


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        ("Please ask reception for the way", "Please ask reception"),
        ("Der Empfang zeigt Ihnen den Weg", "Der Empfang zeigt"),
        ("Check in with your name instead", "Check in with your"),
    ],
)
def test_no_word_is_left_alone_on_the_last_line(text, first_line):
    """A next step is set narrower when its last word would stand alone."""
    width = RULER.even_width(text, NEXT, within=712)

    assert RULER.lines(text, NEXT, within=width) == 2
    assert width == pytest.approx(RULER.width(first_line, NEXT), abs=8)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Please go to the reception desk", 712),
        ("Type the code once more", 400),
        ("大会議室 will meet you here now", 712),
        ("Versorgungswirtschaftsbesprechungsraum im Nordflügel", 444),
        ("", 712),
    ],
)
def test_what_is_set_well_keeps_its_width(text, within):
    """One line, two alike, a foreign name, or a broken word are left as they are."""
    assert RULER.even_width(text, NEXT, within=within) == within


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("Conference Room A", "Conference Room\N{NO-BREAK SPACE}A"),
        ("Room 12", "Room\N{NO-BREAK SPACE}12"),
        ("Harbour Hall", "Harbour Hall"),
        ("Atrium", "Atrium"),
        ("  A ", "A"),
    ],
)
def test_a_short_last_word_is_never_left_alone(name, bound):
    """The A of "Conference Room A" never stands alone on a line."""
    assert bound_last_word(name) == bound


@pytest.mark.parametrize("weight", [400, 500, 700])
def test_arabic_is_measured_as_it_is_drawn(weight):
    """An Arabic button is as wide as its letters are when they are joined."""
    letters = Letters(40, 48, weight)
    ruler = Ruler(OURS)

    joined = ruler.width("تسجيل", letters)
    apart = sum(ruler.width(letter, letters) for letter in "تسجيل")

    assert joined < apart * 0.9


def test_without_an_arabic_font_a_width_is_still_said(tmp_path):
    """A device without that font shows boxes, and the page does not break."""
    letters = Letters(40, 48, 700)

    assert Ruler(OURS, tmp_path).width("تسجيل", letters) > 0
