"""What a server that can work has, and what an operator does where it lacks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from admin_server.core.heartbeats import JobTrouble
from admin_server.core.ports import StoreCondition

OUTBOX_JOB = "deliver_messages"
CALENDAR_JOB = "follow_meetings"


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at.

    Attributes:
        check: what, such as "store".
        trouble: what is wrong with it, by a word of our own; None: nothing.
    """

    check: str
    trouble: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.trouble is None

    @property
    def advice(self) -> "Advice | None":
        """What to tell the operator; None where nothing is wrong."""
        return None if self.trouble is None else ADVICE[self.check, self.trouble]


@dataclass(frozen=True)
class Advice:
    """One plain sentence on what is wrong, and one on what to do."""

    said: str
    do: str


def check_store(condition: StoreCondition) -> list[Checked]:
    """Say how the store is; nothing else is known of one that does not answer."""
    if not condition.answers:
        return [Checked("store", "away")]
    return [
        Checked("store"),
        Checked("schema", None if condition.schema_is_ours else "other_version"),
        Checked("news", None if condition.hears else "deaf"),
    ]


def check_jobs(
    jobs: frozenset[str], troubles: Mapping[str, JobTrouble]
) -> list[Checked]:
    """Say how the jobs are: the two that people wait for, then all others as one."""
    named = {OUTBOX_JOB: "outbox", CALENDAR_JOB: "calendars"}
    found = [
        Checked(check, troubles.get(job)) for job, check in named.items() if job in jobs
    ]
    others = [trouble for job, trouble in troubles.items() if job not in named]
    return [*found, Checked("jobs", min(others, default=None, key=_severity))]


def _severity(trouble: JobTrouble) -> int:
    return list(JobTrouble).index(trouble)


_RESTART = "Restart the server and keep its log from before."
_SEE_LOG = "The log's line `job_failing` says what it meets."


def _of_job(check: str, name: str) -> dict[tuple[str, str], Advice]:
    return {
        (check, JobTrouble.STOPPED): Advice(f"{name} has stopped.", _RESTART),
        (check, JobTrouble.HANGS): Advice(f"{name} does not go on.", _RESTART),
        (check, JobTrouble.FAILS): Advice(
            f"{name} has failed for two minutes.", _SEE_LOG
        ),
    }


ADVICE: Mapping[tuple[str, str], Advice] = MappingProxyType(
    {
        ("store", "away"): Advice(
            "The database cannot be read.",
            "See that its disk or its PostgreSQL server is there; "
            "the server comes back by itself.",
        ),
        ("schema", "other_version"): Advice(
            "The database's tables are of another version.",
            "Run `portico-server migrate` of this version, or start the version "
            "that was here before.",
        ),
        ("news", "deaf"): Advice(
            "This server does not hear what other servers save.",
            "See that PostgreSQL lets it keep one connection open for LISTEN.",
        ),
        ("key", "unreadable"): Advice(
            "The key file is gone, or cannot be read by this server alone.",
            "Put it back from its backup with mode 600; until then keep the server "
            "running, for it still has the key.",
        ),
        ("disk", "nearly_full"): Advice(
            "The disk that holds the database is nearly full.",
            "Make room there; check-ins are refused once it is full.",
        ),
        **_of_job("outbox", "The sending of messages"),
        **_of_job("calendars", "The reading of calendars"),
        **_of_job("jobs", "A job in the background"),
    }
)
"""By check and trouble; docs/operating.md lists the same."""
