"""Log lines: an event name and fields, as JSON or for a terminal; nothing personal."""

import logging
import sys
from collections.abc import Sequence

import structlog


def set_up_logs(
    *, level: str, as_json: bool, besides: Sequence[structlog.typing.Processor] = ()
) -> None:
    """Send every log line to standard error in one shape.

    Args:
        besides: who else hears of each line.
    """
    shape: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            *besides,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # httpx logs every address at INFO, and a search has a name in it.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
