"""Keeping passwords and comparing them."""

import asyncio
import threading

from admin_server.security.passwords import Argon2id, Checked, Passwords
from tests.fakes.people import CountingHashes

WEAKER = Argon2id(memory=64)


async def test_a_kept_password_fits_and_others_do_not():
    """Only the right password opens the account."""
    passwords = Passwords(WEAKER)
    kept = await passwords.hash("blue-otter-tram-42")

    right = await passwords.check("blue-otter-tram-42", kept)
    wrong = await passwords.check("blue-otter-tram-43", kept)

    assert (right, wrong) == (Checked(fits=True), Checked(fits=False))


async def test_two_people_with_one_password_look_different():
    """Whoever reads the database cannot see that two passwords are the same."""
    passwords = Passwords(WEAKER)

    assert await passwords.hash("blue-otter") != await passwords.hash("blue-otter")


async def test_a_password_may_be_typed_on_any_keyboard():
    """It does not matter whether a keyboard writes "ü" as one sign or as two."""
    passwords = Passwords(WEAKER)
    kept = await passwords.hash("Gr\u00fcner-Tee-im-Zug")

    assert (await passwords.check("Gru\u0308ner-Tee-im-Zug", kept)).fits


async def test_an_older_hash_is_renewed():
    """A password that was kept by weaker rules is kept by today's from now on."""
    kept = WEAKER.hash("blue-otter-tram-42")
    passwords = Passwords(Argon2id(memory=128))

    checked = await passwords.check("blue-otter-tram-42", kept)

    assert checked.renewed is not None
    assert "m=128" in checked.renewed
    assert (await passwords.check("blue-otter-tram-42", checked.renewed)).fits


def test_the_rules_are_strong():
    """What the server uses is what is recommended: Argon2id with 46 MiB."""
    kept = Argon2id().hash("blue-otter-tram-42")

    assert kept.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert not Argon2id().is_stale(Argon2id().nobody)


async def test_without_an_account_as_much_is_done():
    """Nobody can tell by the time whether an account exists: the same work is done."""
    hashes = CountingHashes()
    passwords = Passwords(hashes)

    unknown = await passwords.check("blue-otter-tram-42", None)

    assert unknown == Checked(fits=False)
    assert hashes.compared == [hashes.nobody]


def test_nobody_s_hash_is_a_real_one():
    """What is compared without an account is a hash like any other, with no password."""
    assert not WEAKER.fits(WEAKER.nobody, "")
    assert not WEAKER.is_stale(WEAKER.nobody)


def test_a_broken_hash_fits_nothing():
    """A damaged account opens for nobody."""
    assert not WEAKER.fits("no hash at all", "blue-otter-tram-42")


async def test_two_at_once_and_no_more():
    """Many people who sign in at once do not use up the machine."""
    slow = _Slow()
    passwords = Passwords(slow)

    await asyncio.gather(*(passwords.hash("blue-otter") for _ in range(6)))

    assert slow.most == 2


class _Slow(CountingHashes):
    def __init__(self) -> None:
        super().__init__()
        self._lock, self._now, self.most = threading.Lock(), 0, 0
        self._together = threading.Barrier(2)

    def hash(self, password: str) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait(timeout=5)
        with self._lock:
            self._now -= 1
        return password
