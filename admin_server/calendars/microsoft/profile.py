"""Who somebody is who has just signed in."""

from http import HTTPStatus

from admin_server.calendars.microsoft.account import Account
from admin_server.calendars.microsoft.reading import json_object, text_at
from admin_server.calendars.microsoft.refusals import outbound_refusal, refusal
from admin_server.core.ports import Clock
from admin_server.outbound.client import Client, OutboundError, Request


async def read_address(
    http: Client, account: Account, token: str, *, clock: Clock
) -> str:
    """Read the e-mail address of an account; empty where it has none.

    Raises:
        CalendarError: Graph refused, or there is no answer.
    """
    request = Request(
        "GET",
        f"{account.graph_url}/me?%24select=mail%2CuserPrincipalName",
        headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
    )
    try:
        reply = await http.send(request)
    except OutboundError as error:
        raise outbound_refusal(error) from error
    if reply.status != HTTPStatus.OK:
        raise refusal(reply, now=clock.now())
    stated = json_object(reply.body)
    return text_at(stated, "mail") or text_at(stated, "userPrincipalName")
