"""Things that have names, each made when somebody first asks for it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from typing_extensions import override

T = TypeVar("T")


class Late(Mapping[str, T]):
    """Makes each thing once, when it is first looked up; whoever only counts, waits for none.

    Args:
        makers: what makes each, by its name.
    """

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = makers
        self._made: dict[str, T] = {}
        self._making = threading.Lock()

    @override
    def __getitem__(self, name: str) -> T:
        made = self._made.get(name)
        return self._make(name) if made is None else made

    @override
    def __contains__(self, name: object) -> bool:
        return name in self._makers

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    @override
    def __len__(self) -> int:
        return len(self._makers)

    def _make(self, name: str) -> T:
        # Two threads may ask at once; one thing of a kind has to be closed later.
        with self._making:
            if name not in self._made:
                self._made[name] = self._makers[name]()
            return self._made[name]

    @property
    def made(self) -> Mapping[str, T]:
        """What was made so far."""
        return dict(self._made)


def made_of(things: Mapping[str, T]) -> Mapping[str, T]:
    """Give those of some things that exist, without making any."""
    return things.made if isinstance(things, Late) else things
