"""What every printer language promises, whatever the printer."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.language import PrinterLanguage, PrinterStatus
from hardware.picture import Picture

FINE = {PrinterStatus.READY, PrinterStatus.LOW, PrinterStatus.PRINTING}


class PrinterLanguageContract:
    """Give a language, the answer of a printer that is ready, and its finest dots."""

    language: PrinterLanguage
    ready: bytes
    dpi: int

    def label(self, width_mm: float = 50, height_mm: float = 80) -> Picture:
        """Draw a label with a black bar on it."""
        size = (round(width_mm * self.dpi / 25.4), round(height_mm * self.dpi / 25.4))
        image = Image.new("1", size, 1)
        image.paste(0, (40, 40, size[0] - 40, 60))
        return Picture(image, self.dpi)

    def test_the_same_badge_is_the_same_job(self):
        """A badge that is printed again comes out as it did before."""
        assert self.language.encode(self.label()) == self.language.encode(self.label())

    def test_a_job_begins_anew(self):
        """What was left of another job does not get into this badge."""
        job = self.language.encode(self.label())

        assert job.count(self.language.status_query) == 0
        assert job[:2] in {b"^X", b"\x1b@", b"\x00\x00"}

    def test_a_badge_that_is_too_large_is_refused(self):
        """Nobody gets half a badge: what does not fit is refused in plain words."""
        with pytest.raises(ValueError, match=r"200 by 300 mm|The badge is 200"):
            self.language.encode(self.label(200, 300))

    def test_a_printer_that_is_ready_is_ready(self):
        """A badge is printed as soon as the printer says that it can."""
        assert self.language.parse_status(self.ready) is PrinterStatus.READY
        assert self.language.answer_is_whole(self.ready)

    def test_no_answer_is_never_ready(self):
        """Silence is no consent."""
        assert self.language.parse_status(b"") is self.language.silence
        assert self.language.silence not in FINE
        assert not self.language.answer_is_whole(b"")

    def test_a_part_of_an_answer_is_never_ready(self):
        """A printer is not taken for ready because half a sentence sounded so."""
        parts = [self.ready[:at] for at in range(1, len(self.ready))]

        said = {self.language.parse_status(part) for part in parts}

        assert said == {PrinterStatus.UNKNOWN}

    def test_noise_around_an_answer_is_never_ready(self):
        """A line that is disturbed does not make a printer ready."""

        @given(noise=st.binary(min_size=1, max_size=40).filter(bytes.strip))
        def holds(noise: bytes) -> None:
            around = (noise + self.ready, self.ready + noise)
            others = [answer for answer in around if not self.is_honest(answer)]
            said = {self.language.parse_status(answer) for answer in others}
            assert PrinterStatus.READY not in said

        holds()

    def is_honest(self, answer: bytes) -> bool:
        """Tell whether the noise happened to be a second answer."""
        return not answer.replace(self.ready, b"")

    def test_any_bytes_at_all_are_survived(self):
        """No answer, however strange, stops the kiosk."""

        @settings(max_examples=300)
        @given(answer=st.binary(max_size=200))
        @example(b"\x02" * 99)
        @example(b"\x80\x20B" * 11)
        @example(b"\x02000,0,0,0,%s,0,0,0,0,0,0,0\x03\r\n" % (b"9" * 5000))
        def holds(answer: bytes) -> None:
            assert isinstance(self.language.parse_status(answer), PrinterStatus)
            assert self.language.answer_is_whole(answer) in {True, False}

        holds()
