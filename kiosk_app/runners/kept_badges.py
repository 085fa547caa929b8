"""What the disk knows of badges: visits, orders and what became of them; no names."""

from dataclasses import dataclass
from datetime import datetime

from kiosk_app.journey.states_staff import BadgeFate
from kiosk_app.runners.kept_store import KeptStore


@dataclass(frozen=True)
class KeptBadge:
    """One badge as it lies on the disk.

    Attributes:
        number: counts this kiosk's badges.
        visit: whose it is; of a check-in that the server has not had yet, its
            request id, and then `is_kept`.
        order: the order that it was printed for, where there was one.
        is_told: the server knows what became of the order.
    """

    number: int
    visit: str
    since: datetime
    fate: BadgeFate = BadgeFate.WAITING
    order: str | None = None
    is_kept: bool = False
    is_told: bool = True


class KeptBadges:
    """The table of badges; may be called from any thread.

    Each method raises `NotKept` where the disk takes or gives nothing.
    """

    def __init__(self, store: KeptStore) -> None:
        self._store = store

    def put(self, badge: KeptBadge) -> None:
        """Write how a badge stands now; back only when that lies there."""
        row = [
            badge.number,
            badge.visit,
            badge.since.isoformat(),
            badge.fate.value,
            badge.order,
            badge.is_kept,
            badge.is_told,
        ]
        with self._store.writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO badges"
                " (number, visit, since, fate, order_id, is_kept, is_told)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def all(self) -> list[KeptBadge]:
        """Read them all, oldest first."""
        with self._store.reading() as database:
            rows = database.query("SELECT * FROM badges ORDER BY number")
            return [_badge(row) for row in rows]

    def drop(self, number: int) -> None:
        """Forget a badge that nobody asks about any more."""
        with self._store.writing() as database:
            database.execute("DELETE FROM badges WHERE number = ?", [number])


def _badge(row: dict[str, object]) -> KeptBadge:
    order = row["order_id"]
    return KeptBadge(
        number=int(str(row["number"])),
        visit=str(row["visit"]),
        since=datetime.fromisoformat(str(row["since"])),
        fate=BadgeFate(str(row["fate"])),
        order=None if order is None else str(order),
        is_kept=bool(row["is_kept"]),
        is_told=bool(row["is_told"]),
    )
