"""Where a page goes back to after something was done: one of our own lists."""

import re

_OUR_LISTS = re.compile(
    r"/(today(/on-site|/left)?|visits(\?day=\d{4}-\d\d-\d\d)?|roll-call|hosts|rooms"
    r"|kiosks|visits/[\w-]{1,64})",
    re.ASCII,
)


def safe_way_back(asked: str, default: str = "/today") -> str:
    """Give the path that a form names, where it is one of ours, else the default."""
    return asked if _OUR_LISTS.fullmatch(asked) else default
