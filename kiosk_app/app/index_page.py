"""The page that the browser loads first, made from Flet's own at start."""

from pathlib import Path

import flet_web  # type: ignore[import-untyped]  # it ships no types

from kiosk_app.app.browser_keys import BROWSER_SCRIPT
from kiosk_app.app.physical_keys import KEY_SCRIPT
from kiosk_app.app.resting import LIGHT_SCRIPT
from kiosk_app.theme.colours import GROUND

# A reload must never resume the session of the visitor before.
_FORGET = "window.sessionStorage.clear();"
# A page whose socket is gone for good loads anew, once the kiosk answers: Flet
# itself waits ever longer between its tries. Without an answer it stays, for a
# page that cannot be loaded has no script that would look again.
_WATCH = """
  (() => {
    // The first time a slow tablet has much to load.
    let patience = 60000, lost = Date.now(), looking = false;
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
      constructor(...given) {
        super(...given);
        this.addEventListener("open", () => { lost = null; patience = 15000; });
        this.addEventListener("close", () => { lost = lost ?? Date.now(); });
      }
    };
    setInterval(async () => {
      if (lost === null || looking || Date.now() - lost < patience) return;
      looking = true;
      try {
        const answer = await fetch("/healthz", { cache: "no-store" });
        if (answer.ok && lost !== null) window.location.reload();
      } catch {} finally { looking = false; }
    }, 1000);
  })();
"""
_OURS = (
    ("<html>", '<html lang="en">'),
    (
        "<title>Flet</title>",
        f"<title>Portico</title><style>html, body {{ background: {GROUND}; }}</style>",
    ),
    ('content="Flet application."', 'content="Portico"'),
    (
        'apple-mobile-web-app-title" content="Flet"',
        'apple-mobile-web-app-title" content="Portico"',
    ),
    ("background: #ffffff;", f"background: {GROUND};"),
    ("background: #222222;", f"background: {GROUND};"),
    ('<img src="icons/loading-animation.png" alt="" />', ""),
    (
        "<!-- fletAppConfig -->",
        f"<!-- fletAppConfig -->\n  <script>{_FORGET}{_WATCH}{LIGHT_SCRIPT}{BROWSER_SCRIPT}{KEY_SCRIPT}</script>",
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
