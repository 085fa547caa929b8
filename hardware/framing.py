"""Where one scanned code ends and the next begins, in a stream of bytes; pure."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

MAX_FRAME = 4096
"""Longest code in bytes; no honest QR code is longer."""
DEAD_AFTER = 5.0
"""A begun code is given up after so many silent seconds: no scanner pauses so long."""
SETTLED = 0.5
"""Without an end between codes, so much silence shows that the next byte begins one."""


class Framing(StrEnum):
    """What a scanner sends after each code."""

    LINE = "line"
    """CR, LF or both: right for nearly every scanner as it comes."""
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    NONE = "none"
    """Nothing: a pause ends the code (and CR or LF, should they come after all)."""


class End(StrEnum):
    """What ended one code."""

    CR = "CR"
    LF = "LF"
    CRLF = "CR LF"
    TAB = "TAB"
    PAUSE = "a pause"


class Drop(StrEnum):
    """Why bytes were thrown away."""

    TOO_LONG = "too long"
    UNFINISHED = "unfinished"
    NO_PREFIX = "no prefix"
    UNSURE = "unsure"
    """Perhaps only the tail of a code, and nothing in it proves the contrary."""


@dataclass(frozen=True)
class FrameShape:
    """How this scanner is set up.

    Attributes:
        prefix: what it sends before each code; a code without it is dropped.
        idle_gap: seconds of silence that end a code where framing is NONE.
    """

    framing: Framing = Framing.LINE
    prefix: str = ""
    idle_gap: float = 0.08


@dataclass(frozen=True)
class Frame:
    """One code: its text, the bytes it was read from, and what ended it.

    Attributes:
        whole: whether it is sure where it began. The first bytes after the line was
            opened may be the tail of a code whose head nobody heard.
    """

    text: str
    raw: bytes
    end: End
    whole: bool = True


_LINE_ENDS = {b"\r": End.CR, b"\n": End.LF}
_ENDS: dict[Framing, dict[bytes, End]] = {
    Framing.LINE: _LINE_ENDS,
    Framing.CR: {b"\r": End.CR},
    Framing.LF: {b"\n": End.LF},
    Framing.CRLF: {b"\r\n": End.CRLF},
    Framing.TAB: {b"\t": End.TAB},
    Framing.NONE: _LINE_ENDS,
}
# Scanners can announce the symbology first (AIM, ISO/IEC 15424): "]Q1" is a QR code.
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


class Framer:
    """Collects bytes and gives out whole codes; a part of a code never gets out.

    `dropped` counts what was thrown away, by reason.
    """

    def __init__(self, shape: FrameShape) -> None:
        """Start between two codes."""
        self.dropped: Counter[Drop] = Counter()
        self._shape = shape
        self._ends = _ENDS[shape.framing]
        # The CR of CR LF waits in the buffer, but is no part of the code.
        self._room = MAX_FRAME + (shape.framing is Framing.CRLF)
        self._begun = bytearray()
        self._before = b""
        self._skipping = False
        self._between = False
        self._whole = False

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes as they came, cut anywhere; give the codes that they end."""
        frames = []
        for byte in data:
            sign = bytes((byte,))
            end = self._ends.get(sign) or self._ends.get(self._before + sign)
            self._before = sign
            if end is not None:
                frames += self._finish(end)
            else:
                self._keep(sign)
        return frames

    def quiet(self, seconds: float) -> list[Frame]:
        """Hear that nothing came for so long in a row; where that ends a code, give it."""
        bare = self._shape.framing is Framing.NONE
        if bare and seconds >= self._shape.idle_gap and self._in_a_code:
            return self._finish(End.PAUSE)
        if seconds >= DEAD_AFTER:
            self.reset()
        if not self._in_a_code:
            enough = SETTLED if bare else self._shape.idle_gap
            self._between = self._between or seconds >= enough
        return []

    @property
    def _in_a_code(self) -> bool:
        return bool(self._begun) or self._skipping

    def reset(self) -> None:
        """Forget a begun code: the device went away, or died in the middle of it."""
        if self._begun:
            self.dropped[Drop.UNFINISHED] += 1
        self._begun.clear()
        self._before = b""
        self._skipping = False
        self._between = False

    def _keep(self, sign: bytes) -> None:
        if self._skipping:
            return
        if not self._begun:
            self._whole = self._between
        if len(self._begun) < self._room:
            self._begun += sign
            return
        self._begun.clear()
        self._skipping = True
        self.dropped[Drop.TOO_LONG] += 1

    def _finish(self, end: End) -> list[Frame]:
        raw = bytes(self._begun)
        self._begun.clear()
        # A pause may have come in the middle of a code; an end may not.
        self._between = end is not End.PAUSE
        if self._skipping:
            self._skipping = False
            return []
        text = _bare(_visible(raw), self._shape.prefix)
        if text is None:
            self.dropped[Drop.NO_PREFIX] += 1
            return []
        return [Frame(text, raw, end, self._whole)] if text else []


def _bare(text: str, prefix: str) -> str | None:
    """Take off the prefix and the symbology mark; None where the prefix is missing.

    Scanners differ in which of the two they send first.
    """
    if text.startswith(prefix):
        return _without_mark(text.removeprefix(prefix))
    text = _without_mark(text)
    if text and not text.startswith(prefix):
        return None
    return text.removeprefix(prefix)


def _without_mark(text: str) -> str:
    mark = _AIM.match(text)
    return text[mark.end() :] if mark else text


def _visible(raw: bytes) -> str:
    """Decode, and drop control signs: none of ours has one, and they steer programs."""
    text = raw.decode("utf-8", errors="replace")
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc")
