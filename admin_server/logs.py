"""Log lines: an event name and fields, as JSON or for a terminal; nothing personal.

An exception is told by its kind and its way through the code. Its words may quote
what somebody typed, so they stay out, and so do the words of libraries.
"""

import contextlib
import io
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

_FRAMES = 12
"""Steps of an exception's way that are told, the innermost ones."""


def set_up_logs(*, level: str, as_json: bool) -> None:
    """Send every log line, libraries' too, to standard error in one shape."""
    shape: Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        # It writes and flushes, and asks nothing else of a stream.
        logger_factory=structlog.PrintLoggerFactory(
            cast("TextIO", LossyLog(sys.stderr))
        ),
    )
    # Libraries log addresses and bodies at low levels: only their warnings count.
    logging.basicConfig(level=logging.WARNING, handlers=[FromLibraries()], force=True)


class LossyLog(io.TextIOBase):
    """A stream that lets a line go where there is no room for it.

    A log often shares its disk with the database. Whoever says that the disk is full
    must not stumble over saying it: the thread that writes would end there.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    @override
    def write(self, text: str, /) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    @override
    def flush(self) -> None:
        """Pass on what can be passed on; the rest is tried with the next line."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell of an exception by kind and way, in the place of its words."""
    problem = event.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()[1]
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        event.update(told_of(problem))
    return event


def told_of(problem: BaseException) -> dict[str, object]:
    """Say what kinds of exceptions led to one, and where it was raised."""
    return {
        "error": " < ".join(type(one).__qualname__ for one in _chain(problem)),
        "trail": _trail(problem.__traceback__),
    }


class FromLibraries(logging.Handler):
    """Passes on that a library complained, and where, without what it said."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Log one complaint as an event of ours."""
        log = structlog.get_logger()
        fields: dict[str, object] = {
            "library": record.name,
            "at": f"{PurePath(record.pathname).name}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields |= told_of(record.exc_info[1])
        elif record.name.partition(".")[0] == "uvicorn":
            # What it says without an exception is about our own sockets and signals.
            fields["why"] = record.getMessage()
        if record.levelno >= logging.ERROR:
            log.error("library_failed", **fields)
        else:
            log.warning("library_warned", **fields)


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__


def _trail(trace: TracebackType | None) -> list[str]:
    steps = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{PurePath(one.filename).name}:{one.lineno} {one.name}" for one in steps]
