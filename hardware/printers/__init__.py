"""One file per printer language: a picture in, bytes out; pure."""

from collections.abc import Callable, Mapping

from hardware.language import PrinterLanguage
from hardware.models import PrinterModel
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.brother_ql.rolls import NARROW, WIDE
from hardware.printers.escpos import EscPos
from hardware.printers.zpl import Zpl


def _brother_ql(model: PrinterModel) -> PrinterLanguage:
    head = NARROW if model.widest_dots <= NARROW else WIDE
    return BrotherQl(head, compressed=model.compressed, switches=model.switches)


def _escpos(model: PrinterModel) -> PrinterLanguage:
    return EscPos(_whole_bytes(model.widest_dots))


def _zpl(model: PrinterModel) -> PrinterLanguage:
    return Zpl(_whole_bytes(model.widest_dots))


def _whole_bytes(dots: int) -> int:
    """Round up: a width in millimetres falls just short of the dots there are."""
    return (dots + 7) // 8 * 8


LANGUAGES: Mapping[str, Callable[[PrinterModel], PrinterLanguage]] = {
    "brother_ql": _brother_ql,
    "escpos": _escpos,
    "zpl": _zpl,
}
"""How each language is spoken to a model, by the name that `models.toml` uses."""
