"""Reading JSON that others wrote, without trusting its shape."""

import json
from collections.abc import Mapping

from admin_server.core.errors import StrangeReply


def json_object(body: bytes) -> Mapping[str, object]:
    """Read a JSON object.

    Raises:
        StrangeReply: the bytes are something else.
    """
    try:
        found = json.loads(body)
    # A text can be nested deeper than Python counts.
    except (ValueError, RecursionError) as error:
        raise StrangeReply("the answer is not JSON") from error
    if not isinstance(found, dict):
        raise StrangeReply("the answer is not a JSON object")
    return found


def at(found: object, *names: str) -> object:
    """Go down into nested objects; None where the way ends."""
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def text_at(found: object, *names: str) -> str:
    """Give the text at the end of a way, or an empty one."""
    stated = at(found, *names)
    return stated.strip() if isinstance(stated, str) else ""


def list_at(found: object, *names: str) -> list[object]:
    """Give the list at the end of a way, or an empty one."""
    stated = at(found, *names)
    return stated if isinstance(stated, list) else []
