"""A printer that speaks IPP: an IPP Everywhere printer itself, or a queue of CUPS."""

import asyncio
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from hardware.errors import (
    DeviceLost,
    DeviceMissing,
    DeviceTrouble,
    PerhapsPrinted,
    PrinterRefused,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.in_time import status_in_time
from hardware.ipp_line import BUSY, IppLine, NoAnswer, Refused, why_refused
from hardware.ipp_words import JobReport, PrinterReport, fitting_media
from hardware.language import PrinterStatus
from hardware.picture import Picture
from hardware.printer_troubles import AT_WORK, trouble_of
from hardware.pwg_raster import Ink, write_pwg

_PWG, _PNG, _JPEG = "image/pwg-raster", "image/png", "image/jpeg"
_LOOK_AGAIN = 0.3


@dataclass(frozen=True)
class IppPatience:
    """How many seconds a printer is waited for.

    Attributes:
        status: in all, for `status()`.
        request: for one answer.
        turn: while it is busy with other jobs.
        finish: until a job that it took is done.
    """

    status: float = 1.9
    request: float = 8.0
    turn: float = 20.0
    finish: float = 30.0


class IppPrinter:
    """Sends each badge as a job of its own and follows it until it is out."""

    def __init__(
        self,
        url: str,
        *,
        patience: IppPatience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Touch nothing yet.

        Args:
            url: as `ipp://printer:631/ipp/print`; with `ipps://` the line is
                encrypted, but a printer's own certificate proves nothing.
        """
        self._url = url
        self._patience = patience or IppPatience()
        self._monotonic = monotonic

    def print(self, picture: Picture) -> None:
        """See `hardware.printer.Printer`."""
        asyncio.run(self._print(picture))

    def status(self) -> PrinterStatus:
        """See `hardware.printer.Printer`."""
        return status_in_time(
            lambda: asyncio.run(self._status()), self._patience.status
        )

    async def _status(self) -> PrinterStatus:
        try:
            async with self._line() as line:
                return (await line.printer()).status
        except (DeviceMissing, DeviceLost):
            return PrinterStatus.OFFLINE
        except DeviceTrouble:
            return PrinterStatus.UNKNOWN

    async def _print(self, picture: Picture) -> None:
        async with self._line() as line:
            report = await self._when_ready(line)
            kind, document = _written(picture, report)
            media = fitting_media(picture, report.media)
            job = await self._send(line, kind, document, media)
            await self._follow(line, job)

    def _line(self) -> IppLine:
        return IppLine(self._url, self._patience.request)

    async def _when_ready(self, line: IppLine) -> PrinterReport:
        give_up = self._monotonic() + self._patience.turn
        report = await line.printer()
        while report.status in AT_WORK and self._monotonic() < give_up:
            await asyncio.sleep(_LOOK_AGAIN)
            report = await line.printer()
        if trouble := trouble_of(report.status):
            raise trouble
        return report

    async def _send(
        self, line: IppLine, kind: str, document: bytes, media: str | None
    ) -> JobReport:
        give_up = self._monotonic() + self._patience.turn
        name = f"Badge {uuid4().hex[:12]}"
        while True:
            try:
                return await line.print_job(name, kind, document, media)
            except Refused as refused:
                if refused.code not in BUSY or self._monotonic() > give_up:
                    raise why_refused(refused) from refused
            except NoAnswer as lost:
                return await self._look_for(line, name, lost)
            await asyncio.sleep(_LOOK_AGAIN)

    async def _look_for(self, line: IppLine, name: str, lost: NoAnswer) -> JobReport:
        """Find the job whose receipt was lost: it may have been taken all the same."""
        try:
            job = await line.job_called(name)
        except (Refused, DeviceTrouble):
            job = None
        if job is None:
            raise PerhapsPrinted("The printer was lost in the middle.") from lost
        return job

    async def _follow(self, line: IppLine, job: JobReport) -> None:
        """Return when the badge is out.

        Raises:
            PerhapsPrinted: it had been begun when it ended otherwise.
            PrinterTrouble: the printer never began with it.
        """
        try:
            job, trouble = await self._outcome(line, job)
        except (Refused, NoAnswer, DeviceTrouble) as lost:
            raise PerhapsPrinted("The printer was lost in the middle.") from lost
        if job.completed:
            return
        if job.ended and not job.begun:
            raise trouble
        raise PerhapsPrinted(f"{trouble} The badge had been sent.") from trouble

    async def _outcome(
        self, line: IppLine, job: JobReport
    ) -> tuple[JobReport, PrinterTrouble]:
        """Wait for the end of a job, or take it back where it does not come."""
        give_up = self._monotonic() + self._patience.finish
        while not job.ended:
            status = (await line.printer()).status
            trouble = None if status in AT_WORK else trouble_of(status)
            job = await line.job(job.number)
            if not job.ended and (trouble or self._monotonic() > give_up):
                stalled = PrinterStalled("The printer does not get done.")
                return await line.cancelled(job.number), trouble or stalled
            if not job.ended:
                await asyncio.sleep(_LOOK_AGAIN)
        return job, PrinterTrouble("The printer gave the job up.")


def _written(picture: Picture, report: PrinterReport) -> tuple[str, bytes]:
    """Write the picture in the best way that the printer takes: dot by dot.

    Raises:
        PrinterRefused: its dots are of another size than ours, or it takes no picture.
    """
    if _PWG in report.formats and report.inks:
        return _PWG, _as_pwg(picture, report)
    for kind, writer in ((_PNG, "PNG"), (_JPEG, "JPEG")):
        if kind in report.formats:
            return kind, _as_file(picture, writer)
    raise PrinterRefused("The printer takes neither PWG raster nor PNG nor JPEG.")


def _as_pwg(picture: Picture, report: PrinterReport) -> bytes:
    if picture.dpi not in report.dpis:
        dpis = " or ".join(str(dpi) for dpi in sorted(report.dpis))
        raise PrinterRefused(f"The printer's dots are {dpis} dpi, not {picture.dpi}.")
    for ink in Ink:
        if ink.value in report.inks:
            return write_pwg(picture, ink)
    raise PrinterRefused("The printer takes neither black nor grey dots.")


def _as_file(picture: Picture, writer: str) -> bytes:
    file = io.BytesIO()
    dpi = (picture.dpi, picture.dpi)
    picture.image.convert("L").save(file, writer, dpi=dpi, quality=95)
    return file.getvalue()
