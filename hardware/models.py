"""Printers and scanners that we know, from `models.toml`: how each one wants it."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from hardware.framing import Framing

_FILE = Path(__file__).with_name("models.toml")
OWN_MODELS = Path("/etc/portico/models.toml")
"""Where a site describes devices that we do not know, or knows better."""
_MM_PER_INCH = 25.4
_WIDEST_MM = 1000


class Flow(StrEnum):
    """How a serial printer says "wait"."""

    NONE = "none"
    XON_XOFF = "xon_xoff"
    RTS_CTS = "rts_cts"


class Seen(StrEnum):
    """How far the facts of a model have been seen to."""

    DEVICE = "device"
    """On the device itself, on our desk."""
    MANUAL = "manual"
    """In what its maker writes."""
    ELSEWHERE = "elsewhere"
    """In another project's table, or the list of USB ids."""
    UNSOURCED = "unsourced"
    """Nowhere that could be cited: a test print has to settle it."""


@dataclass(frozen=True)
class PrinterModel:
    """One printer: its language, how fine it prints, how it is talked to.

    Attributes:
        key: what settings call it, such as "zebra-zd421-203".
        language: a file of `hardware/printers/`, or "ipp".
        widest_mm: how wide it can print.
        baud_rate, flow: where it hangs on a serial line.
        answers: whether it tells its status.
        usb: ids as "0a5f:0120" by which `portico-hardware list` suggests it.
        source: where these facts are from.
        dots: the dots of one printed line, where that is known exactly.
        compressed: whether it understands compressed rows (Brother only).
        switches: whether it has to be told to take raster (Brother only).
        calls_itself: a part of what it calls itself on USB, such as "ZD421-203".
        cables: "usb", "network", "serial": how it can be connected.
        paper: rolls that fit badges, for people.
        setup: what has to be set on the device itself, for people.
        seen: how far these facts were seen to.
    """

    key: str
    name: str
    language: str
    dpi: int
    widest_mm: float
    baud_rate: int = 9600
    flow: Flow = Flow.NONE
    answers: bool = True
    usb: tuple[str, ...] = ()
    source: str = ""
    dots: int | None = None
    compressed: bool = True
    switches: bool = True
    calls_itself: tuple[str, ...] = ()
    cables: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()
    setup: str = ""
    seen: Seen = Seen.UNSOURCED

    @property
    def widest_dots(self) -> int:
        """How many dots lie side by side on the widest paper."""
        return self.dots or int(self.widest_mm * self.dpi / _MM_PER_INCH)


@dataclass(frozen=True)
class ScannerModel:
    """One scanner: how it ends a code, and what has to be set on it.

    Attributes as for `PrinterModel`.
    """

    key: str
    name: str
    framing: Framing = Framing.LINE
    baud_rate: int = 9600
    usb: tuple[str, ...] = ()
    source: str = ""
    calls_itself: tuple[str, ...] = ()
    cables: tuple[str, ...] = ()
    setup: str = ""
    seen: Seen = Seen.UNSOURCED


class ModelUnknown(LookupError):
    """No model has this key; the text names those that come near."""


class ModelsWrong(ValueError):
    """A file of models cannot be used; the text says which one, and why."""


@dataclass(frozen=True)
class Models:
    """All models that we know."""

    printers: tuple[PrinterModel, ...]
    scanners: tuple[ScannerModel, ...]

    def printer(self, key: str) -> PrinterModel:
        """Give the printer with this key.

        Raises:
            ModelUnknown: there is none.
        """
        return _with_key(key, self.printers)

    def scanner(self, key: str) -> ScannerModel:
        """Give the scanner with this key.

        Raises:
            ModelUnknown: there is none.
        """
        return _with_key(key, self.scanners)


