"""What is checked, and what is said of it."""

from pathlib import Path

import pytest

from admin_server.core.heartbeats import JobTrouble
from admin_server.core.ports import StoreCondition
from admin_server.core.readiness import (
    ADVICE,
    CALENDAR_JOB,
    OUTBOX_JOB,
    Checked,
    check_jobs,
    check_store,
)

ROOT = Path(__file__).parents[3]
BOTH = frozenset({OUTBOX_JOB, CALENDAR_JOB})


def test_a_store_that_is_well() -> None:
    """Everything about a good store is said to be good."""
    found = check_store(StoreCondition(answers=True))

    assert found == [Checked("store"), Checked("schema"), Checked("news")]


def test_nothing_more_is_said_of_a_store_that_is_away() -> None:
    """Whose database does not answer is not told that its tables are old."""
    assert check_store(StoreCondition(answers=False)) == [Checked("store", "away")]


def test_old_tables_and_deaf_servers_are_told_apart() -> None:
    """The operator learns which of the two it is."""
    found = check_store(StoreCondition(answers=True, schema_is_ours=False, hears=False))

    assert [one.trouble for one in found] == [None, "other_version", "deaf"]


def test_the_two_jobs_that_people_wait_for_have_names() -> None:
    """Messages and calendars are told of by themselves, the rest together."""
    found = check_jobs(BOTH, {CALENDAR_JOB: JobTrouble.FAILS})

    assert found == [Checked("outbox"), Checked("calendars", "fails"), Checked("jobs")]


def test_the_worst_of_the_other_jobs_is_told() -> None:
    """Of several jobs with trouble the one that is gone for good counts."""
    troubles = {"a": JobTrouble.FAILS, "b": JobTrouble.STOPPED, "c": JobTrouble.HANGS}

    assert check_jobs(BOTH, troubles)[-1] == Checked("jobs", "stopped")


@pytest.mark.parametrize(
    "found",
    [
        *check_store(StoreCondition(answers=False)),
        *check_store(StoreCondition(answers=True, schema_is_ours=False, hears=False)),
        *check_jobs(BOTH, dict.fromkeys([*BOTH, "other"], JobTrouble.HANGS)),
        *check_jobs(BOTH, dict.fromkeys([*BOTH, "other"], JobTrouble.STOPPED)),
        *check_jobs(BOTH, dict.fromkeys([*BOTH, "other"], JobTrouble.FAILS)),
    ],
    ids=lambda found: f"{found.check}-{found.trouble}",
)
def test_every_trouble_has_its_advice(found: Checked) -> None:
    """Whatever is wrong, one sentence says it and one says what to do."""
    advice = found.advice

    assert found.is_ok == (advice is None)
    assert advice is None or (advice.said.endswith(".") and advice.do.endswith("."))


def test_the_operator_finds_every_trouble_in_the_manual() -> None:
    """Each trouble stands in docs/operating.md, with the same words."""
    manual = (ROOT / "docs/operating.md").read_text()

    missing = [
        key
        for key, advice in ADVICE.items()
        if f"| `{key[0]}` | `{key[1]}` | {advice.said} {advice.do} |" not in manual
    ]
    assert missing == []
