"""What an IPP printer says of itself and of a job, in our words; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hardware.language import PrinterStatus, worst
from hardware.picture import Picture

# RFC 8011 5.4.12 and PWG 5100.9 name them; a printer may add "-error", "-warning".
_REASONS: Mapping[str, PrinterStatus] = {
    "media-empty": PrinterStatus.OUT_OF_PAPER,
    "media-needed": PrinterStatus.OUT_OF_PAPER,
    "input-tray-missing": PrinterStatus.OUT_OF_PAPER,
    "input-media-supply-empty": PrinterStatus.OUT_OF_PAPER,
    "marker-supply-empty": PrinterStatus.OUT_OF_PAPER,
    "toner-empty": PrinterStatus.OUT_OF_PAPER,
    "cover-open": PrinterStatus.COVER_OPEN,
    "door-open": PrinterStatus.COVER_OPEN,
    "interlock-open": PrinterStatus.COVER_OPEN,
    "input-tray-open": PrinterStatus.COVER_OPEN,
    "media-jam": PrinterStatus.JAM,
    "media-path-jam": PrinterStatus.JAM,
    "output-area-full": PrinterStatus.JAM,
    "trimmer-jam": PrinterStatus.CUTTER,
    "trimmer-over-limit": PrinterStatus.CUTTER,
    "cutter-jam": PrinterStatus.CUTTER,
    "fuser-over-temp": PrinterStatus.OVERHEATED,
    "marker-over-temp": PrinterStatus.OVERHEATED,
    "media-low": PrinterStatus.LOW,
    "marker-supply-low": PrinterStatus.LOW,
    "toner-low": PrinterStatus.LOW,
    "paused": PrinterStatus.OFFLINE,
    "moving-to-paused": PrinterStatus.OFFLINE,
    "stopping": PrinterStatus.OFFLINE,
    "stopped-partly": PrinterStatus.OFFLINE,
    "shutdown": PrinterStatus.OFFLINE,
    "offline": PrinterStatus.OFFLINE,
    "timed-out": PrinterStatus.OFFLINE,
    "connecting-to-device": PrinterStatus.OFFLINE,
}
_STATES = {
    3: PrinterStatus.READY,
    4: PrinterStatus.PRINTING,
    5: PrinterStatus.OFFLINE,
}
_SEVERITIES = ("-error", "-warning")
_COMPLETED, _ENDED = 9, frozenset({7, 8, 9})
_PER_INCH = 3
_NEARLY_MM = 3.0
_MM_PER_INCH = 25.4

PRINTER_WORDS = [
    "printer-state",
    "printer-state-reasons",
    "document-format-supported",
    "pwg-raster-document-resolution-supported",
    "pwg-raster-document-type-supported",
    "media-supported",
]
JOB_WORDS = ["job-id", "job-state", "time-at-processing"]


@dataclass(frozen=True)
class PrinterReport:
    """How a printer is, and what it takes.

    Attributes:
        dpis: of PWG raster, across and along.
        inks: PWG's names of the kinds of dots that it takes.
    """

    status: PrinterStatus
    formats: frozenset[str]
    dpis: frozenset[int]
    inks: frozenset[str]
    media: tuple[str, ...]


@dataclass(frozen=True)
class JobReport:
    """How far a job is.

    Attributes:
        ended: nothing more will come of it; `completed`: it came out.
        begun: whether the printer has begun with it, or cannot tell.
    """

    number: int
    ended: bool
    completed: bool
    begun: bool


# Foreign words become ours here; their values are of any kind until then.
def read_printer(said: Mapping[str, Any]) -> PrinterReport:
    """Understand the attributes of a printer; never raises."""
    return PrinterReport(
        status=_status(_int(said.get("printer-state")), _texts(said, _KEY_REASONS)),
        formats=frozenset(_texts(said, "document-format-supported")),
        dpis=frozenset(_dpis(said.get("pwg-raster-document-resolution-supported"))),
        inks=frozenset(_texts(said, "pwg-raster-document-type-supported")),
        media=tuple(_texts(said, "media-supported")),
    )


def read_job(said: Mapping[str, Any]) -> JobReport:
    """Understand the attributes of a job; never raises."""
    state = _int(said.get("job-state"))
    begun = said.get("time-at-processing", 0)
    return JobReport(
        number=_int(said.get("job-id")),
        ended=state in _ENDED,
        completed=state == _COMPLETED,
        # RFC 8011 5.3.14.2: "no-value" until the printer begins; pyipp gives "".
        begun=isinstance(begun, int),
    )


def fitting_media(picture: Picture, media: Iterable[str]) -> str | None:
    """Choose the paper whose size is the picture's; None leaves it to the printer."""
    for name in media:
        size = _size_mm(name)
        if size and all(
            abs(one - other) <= _NEARLY_MM
            for one, other in zip(
                size, (picture.width_mm, picture.height_mm), strict=True
            )
        ):
            return name
    return None


_KEY_REASONS = "printer-state-reasons"


def _status(state: int, reasons: Iterable[str]) -> PrinterStatus:
    said = [_REASONS.get(_plain(reason)) for reason in reasons]
    known = [status for status in said if status]
    state_says = _STATES.get(state, PrinterStatus.UNKNOWN)
    # Why it stopped is said better by the reasons, where they say it.
    if known and state_says is PrinterStatus.OFFLINE:
        return worst(known)
    return worst([*known, state_says])


def _plain(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason


def _size_mm(name: str) -> tuple[float, float] | None:
    """Read "oe_badge_62x100mm" or "na_index_3x5in" (PWG 5101.1)."""
    size = name.rpartition("_")[2]
    scale = _MM_PER_INCH if size.endswith("in") else 1.0
    if name.startswith("custom_m") or not size.endswith(("mm", "in")):
        return None
    try:
        width, height = (float(part) * scale for part in size[:-2].split("x"))
    except ValueError:
        return None
    return width, height


def _dpis(value: Any) -> Iterable[int]:  # noqa: ANN401 - what pyipp parsed
    for resolution in value if isinstance(value, list) else [value]:
        match resolution:
            case (int(across), int(along), 3) if across == along:
                yield across
            case _:
                continue


def _texts(said: Mapping[str, Any], key: str) -> list[str]:
    value = said.get(key)
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if isinstance(one, str)]


def _int(value: Any) -> int:  # noqa: ANN401 - what pyipp parsed
    return int(value) if isinstance(value, int) else 0
