"""What a scanner sends when it is cut, glued or noisy (R11): never a wrong code.

What the kiosk takes is asked of its own journey, in front of the welcome page.
"""

import itertools
import random
import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hardware.framing import Framer, FrameShape, Framing
from kiosk_app.journey import machine
from kiosk_app.journey.effects import SendCheckIn
from kiosk_app.journey.events import Scanned
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.runners.scanning import open_reader
from kiosk_app.settings import Settings
from shared.visit_pass import VisitPass, sign_pass
from tests.hardware.lines import Plug
from tests.kiosk_app.journey.examples import STAMP

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VISIT_PASS = sign_pass(
    VisitPass(UUID(int=7), datetime(2027, 1, 1, tzinfo=UTC)), tenant_id="t1", key=KEY
)
BADGE = "K7Q2FM"
SETTINGS = Settings(server="http://localhost:8600")


def taken(texts: list[str]) -> list[str]:
    """What of scanned texts the kiosk asks its server about."""
    effects = [
        effect
        for text in texts
        for effect in machine.advance(Journey(Welcome()), Scanned(text, STAMP))[1]
        if isinstance(effect, SendCheckIn)
    ]
    return [str(sent.request.pass_text or sent.request.code) for sent in effects]


def framed(*pieces: bytes, framing: Framing = Framing.LINE) -> list[str]:
    framer = Framer(FrameShape(framing))
    framer.quiet(1)
    return [frame.text for piece in pieces for frame in framer.feed(piece)]


def test_the_tail_of_a_pass_looks_like_a_badges_code():
    """Without more ado the last six signs of a pass would be taken for a code."""
    assert taken([VISIT_PASS[-6:]]) == [VISIT_PASS[-6:]]


def test_a_reader_cut_at_any_byte_of_a_pass_gives_that_pass_only(tmp_path):
    """A reader pulled at any sign of a pass, and back in the middle, gives no wrong code."""
    sent = (VISIT_PASS + "\r").encode()
    plugs = [Plug(tmp_path / f"reader-{cut}") for cut in range(len(sent))]
    readers = [open_reader(str(plug.link), SETTINGS) for plug in plugs]
    heard: list[list[str | None]] = [[] for _ in readers]

    def listen(seconds: float) -> None:
        for texts, reader in zip(heard, readers, strict=True):
            texts.append(reader.read(seconds))

    for cut, plug in enumerate(plugs):
        plug.send(sent[:cut] or b"\0")
    listen(0)
    for plug in plugs:
        plug.pull()
    listen(0)
    for cut, plug in enumerate(plugs):
        plug.put_in()
        plug.send(sent[cut:] + sent)
    time.sleep(0.3)  # noqa: TID251 - the readers' first pause, for all of them at once
    listen(2)
    heard[0].append(readers[0].read(0))
    for reader, plug in zip(readers, plugs, strict=True):
        reader.close()
        plug.pull()

    got = [taken([text for text in texts if text]) for texts in heard]
    assert got == [[VISIT_PASS, VISIT_PASS], *[[VISIT_PASS]] * (len(sent) - 1)]


def test_ten_thousand_random_splits_change_no_code():
    """However a pass and a badge trickle in, they are taken, and nothing else is."""
    seen = random.Random(11)
    data = f"{VISIT_PASS}\r\n{BADGE}\r\n".encode()
    cuts = [sorted(seen.choices(range(len(data)), k=3)) for _ in range(10_000)]

    got = {
        tuple(framed(*(data[a:b] for a, b in itertools.pairwise((0, *cut, len(data))))))
        for cut in cuts
    }

    assert got == {(VISIT_PASS, BADGE)}
    assert taken([VISIT_PASS, BADGE]) == [VISIT_PASS, BADGE]


@pytest.mark.parametrize(
    "glued", [VISIT_PASS * 2, BADGE * 2, VISIT_PASS + BADGE, BADGE + VISIT_PASS]
)
def test_two_codes_glued_together_are_none(glued):
    """Two codes without an end between them are refused, not guessed apart."""
    assert taken(framed(glued.encode() + b"\r")) == []


@pytest.mark.parametrize("framing", [Framing.LINE, Framing.CRLF, Framing.TAB])
def test_ten_kilobytes_of_noise_are_no_code(framing):
    """Noise on the cable, twenty times ten kilobytes of it, is never taken for a code."""
    noise = [random.Random(seed).randbytes(10_000) for seed in range(20)]

    texts = framed(*noise, framing=framing)

    assert taken(texts) == []


def test_a_pass_that_lost_a_sign_is_no_pass():
    """A pass of which one sign is missing, wherever, is not sent to the server."""
    cut = [VISIT_PASS[:at] + VISIT_PASS[at + 1 :] for at in range(len(VISIT_PASS))]

    assert taken(cut) == []
