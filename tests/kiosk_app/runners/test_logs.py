"""What the kiosk's log lines look like, and what never stands in them."""

import json
import logging

import httpx
import pytest
import structlog

from kiosk_app.runners.logs import set_up_logs
from kiosk_app.runners.mishaps import log_mishap
from tests.fakes.kiosk_server import Answer


@pytest.fixture(autouse=True)
def _logging_as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_one_json_object(capsys):
    """The log can be read by a machine."""
    set_up_logs(level="info", as_json=True)

    structlog.get_logger().info("badge_printed", visit="visit-1")
    structlog.get_logger().debug("too_much")

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["visit"], line["level"]) == (
        "badge_printed",
        "visit-1",
        "info",
    )


def test_a_person_can_read_it_too(capsys):
    """In a terminal the log is plain text."""
    set_up_logs(level="info", as_json=False)

    structlog.get_logger().info("badge_printed", visit="visit-1")

    assert "badge_printed" in capsys.readouterr().err


async def test_a_search_for_a_host_is_not_logged(server, calls, capsys):
    """The address of a search has a name in it, and stays out of the log."""
    set_up_logs(level="debug", as_json=True)
    server.answers("GET hosts", Answer(200, '{"hosts": []}'))

    await calls.hosts("Weber")

    assert "Weber" not in capsys.readouterr().err
    assert logging.getLogger(httpx.__name__).isEnabledFor(logging.INFO) is False


def test_a_mishap_is_told_without_its_words(capsys):
    """An error that quotes a name is logged by its kind and place only."""
    set_up_logs(level="info", as_json=True)

    def fall_over():
        raise ValueError("Mara Lindt")

    try:
        fall_over()
    except ValueError as problem:
        log_mishap("event_failed", problem, name="Typed")

    line = json.loads(capsys.readouterr().err)
    assert line["error"] == "ValueError"
    assert line["trail"][0].startswith("test_a_mishap_is_told")
    assert "Mara" not in str(line)
