"""Telling subscribers what happened."""

import asyncio
from datetime import datetime

import httpx

from admin_server.demo.emulators.graph.organisation import Organisation, StoredEvent
from admin_server.demo.emulators.graph.rendering import Manner, item_id
from admin_server.demo.emulators.graph.shapes import Json, text
from admin_server.demo.emulators.graph.times import stamp
from admin_server.demo.emulators.graph.world import World

_SECONDS_TO_ANSWER = 10.0


async def tell(
    world: World, organisation: Organisation, event: StoredEvent, change: str
) -> None:
    """Notify everybody who asked to know of this change in this mailbox."""
    now = world.clock.now()
    owner = organisation.mailboxes[event.owner]
    for subscription in list(organisation.subscriptions.values()):
        wanted = text(subscription, "changeType").split(",")
        if change not in wanted or not _is_about(subscription, owner.address, owner.id):
            continue
        if datetime.fromisoformat(text(subscription, "expirationDateTime")) <= now:
            continue
        name = item_id(str(event.number), Manner())
        path = f"Users/{owner.id}/Events/{name}"
        note: Json = {
            **_about(subscription),
            "changeType": change,
            "resource": path,
            "tenantId": organisation.id,
            "resourceData": {
                "@odata.type": "#Microsoft.Graph.Event",
                "@odata.id": path,
                "@odata.etag": f'W/"{event.version}"',
                "id": name,
            },
        }
        await send(world, text(subscription, "notificationUrl"), note)


async def tell_of_life(world: World, organisation: Organisation, event: str) -> None:
    """Send a lifecycle event to all subscribers."""
    for name, subscription in list(organisation.subscriptions.items()):
        note: Json = {
            **_about(subscription),
            "lifecycleEvent": event,
            "organizationId": organisation.id,
        }
        if event == "subscriptionRemoved":
            del organisation.subscriptions[name]
        url = text(subscription, "lifecycleNotificationUrl")
        if url:
            await send(world, url, note)


async def send(world: World, url: str, note: Json) -> None:
    """Deliver one notification; Graph tries again for hours, we do not."""
    try:
        await post(world, url, {"value": [note]})
    except httpx.HTTPError:
        await asyncio.sleep(0)


async def post(
    world: World, url: str, body: Json | None, **query: str
) -> httpx.Response:
    """Send a POST request to where an address really leads."""
    target = resolved(world, url)
    # The emulator's own certificate is as unknown to itself as to anybody.
    async with httpx.AsyncClient(verify=False, timeout=_SECONDS_TO_ANSWER) as http:  # noqa: S501 - see above
        if body is None:
            return await http.post(target, params=query, content=b"")
        return await http.post(target, json=body)


def resolved(world: World, url: str) -> str:
    """Say where an address really leads."""
    for name, target in world.names.items():
        if url.startswith(name):
            return target + url.removeprefix(name)
    return url


def written_moment(moment: datetime) -> str:
    """Write a moment as subscriptions do."""
    return stamp(moment)


def _about(subscription: Json) -> Json:
    return {
        "id": text(subscription, "id"),
        "subscriptionId": text(subscription, "id"),
        "subscriptionExpirationDateTime": text(subscription, "expirationDateTime"),
        "clientState": subscription.get("clientState"),
    }


def _is_about(subscription: Json, *names: str) -> bool:
    resource = text(subscription, "resource").strip("/").casefold()
    return any(resource == f"users/{name}/events" for name in names)
