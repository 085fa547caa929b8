"""The questions and orders that we have for an IPP printer, over pyipp."""

import asyncio
import errno
from contextlib import suppress
from typing import Any, Self

from pyipp import IPP, IPPConnectionError, IPPError
from pyipp.enums import IppOperation, IppStatus

from hardware.errors import (
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceTrouble,
    PrinterRefused,
    PrinterTrouble,
)
from hardware.ipp_words import (
    JOB_WORDS,
    PRINTER_WORDS,
    JobReport,
    PrinterReport,
    read_job,
    read_printer,
)

_USER = "Portico"
BUSY = frozenset({IppStatus.ERROR_BUSY, IppStatus.ERROR_TEMPORARY})
"""The printer has other things to do: asked again, it may take the job."""
_NOBODY = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})
_UNPRINTABLE = frozenset(
    {
        IppStatus.ERROR_ATTRIBUTES_OR_VALUES,
        IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED,
        IppStatus.ERROR_REQUEST_ENTITY,
    }
)


class Refused(Exception):
    """The printer answered with a status that is no success.

    Attributes:
        code: IPP's number of it.
    """

    def __init__(self, code: int) -> None:
        """Keep the number."""
        super().__init__(f"0x{code:04x}")
        self.code = code


class NoAnswer(Exception):
    """The printer was reached, but what it said was lost or is no IPP."""


class IppLine:
    """The questions and orders that we have for a printer, each with a deadline."""

    def __init__(self, url: str, seconds: float) -> None:
        """Call nobody yet; every question ends after so many seconds."""
        self._ipp = IPP(url, request_timeout=max(1, round(seconds)))
        self._seconds = seconds

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        await self._ipp.close()

    async def printer(self) -> PrinterReport:
        """Ask how the printer is.

        Raises:
            DeviceMissing, PrinterTrouble: it cannot be asked.
        """
        try:
            said = await self._do(
                IppOperation.GET_PRINTER_ATTRIBUTES,
                {"requested-attributes": PRINTER_WORDS},
            )
        except NoAnswer as problem:
            raise DeviceLost("The printer broke off.") from problem
        except Refused as problem:
            raise why_refused(problem) from problem
        return read_printer(_first(said, "printers"))

    async def print_job(
        self, name: str, kind: str, document: bytes, media: str | None
    ) -> JobReport:
        """Order one picture on paper.

        Args:
            kind: the document's MIME type.

        Raises:
            Refused: it was not taken, and will not come out.
            NoAnswer: perhaps it was taken.
        """
        said = await self._do(
            IppOperation.PRINT_JOB,
            {"job-name": name, "document-format": kind},
            {
                "job-attributes-tag": {"media": media} if media else {},
                "data": document,
            },
        )
        return read_job(_first(said, "jobs"))

    async def job(self, number: int) -> JobReport:
        """Ask how far a job is."""
        said = await self._do(
            IppOperation.GET_JOB_ATTRIBUTES,
            {"job-id": number, "requested-attributes": JOB_WORDS},
        )
        return read_job(_first(said, "jobs"))

    async def cancelled(self, number: int) -> JobReport:
        """Take a job back, and tell what has become of it."""
        # Refused where it has just ended by itself: how, is asked next.
        with suppress(Refused):
            await self._do(IppOperation.CANCEL_JOB, {"job-id": number})
        return await self.job(number)

    async def job_called(self, name: str) -> JobReport | None:
        """Find one of the printer's jobs by its name."""
        for which in ("not-completed", "completed"):
            said = await self._do(
                IppOperation.GET_JOBS,
                {
                    "which-jobs": which,
                    "requested-attributes": [*JOB_WORDS, "job-name"],
                },
            )
            for job in said["jobs"]:
                if job.get("job-name") == name:
                    return read_job(job)
        return None

    async def _do(
        self,
        operation: IppOperation,
        words: dict[str, Any],
        more: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Ask once.

        Raises:
            DeviceMissing: nothing listens there; not a byte was sent.
            Refused, NoAnswer: it was reached.
        """
        message = {
            "operation-attributes-tag": {"requesting-user-name": _USER, **words},
            **(more or {}),
        }
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ipp.execute(operation, message)
        except IPPConnectionError as problem:
            if _never_reached(problem.__cause__):
                raise DeviceMissing("There is no printer at the address.") from problem
            raise NoAnswer from problem
        except IPPError as problem:
            raise _refusal(problem) from problem
        # While a body is read pyipp lets out whatever its HTTP library raises, whose
        # names are not ours to import; each means that the answer is lost.
        except Exception as problem:
            raise NoAnswer from problem


def _never_reached(cause: BaseException | None) -> bool:
    """Tell a call that found nobody from one that broke off on the way."""
    # A name that nobody knows has a number below zero.
    number = (cause.errno or 0) if isinstance(cause, OSError) else 0
    return number < 0 or number in _NOBODY


def _refusal(problem: IPPError) -> Refused | NoAnswer:
    match problem.args:
        case (_, {"status-code": int(code)}):
            return Refused(code)
        case _:
            return NoAnswer()


def why_refused(refused: Refused) -> DeviceTrouble:
    """Say in our words why a printer took no job."""
    if refused.code in BUSY:
        return DeviceBusy("The printer is busy with other jobs.")
    if refused.code in _UNPRINTABLE:
        return PrinterRefused(f"The printer cannot print such a picture ({refused}).")
    return PrinterTrouble(f"The printer takes no job ({refused}).")


def _first(said: dict[str, Any], group: str) -> dict[str, Any]:
    return next(iter(said[group]), {})
