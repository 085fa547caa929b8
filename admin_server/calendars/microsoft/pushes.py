"""Change notifications: asking for them, and keeping them alive."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from admin_server.calendars.microsoft.graph import Graph, Question
from admin_server.calendars.microsoft.reading import text_at
from admin_server.core.errors import MarkExpired, StrangeReply
from admin_server.core.ports import Subscription

# Graph allows 10,080 minutes for events; what it grants stands in its answer.
_ASK_FOR = timedelta(days=6)
_GONE = frozenset({"resourcenotfound", "extensionerror", "itemnotfound"})


async def subscribe(graph: Graph, address: str, *, now: datetime) -> Subscription:
    """Ask Graph for notifications to `address`, which it tries out at once."""
    proof = secrets.token_urlsafe(32)
    body = {
        "changeType": "created,updated,deleted",
        "resource": graph.of_mailbox("/events"),
        "notificationUrl": address,
        # It cannot be added later, and tells when notifications were lost.
        "lifecycleNotificationUrl": address,
        "expirationDateTime": _written(now + _ASK_FOR),
        "clientState": proof,
    }
    made = _read(
        await graph.ask(Question(graph.address("/subscriptions"), "POST", body))
    )
    return replace(made, proof=proof)


async def renew(
    graph: Graph, subscription: Subscription, *, now: datetime
) -> Subscription:
    """Make a subscription last longer.

    Raises:
        MarkExpired: it is gone, so changes may have been missed.
    """
    url = graph.address(f"/subscriptions/{subscription.id}")
    body = {"expirationDateTime": _written(now + _ASK_FOR)}
    answer = await graph.ask(Question(url, "PATCH", body, absent=_GONE))
    if answer is None:
        raise MarkExpired
    # What its notifications carry cannot be changed.
    return replace(_read(answer), proof=subscription.proof)


async def stop(graph: Graph, subscription: Subscription) -> None:
    """End a subscription; nothing happens where it is gone already."""
    url = graph.address(f"/subscriptions/{subscription.id}")
    await graph.ask(Question(url, "DELETE", absent=_GONE))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(answer: object) -> Subscription:
    try:
        expires = datetime.fromisoformat(text_at(answer, "expirationDateTime"))
    except ValueError as error:
        raise StrangeReply("a subscription without an end") from error
    name = text_at(answer, "id")
    if not name or expires.tzinfo is None:
        raise StrangeReply("a subscription without a name or an end")
    return Subscription(name, expires.astimezone(UTC))
