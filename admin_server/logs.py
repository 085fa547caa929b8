"""Log lines: an event name and fields, as JSON or for a terminal; nothing personal."""

import logging
import sys

import structlog


def set_up_logs(*, level: str, as_json: bool) -> None:
    """Send every log line to standard error in one shape."""
    shape: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # Libraries log addresses and bodies at low levels: only their warnings count.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
