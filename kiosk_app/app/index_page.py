"""The page that the browser loads first, made from Flet's own at start."""

from pathlib import Path

import flet_web  # type: ignore[import-untyped]  # it ships no types

from kiosk_app.app.physical_keys import KEY_SCRIPT
from kiosk_app.theme.colours import GROUND

# A reload must never resume the session of the visitor before.
_FORGET = "window.sessionStorage.clear();"
_OURS = (
    ("<html>", '<html lang="en">'),
    (
        "<title>Flet</title>",
        f"<title>Portico</title><style>html, body {{ background: {GROUND}; }}</style>",
    ),
    ("background: #ffffff;", f"background: {GROUND};"),
    ("background: #222222;", f"background: {GROUND};"),
    ('<img src="icons/loading-animation.png" alt="" />', ""),
    (
        "<!-- fletAppConfig -->",
        f"<!-- fletAppConfig -->\n  <script>{_FORGET}{KEY_SCRIPT}</script>",
    ),
)


class UnexpectedFletPage(Exception):
    """The installed flet-web is not the one that this version was made for."""


def make_index_page() -> str:
    """Make our `index.html` from the one of the installed Flet.

    Raises:
        UnexpectedFletPage: flet-web is missing its page, or brings another one.
    """
    source = Path(flet_web.get_package_web_dir()) / "index.html"
    if not source.is_file():
        raise UnexpectedFletPage("flet-web is installed without its web files")
    page = source.read_text(encoding="utf-8")
    for theirs, ours in _OURS:
        if theirs not in page:
            raise UnexpectedFletPage(f"flet-web's page lacks {theirs!r}")
        page = page.replace(theirs, ours, 1)
    return page
