"""Google's partial answers: the `fields` parameter."""

import re
from collections.abc import Mapping
from typing import Any

Tree = dict[str, "Tree"]
_PIECE = re.compile(r"[A-Za-z0-9_*]+|[(),/]")


def read_mask(text: str) -> Tree:
    """Read a mask such as "items(id,start/dateTime),nextPageToken".

    Raises:
        ValueError: it is not one.
    """
    pieces = _PIECE.findall(text)
    if "".join(pieces) != text:
        raise ValueError("a sign that no mask has")
    tree, rest = _fields(pieces)
    if rest:
        raise ValueError("a bracket too many")
    return tree


def masked(value: object, tree: Tree) -> object:
    """Leave only what a mask names; an empty mask names everything."""
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [masked(one, tree) for one in value]
    if isinstance(value, Mapping):
        kept: dict[str, Any] = {
            name: masked(inner, tree[name])
            for name, inner in value.items()
            if name in tree
        }
        return kept
    return value


def _fields(pieces: list[str]) -> tuple[Tree, list[str]]:
    tree: Tree = {}
    while True:
        if not pieces or pieces[0] in "(),/":
            raise ValueError("a field is missing")
        name, *pieces = pieces
        inner: Tree = {}
        if pieces[:1] == ["/"]:
            raise ValueError("write brackets instead of a slash")
        if pieces[:1] == ["("]:
            inner, pieces = _fields(pieces[1:])
            if pieces[:1] != [")"]:
                raise ValueError("a bracket too few")
            pieces = pieces[1:]
        tree[name] = inner
        if pieces[:1] != [","]:
            return tree, pieces
        pieces = pieces[1:]
