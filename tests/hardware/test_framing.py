import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.framing import (
    DEAD_AFTER,
    MAX_FRAME,
    Drop,
    End,
    Framer,
    FrameShape,
    Framing,
)

CODES = st.lists(
    st.text("P1.ABCDEFGHJK234567 äß山", min_size=1, max_size=40), max_size=6
)
CUTS = st.lists(st.integers(0, 400), max_size=8)
TERMINATORS = {
    Framing.LINE: b"\r\n",
    Framing.CR: b"\r",
    Framing.LF: b"\n",
    Framing.CRLF: b"\r\n",
    Framing.TAB: b"\t",
    Framing.NONE: b"\r",
}


def texts(framer: Framer, *pieces: bytes) -> list[str]:
    return [frame.text for piece in pieces for frame in framer.feed(piece)]


def cut_up(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cuts), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(places)]


@given(codes=CODES, cuts=CUTS, framing=st.sampled_from(Framing))
def test_however_the_bytes_are_cut_the_codes_are_the_same(codes, cuts, framing):
    """However a scanner's bytes trickle in, the same codes come out."""
    data = b"".join(code.encode() + TERMINATORS[framing] for code in codes)

    got = texts(Framer(FrameShape(framing)), *cut_up(data, cuts))

    assert got == codes


@given(data=st.binary(max_size=300), cuts=CUTS, framing=st.sampled_from(Framing))
def test_any_bytes_cut_anywhere_give_what_they_give_whole(data, cuts, framing):
    """Even noise means the same whether it comes at once or in pieces."""
    whole = texts(Framer(FrameShape(framing)), data)

    pieces = texts(Framer(FrameShape(framing)), *cut_up(data, cuts))

    assert pieces == whole


def test_ten_thousand_random_cuts_never_change_a_code():
    """A pass survives ten thousand different ways of arriving in two or three parts."""
    seen = random.Random(7)
    code = b"P1." + b"ABCDEFGHJKLMNPQRSTUVWXYZ234567" * 5
    cuts = [sorted(seen.choices(range(len(code)), k=2)) for _ in range(10_000)]

    got = {
        tuple(texts(Framer(FrameShape()), *cut_up(code + b"\r", cut))) for cut in cuts
    }

    assert got == {(code.decode(),)}


def test_two_codes_in_one_gulp_are_two_codes():
    """Two codes scanned in quick succession stay two codes."""
    framer = Framer(FrameShape())

    got = texts(framer, b"FIRST\rSECOND\r")

    assert got == ["FIRST", "SECOND"]


@pytest.mark.parametrize("seed", range(20))
def test_noise_gives_only_what_stood_between_two_ends(seed):
    """Ten kilobytes of noise give no code that the noise itself did not end."""
    noise = random.Random(seed).randbytes(10_000)

    frames = Framer(FrameShape()).feed(noise)

    assert [frame.raw for frame in frames] == [
        piece for piece in re.split(rb"[\r\n]", noise)[:-1] if frame_like(piece)
    ]


def frame_like(piece: bytes) -> bool:
    shown = re.sub(rb"[\x00-\x1f\x7f]", b"", piece)
    return bool(re.sub(rb"^\][A-Za-z][0-9A-Za-z]", b"", shown)) and not only_c1(shown)


def only_c1(shown: bytes) -> bool:
    return re.fullmatch(r"[\x80-\x9f]*", shown.decode(errors="replace")) is not None


def test_noise_without_an_end_gives_nothing():
    """Ten kilobytes without an end give no code at all."""
    framer = Framer(FrameShape())
    noise = bytes(random.Random(1).choices(range(0x20, 0xFF), k=10_000))

    got = texts(framer, noise)

    assert got == []
    assert framer.dropped[Drop.TOO_LONG] == 1


@pytest.mark.parametrize("framing", [Framing.CR, Framing.LF, Framing.CRLF, Framing.TAB])
def test_only_the_chosen_end_ends_a_code(framing):
    """A scanner set to one ending is not confused by the others."""
    others = [end for end in (b"\r", b"\n", b"\t") if end not in TERMINATORS[framing]]
    framer = Framer(FrameShape(framing))

    got = texts(framer, b"A" + b"".join(others) + b"B", TERMINATORS[framing])

    assert got == ["AB"]


def test_a_cr_alone_does_not_end_a_cr_lf_code():
    """Half of an ending is no ending."""
    framer = Framer(FrameShape(Framing.CRLF))

    got = texts(framer, b"A\rB\nC\r\n")

    assert got == ["ABC"]


def test_the_longest_code_passes():
    """A code of exactly four kilobytes is still read."""
    framer = Framer(FrameShape(Framing.CRLF))

    got = texts(framer, b"A" * MAX_FRAME + b"\r\n")

    assert got == ["A" * MAX_FRAME]


@pytest.mark.parametrize("framing", [Framing.LINE, Framing.CRLF, Framing.TAB])
def test_a_longer_code_is_dropped_whole(framing):
    """Of a code that is too long not even the end is taken for a code."""
    framer = Framer(FrameShape(framing))
    end = TERMINATORS[framing]

    got = texts(framer, b"A" * (MAX_FRAME + 1) + b"TAIL" + end + b"NEXT" + end)

    assert got == ["NEXT"]
    assert framer.dropped == {Drop.TOO_LONG: 1}


@pytest.mark.parametrize("aim", ["]Q1", "]d2", "]C0", "]E0", "]z3"])
def test_the_symbology_mark_goes(aim):
    """Scanners that announce the kind of code read the same codes as others."""
    framer = Framer(FrameShape())

    got = texts(framer, aim.encode() + b"P1.ABC\r")

    assert got == ["P1.ABC"]


