"""The server is updated first: kiosks one version behind work, older ones say why not."""

import json
from pathlib import Path

import pytest

from admin_server.core.kiosk_versions import is_too_old
from tests.fakes.kiosk_talk import SERIES, differing, play
from tests.fakes.lobby import Lobby, bearer

RECORDED = Path(__file__).resolve().parents[2] / "recorded"
TALKS = {
    file.parent.name: json.loads(file.read_text())
    for file in sorted(RECORDED.glob("kiosk_*/talk.json"))
}


@pytest.mark.parametrize("kiosk", TALKS)
async def test_a_recorded_day_goes_as_it_went(lobby: Lobby, kiosk: str):
    """A kiosk of that version pairs, checks visitors in, and brings what it kept."""
    differences = await play(lobby, TALKS[kiosk])

    assert differences == []


def test_this_version_is_recorded():
    """Whoever raises the version records the kiosk's day: else nobody could compare."""
    assert f"kiosk_{SERIES}" in TALKS


def test_what_is_gone_would_be_noticed():
    """A field that a kiosk reads may not go; a new one may come."""
    then = {"visit": {"id": "text"}, "rooms": [{"name": "text"}], "more": "nothing"}
    now = {"visit": {}, "rooms": [{"name": "number"}], "more": "text", "new": "text"}

    assert differing(then, now, at="a") == [
        "a visit: id is gone",
        "a rooms name: number, not text",
    ]


@pytest.mark.parametrize(
    ("kiosk", "server", "old"),
    [
        ("portico-kiosk/0.1.0", "0.1.0", False),
        ("portico-kiosk/0.1.9", "0.2.0", False),
        ("portico-kiosk/0.1.9", "0.3.0", True),
        ("portico-kiosk/0.4.0", "0.3.0", False),
        ("portico-kiosk/1.9.0", "2.0.0", True),
        ("curl/8.5", "0.3.0", False),
        ("", "0.3.0", False),
    ],
)
def test_two_versions_behind_is_too_old(kiosk, server, old):
    """One version behind works; whoever is no kiosk is asked for no version."""
    assert is_too_old(kiosk, server=server) is old


async def test_a_kiosk_that_is_too_old_reads_so(lobby: Lobby, monkeypatch):
    """It is told to be updated, whatever it asks, and nothing fails oddly."""
    monkeypatch.setattr("admin_server.web.current.VERSION", "0.9.0")

    answer = await lobby.http.get(
        "/api/v1/kiosk", headers={**bearer("any"), "User-Agent": "portico-kiosk/0.7.3"}
    )

    assert answer.status_code == 426
    assert answer.json()["error"] == "kiosk_too_old"
