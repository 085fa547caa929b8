"""How a failure is told to the log: where and of what kind, never with its words."""

import traceback

import structlog

log = structlog.get_logger()


def log_mishap(event: str, problem: BaseException, **fields: object) -> None:
    """Log an error by its kind and the lines it passed through.

    Its text stays out: an error about a value quotes the value, and here values
    are names and passes.
    """
    frames = traceback.extract_tb(problem.__traceback__)
    trail = [f"{frame.name}:{frame.lineno}" for frame in frames]
    log.error(event, error=type(problem).__name__, trail=trail, **fields)