def test_only_one_symbology_mark_goes():
    """What only looks like a mark inside a code stays."""
    framer = Framer(FrameShape())

    got = texts(framer, b"]Q1]Q1A]d2\r", b"]Q\r")

    assert got == ["]Q1A]d2", "]Q"]


def test_a_prefix_is_asked_for_and_taken_off():
    """Where the scanner says a prefix first, a code without it is not believed."""
    framer = Framer(FrameShape(prefix="$>"))

    got = texts(framer, b"$>ONE\rTWO\r]Q1$>THREE\r$>\r\r")

    assert got == ["ONE", "THREE"]
    assert framer.dropped == {Drop.NO_PREFIX: 1}


def test_the_symbology_mark_may_stand_behind_the_prefix():
    """Whether the scanner says its prefix or the kind of code first is all the same."""
    framer = Framer(FrameShape(prefix="$>"))

    got = texts(framer, b"$>]Q1ONE\r]Q1$>TWO\r$>]Q1]Q1\r")

    assert got == ["ONE", "TWO", "]Q1"]


@pytest.mark.parametrize("sign", [*range(0x20), 0x7F])
def test_control_signs_never_come_through(sign):
    """A code cannot smuggle control signs into the kiosk."""
    framer = Framer(FrameShape(Framing.NONE))
    framer.feed(b"A" + bytes((sign,)))

    got = framer.quiet(1.0)

    assert "".join(frame.text for frame in got).strip("A") == ""


def test_a_control_sign_before_the_mark_does_not_hide_it():
    """A start-of-text sign before the symbology mark changes nothing."""
    framer = Framer(FrameShape())

    got = texts(framer, b"\x02]Q1ABC\x03\r")

    assert got == ["ABC"]


def test_bytes_that_are_no_text_become_question_marks():
    """A code in an unknown alphabet is read, so that the visitor gets an answer."""
    framer = Framer(FrameShape())

    got = texts(framer, b"A\xff\xfeB\r")

    assert got == ["A\ufffd\ufffdB"]


def test_silence_is_no_end():
    """A code that stops in the middle is not taken for a whole one."""
    framer = Framer(FrameShape())
    framer.feed(b"ABC")

    got = framer.quiet(DEAD_AFTER - 0.1)
    rest = texts(framer, b"DEF\r")

    assert got == []
    assert rest == ["ABCDEF"]


def test_long_silence_gives_a_begun_code_up():
    """A stray byte of this morning does not spoil the next visitor's code."""
    framer = Framer(FrameShape())
    framer.feed(b"\xff\x81")

    got = framer.quiet(DEAD_AFTER)
    rest = texts(framer, b"ABC\r")

    assert got == []
    assert rest == ["ABC"]
    assert framer.dropped == {Drop.UNFINISHED: 1}


def test_where_nothing_is_sent_after_a_code_a_pause_ends_it():
    """A scanner that sends the bare code is read after a short pause."""
    framer = Framer(FrameShape(Framing.NONE, idle_gap=0.08))
    framer.feed(b"ABC")

    too_soon = framer.quiet(0.05)
    got = framer.quiet(0.08)
    nothing_more = framer.quiet(0.2)

    assert too_soon == []
    assert [(frame.text, frame.end) for frame in got] == [("ABC", End.PAUSE)]
    assert nothing_more == []


def test_a_pause_ends_even_what_was_too_long():
    """After endless noise and a pause the next bare code is read."""
    framer = Framer(FrameShape(Framing.NONE))
    framer.feed(b"x" * 9000)

    noise = framer.quiet(0.1)
    framer.feed(b"ABC")
    got = framer.quiet(0.1)

    assert noise == []
    assert [frame.text for frame in got] == ["ABC"]


def test_after_a_reset_nothing_is_left_of_the_begun_code():
    """What a pulled scanner had begun is never finished by another."""
    framer = Framer(FrameShape(Framing.CRLF))
    framer.feed(b"HEAD\r")

    framer.reset()
    got = texts(framer, b"\nTAIL\r\n")

    assert got == ["TAIL"]
    assert framer.dropped == {Drop.UNFINISHED: 1}


def test_what_comes_at_once_after_opening_may_lack_its_head():
    """The first bytes of a line that was just opened are not trusted to begin a code."""
    framer = Framer(FrameShape())

    frames = framer.feed(b"TAIL\rWHOLE\r")

    assert [(frame.text, frame.whole) for frame in frames] == [
        ("TAIL", False),
        ("WHOLE", True),
    ]


@pytest.mark.parametrize(
    ("framing", "silence", "whole"),
    [
        (Framing.LINE, 0.05, False),
        (Framing.LINE, 0.08, True),
        (Framing.NONE, 0.3, False),
        (Framing.NONE, 0.5, True),
    ],
)
def test_silence_after_opening_stands_between_codes(framing, silence, whole):
    """After a moment of silence the next byte begins a code."""
    framer = Framer(FrameShape(framing))
    framer.quiet(silence)

    frames = framer.feed(b"CODE\r")

    assert [(frame.text, frame.whole) for frame in frames] == [("CODE", whole)]


def test_what_follows_a_short_pause_may_be_the_rest_of_a_bare_code():
    """A bare code that stutters does not make a sure code of its second half."""
    framer = Framer(FrameShape(Framing.NONE))
    framer.quiet(1.0)
    framer.feed(b"HEAD")

    first = framer.quiet(0.1)
    framer.feed(b"TAIL")
    second = framer.quiet(0.1)
    framer.quiet(0.6)
    framer.feed(b"NEXT")
    third = framer.quiet(0.1)

    assert [(frame.text, frame.whole) for frame in first + second + third] == [
        ("HEAD", True),
        ("TAIL", False),
        ("NEXT", True),
    ]
