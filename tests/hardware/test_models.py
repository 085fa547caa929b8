import pkgutil
import re
from pathlib import Path

import pytest

from hardware import printers
from hardware.framing import Framing
from hardware.models import (
    Flow,
    ModelsWrong,
    ModelUnknown,
    PrinterModel,
    ScannerModel,
    Seen,
    load_models,
    read_models,
)

MODELS = load_models()
LANGUAGES = {module.name for module in pkgutil.iter_modules(printers.__path__)}
BOTH = MODELS.printers + MODELS.scanners
CABLES = {"usb", "network", "serial"}
SCANNER = """
[scanners.one]
name = "One"
framing = "crlf"
usb = ["1234:abcd"]
seen = "manual"
source = "its manual"
"""


@pytest.mark.parametrize("model", MODELS.printers, ids=lambda model: model.key)
def test_each_printer_can_be_printed_to(model):
    """Each printer in the table speaks a language that we write, as fine as it says."""
    assert model.language in LANGUAGES | {"ipp"}
    assert model.dpi in {180, 203, 300}
    assert 40 < model.widest_mm <= 210
    assert model.widest_dots == pytest.approx(
        model.widest_mm * model.dpi / 25.4, rel=0.01
    )


@pytest.mark.parametrize("model", BOTH, ids=lambda model: model.key)
def test_each_device_says_where_its_facts_are_from(model):
    """Whoever doubts a setting finds its source; none has been on a desk so far."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|netum", model.key)
    assert len(model.source) > 20
    assert model.seen is not Seen.DEVICE
    assert "not found" in model.source or model.seen is not Seen.UNSOURCED
    assert set(model.cables) <= CABLES
    assert [
        usb for usb in model.usb if not re.fullmatch("[0-9a-f]{4}:[0-9a-f]{4}", usb)
    ] == []


def test_some_twenty_devices_and_more_are_known():
    """Label printers, receipt printers and scanners of every sort are in the table."""
    assert len(BOTH) >= 20
    assert {model.language for model in MODELS.printers} == {
        "brother_ql",
        "zpl",
        "escpos",
        "ipp",
    }
    assert len({model.key for model in BOTH}) == len(BOTH)


def test_a_table_is_read_as_it_stands():
    """What the file says of a scanner is what is known of it."""
    models = read_models(SCANNER)

    assert models.scanner("one") == ScannerModel(
        key="one",
        name="One",
        framing=Framing.CRLF,
        usb=("1234:abcd",),
        seen=Seen.MANUAL,
        source="its manual",
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('name = "Two"', "overwrite"),
        ("colour = 1", "one: .*colour.* is not known"),
        ('baud_rate = "fast"', "one: baud_rate must be a whole number"),
        ("calls_itself = [1]", "one: calls_itself must be a list of texts"),
        ("setup = 1", "one: setup must be a text"),
        (
            "[scanners.b]\nname = 'B'\nsource = 'x'\nseen = 'no'",
            "b: seen must be one of",
        ),
        ("[printers]\na = 1", "the file: printers must be a table of tables"),
        ("[gadgets]", "the file: .*gadgets.* is not known"),
    ],
)
def test_a_slip_in_the_table_is_told_by_name(wrong, said):
    """A typing error in the file of models says which model and which value."""
    with pytest.raises(ValueError, match=said):
        read_models(SCANNER + wrong)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("dpi = 0", "p: dpi must be a whole number above 0"),
        ("dpi = -203", "p: dpi must be a whole number above 0"),
        ("dpi = 203\nwidest_mm = inf", "p: widest_mm must be a length of at most"),
        ("dpi = 203\nwidest_mm = 72\ndots = -5", "p: dots must be a whole number"),
    ],
)
def test_a_fact_that_no_printer_can_have_is_refused(fact, said):
    """A slip in a number is not found out with the first visitor's badge."""
    printer = f'[printers.p]\nname = "P"\nlanguage = "zpl"\nsource = ""\n{fact}'

    with pytest.raises(ValueError, match=said):
        read_models(printer)


def test_usb_ids_are_known_in_capitals_too():
    """Whoever copies USB ids as Windows writes them finds the device as well."""
    models = read_models(SCANNER.replace("1234:abcd", "1234:ABCD"))

    assert models.scanners[0].usb == ("1234:abcd",)


def test_a_key_that_nearly_fits_is_helped():
    """Who mistypes a model is told which one was probably meant."""
    with pytest.raises(ModelUnknown, match="zebra-zd421-203"):
        MODELS.printer("zebra-zd421")


def test_what_is_not_said_of_a_printer_is_usual():
    """A printer's table needs only what is special about it."""
    model = PrinterModel("a-b", "A", "zpl", 300, 100.0)

    assert (model.flow, model.answers, model.compressed) == (Flow.NONE, True, True)
    assert model.widest_dots == 1181


def test_every_model_stands_in_the_document():
    """Who buys devices finds all that we know in one table, and what was tried."""
    text = (Path(__file__).parents[2] / "docs/hardware.md").read_text("utf-8")

    assert [model.key for model in BOTH if f"`{model.key}`" not in text] == []
    assert "simulated devices only" in text


def test_a_sites_own_models_win(tmp_path):
    """A site describes a printer that we do not know, or corrects one that we do."""
    own = tmp_path / "models.toml"
    own.write_text(
        """
        [printers.escpos-80mm]
        name = "Ours"
        language = "escpos"
        dpi = 203
        widest_mm = 72
        baud_rate = 19200
        flow = "rts_cts"
        answers = false
        seen = "device"
        source = "tried in our lobby"
        """
    )

    models = load_models(own)

    assert len(models.printers) == len(MODELS.printers)
    assert models.printer("escpos-80mm").name == "Ours"
    assert models.printer("escpos-80mm").flow is Flow.RTS_CTS
    assert load_models(tmp_path / "none.toml") == MODELS


@pytest.mark.parametrize("content", ["[printers.x]\ncolour = 1", "=", None])
def test_a_sites_file_that_is_wrong_is_named(tmp_path, content):
    """A slip in the site's own file stops the start and says which file it is."""
    own = tmp_path / "models.toml"
    own.mkdir() if content is None else own.write_text(content)

    with pytest.raises(ModelsWrong, match=r"models\.toml cannot be used"):
        load_models(own)
