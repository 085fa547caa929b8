"""Whether a job goes on, as the operator is told."""

import pytest

from admin_server.core.heartbeats import FAILING_COUNTS, Heartbeats, JobTrouble


@pytest.fixture
def beats() -> Heartbeats:
    """One job, whose turn began at 100 and may take a minute."""
    made = Heartbeats()
    made.began("outbox", now=100, patience=60)
    return made


def test_a_job_at_work_is_well(beats: Heartbeats) -> None:
    """A turn that takes its time is no trouble."""
    assert beats.troubles(now=159) == {}


def test_a_turn_that_never_ends_is_told(beats: Heartbeats) -> None:
    """A job that hangs is noticed once its patience is over."""
    assert beats.troubles(now=161) == {"outbox": JobTrouble.HANGS}


def test_a_job_that_rests_is_expected_back(beats: Heartbeats) -> None:
    """A job that does not come back from its pause hangs as well."""
    beats.rests("outbox", now=110, pause=3600, failed=False)

    assert beats.troubles(now=3700) == {}
    assert beats.troubles(now=3800) == {"outbox": JobTrouble.HANGS}


def test_a_job_that_ended_is_told(beats: Heartbeats) -> None:
    """A job that is gone for good is told of, however short ago."""
    beats.stopped("outbox")

    assert beats.troubles(now=100) == {"outbox": JobTrouble.STOPPED}


def test_trouble_that_passes_is_not_told(beats: Heartbeats) -> None:
    """Failing for a moment is ordinary; failing for two minutes is not."""
    beats.rests("outbox", now=100, pause=5, failed=True)
    beats.began("outbox", now=105, patience=60)
    beats.rests("outbox", now=106, pause=900, failed=True)

    assert beats.troubles(now=106) == {}
    assert beats.troubles(now=100 + FAILING_COUNTS) == {"outbox": JobTrouble.FAILS}


def test_one_good_turn_ends_the_trouble(beats: Heartbeats) -> None:
    """After a turn that went well nothing is held against a job."""
    beats.rests("outbox", now=100, pause=5, failed=True)
    beats.rests("outbox", now=105, pause=900, failed=False)

    assert beats.troubles(now=100 + FAILING_COUNTS) == {}


def test_a_job_never_heard_of_stops_nothing() -> None:
    """A job that was cancelled before its first turn is not waited for."""
    beats = Heartbeats()

    beats.stopped("outbox")

    assert beats.troubles(now=0) == {}
    assert beats.jobs == frozenset()