def load_models(own: Path = OWN_MODELS) -> Models:
    """Read the models that we ship, and the site's own, which win.

    Raises:
        ModelsWrong: the site's file is there and cannot be used.
    """
    ours = read_models(_FILE.read_text("utf-8"))
    try:
        theirs = read_models(own.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return ours
    except (OSError, ValueError) as problem:
        raise ModelsWrong(f"{own} cannot be used: {problem}") from problem
    return Models(
        _with_own(ours.printers, theirs.printers),
        _with_own(ours.scanners, theirs.scanners),
    )


def read_models(text: str) -> Models:
    """Read models from the text of a TOML file.

    Raises:
        ValueError: it is no TOML, or a model has an unknown or a wrong value; the
            text names the model and the value.
    """
    content = _Table("the file", tomllib.loads(text))
    printers = tuple(_printer(table) for table in content.tables("printers"))
    scanners = tuple(_scanner(table) for table in content.tables("scanners"))
    content.end()
    return Models(printers, scanners)


_Model = TypeVar("_Model", PrinterModel, ScannerModel)
_Choice = TypeVar("_Choice", bound=StrEnum)


def _with_own(
    ours: tuple[_Model, ...], theirs: tuple[_Model, ...]
) -> tuple[_Model, ...]:
    known = {model.key: model for model in ours} | {one.key: one for one in theirs}
    return tuple(known.values())


def _with_key(key: str, models: Iterable[_Model]) -> _Model:
    known = {model.key: model for model in models}
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=3) or sorted(known)
    raise ModelUnknown(f"No model is called {key!r}. There is {', '.join(near)}.")


def _printer(table: "_Table") -> PrinterModel:
    model = PrinterModel(
        key=table.name,
        name=table.text("name"),
        language=table.text("language"),
        dpi=table.number("dpi"),
        widest_mm=table.length("widest_mm"),
        baud_rate=table.number("baud_rate", 9600),
        flow=table.choice("flow", Flow, Flow.NONE),
        answers=table.truth("answers"),
        usb=tuple(one.lower() for one in table.texts("usb")),
        source=table.text("source"),
        dots=table.number("dots", 0) or None,
        compressed=table.truth("compressed"),
        switches=table.truth("switches"),
        calls_itself=table.texts("calls_itself"),
        cables=table.texts("cables"),
        paper=table.texts("paper"),
        setup=table.text("setup", ""),
        seen=table.choice("seen", Seen),
    )
    table.end()
    return model


def _scanner(table: "_Table") -> ScannerModel:
    model = ScannerModel(
        key=table.name,
        name=table.text("name"),
        framing=table.choice("framing", Framing, Framing.LINE),
        baud_rate=table.number("baud_rate", 9600),
        usb=tuple(one.lower() for one in table.texts("usb")),
        source=table.text("source"),
        calls_itself=table.texts("calls_itself"),
        cables=table.texts("cables"),
        setup=table.text("setup", ""),
        seen=table.choice("seen", Seen),
    )
    table.end()
    return model


class _Table:
    """A TOML table whose values are taken out one by one, each of its kind."""

    def __init__(self, name: str, content: Mapping[str, object]) -> None:
        self.name = name
        self._left = dict(content)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._left.pop(key, default)
        if isinstance(value, str):
            return value
        raise self._wrong(key, "a text")

    def choice(
        self, key: str, kind: type[_Choice], default: _Choice | None = None
    ) -> _Choice:
        text = self.text(key, default)
        if text in list(kind):
            return kind(text)
        raise self._wrong(key, f"one of {', '.join(kind)}")

    def number(self, key: str, default: int | None = None) -> int:
        value = self._left.pop(key, default)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and whole and (value > 0 or value == default):
            return value
        raise self._wrong(key, "a whole number above 0")

    def length(self, key: str) -> float:
        value = self._left.pop(key, None)
        if isinstance(value, int | float) and 0 < value <= _WIDEST_MM:
            return float(value)
        raise self._wrong(key, f"a length of at most {_WIDEST_MM} mm")

    def truth(self, key: str) -> bool:
        value = self._left.pop(key, True)
        if isinstance(value, bool):
            return value
        raise self._wrong(key, "true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._left.pop(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise self._wrong(key, "a list of texts")

    def tables(self, key: str) -> list["_Table"]:
        value = self._left.pop(key, {})
        if isinstance(value, dict) and all(isinstance(v, dict) for v in value.values()):
            return [_Table(name, table) for name, table in value.items()]
        raise self._wrong(key, "a table of tables")

    def end(self) -> None:
        if self._left:
            raise ValueError(f"{self.name}: {sorted(self._left)} is not known")

    def _wrong(self, key: str, kind: str) -> ValueError:
        return ValueError(f"{self.name}: {key} must be {kind}")
