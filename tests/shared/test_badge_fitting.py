from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.badge_fitting import LEADING, fit_text
from shared.badge_fonts import Fonts, Weight
from shared.badge_parts import Lettered
from shared.badge_text import CUT, Lettering

BOLD = Lettering(Fonts(), Weight.BOLD)
NAME = Lettered(6, 15, weight=Weight.BOLD, lines=2)
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Li", ["Li"]),
        ("Maximilian Oberhuber", ["Maximilian Oberhuber"]),
        ("Karl-Theodor zu Guttenbergen-Zinn", ["Karl-Theodor zu", "Guttenbergen-Zinn"]),
        ("Ann Papadopoulou-Vandenbergheim", ["Ann Papadopoulou-", "Vandenbergheim"]),
        ("W" * 30, ["W" * 17, "W" * 13]),
        ("W" * 44, ["W" * 17, "W" * 16 + CUT]),
        ("", [""]),
    ],
)
def test_a_long_name_takes_a_second_line(name, lines):
    """A long name is broken at a word, so that it can stay large."""
    setting = fit_text(BOLD, name, NAME, width=92, height=20)

    assert list(setting.lines) == lines


def test_the_longer_the_name_the_smaller_its_letters():
    """A short name fills the badge; a long one shrinks to a size still read."""
    sizes = [
        fit_text(BOLD, "Maria " * words, NAME, width=92, height=20).size
        for words in (1, 4, 6, 9, 40)
    ]

    assert sizes[0] == 15
    assert sizes == sorted(sizes, reverse=True)
    assert 5.5 < sizes[-1] <= 6


def test_three_lines_are_taken_where_they_help():
    """On a narrow badge a name of three parts has one line for each."""
    narrow = Lettered(4, 15, weight=Weight.BOLD, lines=3)

    setting = fit_text(
        BOLD, "Alexandra Papadopoulou-Vandenberghe", narrow, width=46, height=30
    )

    assert setting.lines == ("Alexandra", "Papadopoulou-", "Vandenberghe")


def test_a_box_that_is_too_low_still_shows_the_name():
    """Where the design leaves less than its smallest letters want, they are smaller."""
    setting = fit_text(BOLD, "Mara Lindt", NAME, width=92, height=4)

    assert setting.lines == ("Mara Lindt",)
    assert setting.height <= 4


@pytest.mark.skipif(not NOTO.exists(), reason="Japanese needs Debian's Noto fonts")
def test_japanese_is_broken_between_signs_but_not_before_a_bracket():
    """A script without spaces is broken where its readers would break it."""
    company = Lettered(3, 9, lines=2)

    setting = fit_text(BOLD, "北風ロボティクス(株)", company, width=40, height=20)

    assert len(setting.lines) == 2
    assert "".join(setting.lines) == "北風ロボティクス(株)"
    assert not setting.lines[1].startswith((")", "ー", "ィ"))


def test_letters_that_reach_far_are_set_further_apart():
    """Accents upon accents do not run into the line above."""
    plain = fit_text(BOLD, "Anna Maria Berta", NAME, width=40, height=20)
    high = fit_text(BOLD, "Anna Marịạ̈̈̂ Bẹ̈̂̂rtạ̈̂̂", NAME, width=40, height=20)

    assert plain.leading == LEADING
    assert high.leading > LEADING or high.above > plain.above


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(max_size=60),
    width=st.floats(8, 90),
    height=st.floats(3, 30),
    lines=st.integers(1, 3),
)
def test_whatever_is_set_fits_its_box(text, width, height, lines):
    """No words, however long or odd, are larger than the place they have."""
    letters = Lettered(3, 15, weight=Weight.BOLD, lines=lines)

    setting = fit_text(BOLD, BOLD.clean(text), letters, width=width, height=height)

    assert len(setting.lines) <= lines
    assert setting.size <= 15
    assert setting.height <= height + 0.001
    assert max(BOLD.measure(line, setting.size) for line in setting.lines) <= width
