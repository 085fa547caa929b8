"""Mailboxes that ask to be left alone: what proofs of our patience rest on (E6, E10)."""

from dataclasses import asdict
from datetime import timedelta

from admin_server.demo.emulators.throttling import Recorded, Throttle
from tests.contracts.calendar import NOW
from tests.fakes.following_proof import come, too_early

KINDS = ["busy"]
SECOND = timedelta(seconds=1)


def throttled(chance: float = 1) -> Throttle:
    made = Throttle()
    made.begin(chance, KINDS, seed=1)
    return made


def visit(throttle: Throttle, mailbox: str = "anna", after: int = 0) -> Recorded:
    """Come once, so many seconds after the beginning."""
    came = throttle.enter(mailbox, NOW + after * SECOND)
    throttle.leave(came)
    return came


def noted(throttle: Throttle) -> list:
    return [come(asdict(one)) for one in throttle.record]


def test_nobody_is_refused_without_a_chance() -> None:
    """A demo that nobody throttles answers everybody."""
    throttle = throttled(chance=0)

    assert [visit(throttle).kind for _ in range(20)] == [""] * 20


def test_a_refusal_names_its_pause() -> None:
    """Whoever is refused is told in which words, and for how many seconds."""
    refused = visit(throttled())

    assert refused.kind == "busy"
    assert 2 <= refused.pause <= 40


def test_whoever_comes_too_early_is_refused_again() -> None:
    """A pause is not over because somebody asked in between; for others it is none."""
    throttle = throttled()
    first = visit(throttle)
    throttle.chance = 0

    early = visit(throttle, after=first.pause - 1)
    other = visit(throttle, "boris", after=first.pause - 1)
    late = visit(throttle, after=first.pause)

    assert (early.kind, early.pause) == ("busy", 1)
    assert (other.kind, late.kind) == ("", "")


def test_who_is_spared_is_only_noted() -> None:
    """What is no calendar's has a limit of its own."""
    throttle = throttled()

    spared = throttle.enter("anna", NOW, spared=True)

    assert spared.kind == ""
    assert len(throttle.record) == 1


def test_how_many_there_were_at_one_time() -> None:
    """Two who ask at the same time are two; one who left is counted no more."""
    throttle = throttled(chance=0)
    first = throttle.enter("anna", NOW)
    second = throttle.enter("anna", NOW)
    throttle.leave(first)
    throttle.leave(second)

    third = throttle.enter("anna", NOW)

    assert [first.open, second.open, third.open] == [1, 2, 1]


def test_impatience_is_seen_in_the_record() -> None:
    """The proof's own eyes: one second before a pause is over is too early."""
    throttle = throttled()
    first = visit(throttle)
    throttle.chance = 0
    visit(throttle, after=first.pause - 1)

    found = too_early(noted(throttle))

    assert [one.at for one in found] == [NOW + (first.pause - 1) * SECOND]


def test_patience_is_seen_as_well() -> None:
    """Whoever comes when the pause is over, or to another mailbox, is not too early."""
    throttle = throttled()
    first = visit(throttle)
    throttle.chance = 0
    visit(throttle, "boris", after=1)
    visit(throttle, after=first.pause)

    assert too_early(noted(throttle)) == []
