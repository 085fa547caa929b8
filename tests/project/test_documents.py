"""The documents name everything there is to know."""

from dataclasses import fields
from pathlib import Path

import pytest

from admin_server.app import describe_api
from admin_server.calendars import calendars
from admin_server.core.connections import ConnectionState
from admin_server.settings import Settings as ServerSettings
from kiosk_app.settings import Settings as KioskSettings
from shared.refusals import STATUS, Refusal
from tests.fakes.clock import FixedClock

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs/settings.md").read_text()
API = (ROOT / "docs/api.md").read_text()


@pytest.mark.parametrize(
    "name",
    [f"PORTICO_{field.name.upper()}" for field in fields(ServerSettings)]
    + [f"PORTICO_KIOSK_{field.name.upper()}" for field in fields(KioskSettings)],
)
def test_every_setting_is_documented(name: str) -> None:
    """An operator finds each setting on one page."""
    assert f"| `{name}` |" in SETTINGS


@pytest.mark.parametrize("code", Refusal)
def test_every_refusal_is_documented_with_its_status(code: Refusal) -> None:
    """Whoever meets a refusal finds it, with its status, on one page."""
    assert f"| `{code.value}` | {STATUS[code]} |" in API


@pytest.mark.parametrize("path", list(describe_api()["paths"]))  # type: ignore[arg-type]
def test_every_endpoint_is_documented(path: str) -> None:
    """Each endpoint has its heading."""
    short = path.removeprefix("/api/v1").replace("{visit_id}", "{id}")
    headings = [line for line in API.splitlines() if line.startswith("## ")]

    assert any(short in heading for heading in headings)


@pytest.mark.parametrize("kind", sorted(set(calendars(FixedClock())) - {"memory"}))
def test_every_calendar_provider_has_its_page(kind: str) -> None:
    """IT finds how to connect each kind of calendar."""
    assert (ROOT / f"docs/calendars/{kind}.md").is_file()


@pytest.mark.parametrize("kind", sorted(set(calendars(FixedClock())) - {"memory"}))
@pytest.mark.parametrize("state", ConnectionState)
def test_every_state_stands_on_each_providers_page(
    kind: str, state: ConnectionState
) -> None:
    """Section G: whoever sees how a connection is finds that word for their provider."""
    page = (ROOT / f"docs/calendars/{kind}.md").read_text()

    assert f"`{state.value}`" in page
