"""What a server wrote, in its order, read from strace's log; and what a power cut keeps."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

CALLS = ("pwrite64", "write", "sendto", "fsync", "fdatasync", "ftruncate")
WORDS = ("-y", "-xx", "-s", "70000")
"""How strace must be asked, so that every byte stands in its log."""
SECTOR = 512
"""Bytes that a disk writes whole or not at all."""


@dataclass(frozen=True)
class Write:
    """Bytes that are given to the kernel; the disk may not have them yet."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Cut:
    """The file ends here from now on."""

    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    """Whatever was written to the file is on the disk."""

    file: str


@dataclass(frozen=True)
class Told:
    """A visitor was answered."""

    visit: str


Step: TypeAlias = Write | Cut | Sync | Told
_CALL = re.compile(r"^(\d+) +(\w+)\(\d+<([^>]*)>(.*)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>.*= 0$")
_WRITTEN = re.compile(r'^, "([^"]*)", \d+, (\d+)')
_SAID = re.compile(r'^, "([^"]*)"')
_CUT = re.compile(r"^, (\d+)")
_VISIT = re.compile(rb'^\{"visit":\{"id":"([0-9a-f-]+)"')


def steps_in(log: Path, database: Path) -> Iterator[Step]:
    """Read the steps that touch a database, and the answers to visitors.

    With `-xx` strace writes names of files in hexadecimal as well.
    """
    files = {str(database), f"{database}-wal"}
    waiting: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            if resumed := _RESUMED.match(line):
                file = waiting.pop(resumed[1], "")
                yield from (Sync(file),) if file else ()
            elif called := _CALL.match(line):
                yield from _step(called, files, waiting)


def _step(
    called: re.Match[str], files: set[str], waiting: dict[str, str]
) -> Iterable[Step]:
    thread, call, target, rest = called.groups()
    file = _bytes(target).decode() if "\\x" in target else target
    if file not in files:
        return _answer(rest) if call in ("write", "sendto") else ()
    match call:
        case "pwrite64" if found := _WRITTEN.match(rest):
            return (Write(file, int(found[2]), _bytes(found[1])),)
        case "ftruncate" if found := _CUT.match(rest):
            return (Cut(file, int(found[1])),)
        case "fsync" | "fdatasync" if rest.endswith("= 0"):
            return (Sync(file),)
        case "fsync" | "fdatasync":
            waiting[thread] = file
            return ()
        case _:
            raise ValueError(f"a call that is not understood: {call}{rest[:80]}")


def _answer(rest: str) -> Iterable[Step]:
    said = _SAID.match(rest)
    found = _VISIT.match(_bytes(said[1])) if said else None
    return (Told(found[1].decode()),) if found else ()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Disk:
    """The files as a disk has them, and what the kernel still holds back."""

    files: dict[str, bytearray]
    held: dict[str, list[Write | Cut]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Follow one step."""
        match step:
            case Write(file) | Cut(file):
                self.held.setdefault(file, []).append(step)
            case Sync(file):
                for one in self.held.pop(file, []):
                    _apply(self.files[file], one)
            case Told():
                pass

    def cut(self) -> dict[str, bytes]:
        """Give what is left after a power cut that took all that was held back."""
        return {file: bytes(content) for file, content in self.files.items()}

    def torn(self, chance: random.Random) -> dict[str, bytes]:
        """Give what may be left: any of what was held back, in part, in any order."""
        left = {file: bytearray(content) for file, content in self.files.items()}
        for file, held in self.held.items():
            for one in chance.sample(held, chance.randint(0, len(held))):
                _apply(left[file], _torn(one, chance))
        return {file: bytes(content) for file, content in left.items()}


def _torn(step: Write | Cut, chance: random.Random) -> Write | Cut:
    if isinstance(step, Cut) or chance.random() < 0.5:
        return step
    # The border is the disk's, not the write's.
    sectors = (len(step.content) + SECTOR - 1) // SECTOR
    border = chance.randint(0, sectors) * SECTOR - step.offset % SECTOR
    return Write(step.file, step.offset, step.content[: max(border, 0)])


def _apply(content: bytearray, step: Write | Cut) -> None:
    if isinstance(step, Cut):
        del content[step.size :]
        content.extend(bytes(step.size - len(content)))
        return
    end = step.offset + len(step.content)
    if step.content and len(content) < end:
        content.extend(bytes(end - len(content)))
    content[step.offset : end] = step.content
