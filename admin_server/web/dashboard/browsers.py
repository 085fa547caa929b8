"""Which browser somebody uses, in words for the list of their sessions."""

from fastapi import Request

# In this order: most browsers also claim to be the ones below them.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",  # codespell:ignore cros
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_of(request: Request) -> str:
    """Name the browser and the system, such as "Firefox, Windows"; "" if unknown."""
    said = request.headers.get("user-agent", "")[:500]
    names = [_first(_BROWSERS, said), _first(_SYSTEMS, said)]
    return ", ".join(name for name in names if name)


def _first(known: dict[str, str], said: str) -> str:
    return next((name for sign, name in known.items() if sign in said), "")
