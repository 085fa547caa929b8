"""Naming somebody's browser."""

import pytest
from starlette.requests import Request

from admin_server.web.dashboard.browsers import browser_of

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", "Firefox, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Edg/140.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {CHROME}", "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605.1", "Safari, Mac"),
        ("curl/8.14", ""),
        ("", ""),
    ],
)
def test_a_browser_has_a_name(agent: str, name: str):
    """In the list of one's browsers each is called what people call it."""
    headers = [(b"user-agent", agent.encode())]

    assert browser_of(Request({"type": "http", "headers": headers})) == name
