from pathlib import Path

import pytest
from PIL import Image, ImageChops, features

from shared.badge_fonts import OURS, Fonts, Weight
from shared.badge_text import CUT, Lettering

NOTO = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")


@pytest.fixture
def bare(tmp_path: Path) -> Lettering:
    """Letters on a machine that has no fonts but ours."""
    return Lettering(Fonts(tmp_path), Weight.BOLD)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Mara Lindt", "Mara Lindt"),
        ("  Mara\t\r\n Lindt ", "Mara Lindt"),
        ("Mara\u2028Lindt\u00a0X", "Mara Lindt X"),
        ("\x1b[2JEve", "[2JEve"),
        ("\u202eEve\u2066\u200f", "Eve"),
        ("e\u0301", "é"),
        ("\u0301Eve \u0301x", "Eve x"),
        ("x" + "\u0338" * 50, "x" + "\u0338" * 6),
        ("Eve 🙂 Lee", "Eve Lee"),
        ("👩\u200d🚀", ""),
        ("❤\ufe0f", ""),
        ("\ud800\ue000\uffff", ""),
        ("", ""),
    ],
)
def test_what_cannot_stand_on_paper_goes(bare, text, clean):
    """Control signs, ornaments and pranks go; the name stays."""
    assert bare.clean(text) == clean


def test_a_letter_without_a_font_shows_as_a_box(bare):
    """Where a script's font is missing, the badge shows that letters are missing."""
    strip = bare.draw(bare.clean("山"), 40)

    assert ink(strip.image)


@pytest.mark.parametrize("text", ["x" * 200, "two words " * 20, "WWWWWWWWWWWWWWWWW"])
def test_what_does_not_fit_ends_in_dots(bare, text):
    """A name that had to be cut says so."""
    shown = bare.cut(text, 100, 10)

    assert shown.endswith(CUT)
    assert bare.measure(shown, 10) <= 100
    assert text.startswith(shown.removesuffix(CUT))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Anna Berta Cäsar", ("Anna", "Berta Cäsar")),
        ("Annabertacäsar", ("Annabe", "rtacäsar")),
    ],
)
def test_a_full_line_breaks_at_a_word_where_it_can(bare, text, lines):
    """A very long name goes on in the next line, at a word if there is one."""
    width = bare.measure("Annaber", 10) - 0.5

    assert bare.fill(text, width, 10) == lines


def test_a_drawn_line_has_the_width_that_was_measured(bare):
    """What is measured is what is drawn."""
    strip = bare.draw("HHHH", 100)

    left, _, right, bottom = ink(strip.image)
    assert right - left == pytest.approx(bare.measure("HHHH", 100), rel=0.06)
    assert bottom == strip.baseline


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Mara Lindt", ["Mara Lindt"]),
        ("אב Omar גד", [" גד", "Omar", "אב "]),
        ("Omar אב גד Weber", ["Omar ", "אב גד", " Weber"]),
        ("אב 12", ["12", "אב "]),
        ("12 אב", [" אב", "12"]),
        ("אב (גד)", ["אב (גד)"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_runs_stand_in_the_order_of_their_scripts(bare, text, order):
    """Mixed names read as they are read aloud, each script in its own direction."""
    assert [run.text for run in bare._runs(text)] == order


def test_arabic_letters_join():
    """An Arabic name is written joined, from right to left."""
    assert features.check("raqm"), "Pillow's own wheels bring raqm"
    lettering = Lettering(Fonts(), Weight.REGULAR)

    joined = lettering.measure("سسس", 100)
    apart = sum(lettering.measure(sign, 100) for sign in "سسس")

    assert NOTO.exists() is (joined < apart)


def test_without_a_shaping_library_names_are_still_drawn(monkeypatch):
    """On a machine without text shaping a badge still comes out."""
    monkeypatch.setattr(features, "check", lambda name: False)
    fonts = Fonts()
    lettering = Lettering(fonts, Weight.REGULAR)

    strip = lettering.draw("Mara אב", 40)

    assert not fonts.shaped
    assert ink(strip.image)


def test_marks_stay_with_their_letter(bare):
    """An accent is drawn by the font that draws its letter."""
    runs = bare._runs("x\u0338y")

    assert [run.text for run in runs] == ["x\u0338y"]


def test_white_space_at_the_ends_takes_no_strip(bare):
    """Drawing nothing is no trouble."""
    strip = bare.draw("", 40)

    assert ImageChops.invert(strip.image).getextrema() == (255, 255)


def test_our_own_fonts_are_in_the_package():
    """Roboto in three weights travels with the program."""
    assert sorted(path.stem for path in OURS.glob("*.ttf")) == [
        "Roboto-Bold",
        "Roboto-Medium",
        "Roboto-Regular",
    ]
    assert "Apache License" in (OURS / "LICENSE.txt").read_text("utf-8")


def test_a_face_that_is_not_there_is_named(tmp_path):
    """A font that vanished is named in the error."""
    with pytest.raises(FileNotFoundError, match="gone"):
        Fonts().at(tmp_path / "gone.ttf", 20)


@pytest.mark.skipif(not NOTO.exists(), reason="Arabic needs Debian's Noto fonts")
@pytest.mark.parametrize("sign", ["٢", "۲", "ﷲ", "ب"])
def test_arabic_digits_are_no_boxes(sign):
    """A date in Arabic or Persian digits can be read: Arabic fonts have them."""
    assert Fonts().face_for(sign, Weight.BOLD) is not None


@pytest.mark.skipif(not NOTO.exists(), reason="Hindi needs Debian's Noto fonts")
def test_a_cut_never_parts_a_letter_from_its_vowel():
    """A Hindi name that is cut ends after a whole letter."""
    lettering = Lettering(Fonts(), Weight.REGULAR)

    shown = [lettering.cut("कि" * 30, width, 20) for width in range(60, 120, 3)]

    assert {text.removesuffix(CUT)[-1] for text in shown} == {"ि"}
