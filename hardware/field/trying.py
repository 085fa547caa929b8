"""`test-print`: what comes out settles which printer it is; a person confirms it."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.errors import DeviceTrouble, PerhapsPrinted
from hardware.field.console import Console, Status, put
from hardware.field.trial import RULER_MM, SHORTEST_MM, trial_picture
from hardware.models import Models, PrinterModel
from hardware.printer import Printer

_MM_PER_INCH = 25.4
_CLOSE_ENOUGH = 0.04
# One model for each language, narrow enough for any roll.
_FIRST_TRIES = ("brother-ql-700", "zebra-zd410-203", "escpos-57mm")
_WHOSE = {
    "brother_ql": "Brother's, for QL label printers",
    "zpl": "Zebra's ZPL",
    "escpos": "ESC/POS, for receipt printers",
}
_NARROW_MM = 48.0


@dataclass(frozen=True)
class Trials:
    """Sends test prints to the printer at one address, and asks what came out.

    Attributes:
        open_printer: makes the printer of a model ready at an address.
        draw_number: gives the number that a test print shows; whoever reads it
            aloud has really seen it.
        length_mm: how long the test print is; None: as short as it can be.
    """

    address: str
    open_printer: Callable[[str, PrinterModel], Printer]
    draw_number: Callable[[], int]
    console: Console
    length_mm: float | None = None

    def of_model(self, model: PrinterModel) -> Status:
        """Print once, as this model wants it."""
        try:
            confirmed = self._try(model, model.widest_mm)
        except DeviceTrouble as trouble:
            self.console.say(put(trouble))
            return Status.TROUBLE
        if not confirmed:
            self.console.say("Nothing is settled: that model does not fit, or its")
            self.console.say(
                "printer was not ready. Try another model, or none at all."
            )
            return Status.NOT_SETTLED
        return self._settled(model)

    def of_any(self, models: Models) -> Status:
        """Print in one language after the other, each only if the person says so."""
        self.console.say(
            "No model is named. Each language is tried with one small picture, and\n"
            "only if you say yes. A printer of another language may print letters\n"
            "over several labels: switch it off and on again then."
        )
        for key in _FIRST_TRIES:
            first = models.printer(key)
            if self._wanted(first) and self._speaks(first):
                return self._settled(self._sized(first, models))
        self.console.say("Nothing is settled: it speaks none of these languages.")
        self.console.say("It may be reached as ipp://… through CUPS.")
        return Status.NOT_SETTLED

    def _wanted(self, model: PrinterModel) -> bool:
        answer = self.console.ask(f"Try {_WHOSE[model.language]}? [y/N] ")
        return answer.strip().casefold() in {"y", "yes"}

    def _speaks(self, model: PrinterModel) -> bool:
        try:
            speaks = self._try(model, _NARROW_MM)
        except DeviceTrouble as trouble:
            self.console.say(put(trouble))
            return False
        if not speaks:
            self.console.say("Not this one. Switch the printer off and on again now.")
        return speaks

    def _try(self, model: PrinterModel, width_mm: float) -> bool:
        number = self.draw_number()
        length = self.length_mm or SHORTEST_MM
        picture = trial_picture(
            model, number=number, width_mm=width_mm, length_mm=length
        )
        try:
            self.open_printer(self.address, model).print(picture)
        except PerhapsPrinted as trouble:
            # What came out tells, whatever the printer says of itself.
            self.console.say(str(trouble))
        answer = self.console.ask(
            "Which number does the print show? (Enter if there is none) "
        )
        return answer.strip() == str(number)

    def _sized(self, first: PrinterModel, models: Models) -> PrinterModel:
        """Find the model whose dots are as fine as the ruler came out."""
        answer = self.console.ask(f"How long is its ruler, in mm? [{RULER_MM}] ")
        try:
            length = float(answer.strip().replace(",", ".") or RULER_MM)
        except ValueError:
            length = RULER_MM
        fineness = first.dpi * RULER_MM / max(length, 1)
        fitting = [
            model
            for model in models.printers
            if model.language == first.language
            and abs(model.dpi / fineness - 1) < _CLOSE_ENOUGH
        ]
        if not fitting:
            self.console.say(f"No model of ours has {fineness:.0f} dpi.")
            return first
        return self._chosen(first if first in fitting else fitting[0], fitting)

    def _chosen(
        self, safest: PrinterModel, fitting: list[PrinterModel]
    ) -> PrinterModel:
        """Let the person name the model; else take one that is right for any of them."""
        self.console.say(f"It prints {safest.dpi} dots per inch, as do:")
        for model in fitting:
            self.console.say(f"    {model.key}: {model.widest_mm:g} mm ({model.name})")
        answer = self.console.ask(f"Which of these is it? [{safest.key}] ").strip()
        named = {model.key: model for model in fitting}
        return named.get(answer, safest)

    def _settled(self, model: PrinterModel) -> Status:
        self.console.say(
            "That settles it. Write this into the kiosk's file of settings:\n"
            f'    printer = "{self.address}"\n'
            f'    printer_model = "{model.key}"'
        )
        if model.setup:
            self.console.say(f"On the printer: {model.setup}")
        return Status.DONE
