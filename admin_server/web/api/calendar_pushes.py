"""Where calendar providers tell us that something changed.

Anybody can reach these addresses: what comes in is only ever a reason to read a
calendar sooner, and only with the proof that its subscription was begun with. They
answer before they look. There is no limit on how many may come, since whoever
used it up would shut the providers out; instead the same push is kept once, and
only so many are.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from admin_server.core.watches import Push, PushNews
from admin_server.web.current import App

router = APIRouter(prefix="/calendar-pushes", include_in_schema=False)

LARGEST_PUSH: Final = 1024 * 1024
"""Bytes; Graph puts many notifications into one request."""
PATH: Final = "/api/v1/calendar-pushes/microsoft"
_LONGEST_NAME = 256
_MOST_AT_ONCE = 2_000
# What Graph calls what happened to a subscription itself.
_LIFE: Final[Mapping[str | None, PushNews]] = {
    None: PushNews.CHANGED,
    "missed": PushNews.MISSED,
    "subscriptionRemoved": PushNews.ENDED,
    "reauthorizationRequired": PushNews.RENEW,
}


class _Notification(BaseModel):
    """What counts of one of Graph's notifications; the rest is not looked at."""

    model_config = ConfigDict(extra="ignore")

    subscription: str = Field(alias="subscriptionId", max_length=_LONGEST_NAME)
    proof: str = Field(alias="clientState", max_length=_LONGEST_NAME)
    life: str | None = Field(alias="lifecycleEvent", default=None)


class _Notifications(BaseModel):
    value: list[object] = Field(max_length=_MOST_AT_ONCE)


@router.post("/microsoft")
async def from_microsoft(
    request: Request,
    app: App,
    validation: Annotated[
        str | None, Query(alias="validationToken", max_length=1024)
    ] = None,
) -> Response:
    """Shake hands, or take Graph's notifications, about calendars and about life."""
    if validation is not None:
        # Graph wants its token back as it was; as plain text it is only ever text.
        return Response(validation, media_type="text/plain")
    for push in _pushes(await request.body()):
        app.following.pushed(push)
    # Whether or not we know it: nobody learns here which subscriptions there are.
    return Response(status_code=202)


@router.post("/google")
async def from_google(
    app: App,
    state: Annotated[str, Header(alias="x-goog-resource-state")] = "",
    channel: Annotated[str, Header(alias="x-goog-channel-id")] = "",
    resource: Annotated[str, Header(alias="x-goog-resource-id")] = "",
    token: Annotated[str, Header(alias="x-goog-channel-token")] = "",
) -> Response:
    """Take Google's notification; all of it stands in the headers."""
    named = f"{channel} {resource}"
    too_long = len(named) > _LONGEST_NAME or len(token) > _LONGEST_NAME
    # The first one, `sync`, only says that the channel was opened.
    if state in {"exists", "not_exists"} and not too_long:
        app.following.pushed(Push(named, token))
    return Response(status_code=200)


def _pushes(body: bytes) -> Iterator[Push]:
    """Read what can be read: one odd notification takes no other with it."""
    try:
        items = _Notifications.model_validate_json(body).value
    except ValidationError:
        return
    for item in items:
        try:
            one = _Notification.model_validate(item)
        except ValidationError:
            continue
        news = _LIFE.get(one.life)
        if news is not None:
            yield Push(one.subscription, one.proof, news)
