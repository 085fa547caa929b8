"""The search for a host, wherever one is looked for: from two letters on, no list."""

import unicodedata
from dataclasses import replace
from typing import TypeVar

from kiosk_app.journey.effects import SearchHosts
from kiosk_app.journey.events import HostsFound, HostsUnreachable
from kiosk_app.journey.states import Journey, SearchState, WalkIn
from kiosk_app.journey.states_help import Delivering
from kiosk_app.journey.turn import Turn, show

Page = TypeVar("Page", WalkIn, Delivering)

# One sign is already a surname in Chinese, Japanese and Korean.
_WHOLE_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


def search_for(journey: Journey, page: Page, query: str) -> Turn:
    """Search for what was typed, if that can already find somebody."""
    if not _is_enough(query):
        return show(journey, replace(page, search=SearchState.IDLE, hosts=()))
    searching = replace(page, search=SearchState.SEARCHING, hosts=())
    return show(journey, searching, SearchHosts(query))


def after_search(page: Page, answer: HostsFound | HostsUnreachable, query: str) -> Page:
    """Take the answer to what stands in the field, and to nothing older."""
    if answer.query != query or page.search is not SearchState.SEARCHING:
        return page
    if isinstance(answer, HostsUnreachable):
        return replace(page, search=SearchState.AWAY)
    return replace(page, search=SearchState.FOUND, hosts=answer.hosts)


def _is_enough(query: str) -> bool:
    letters = [sign for sign in query if sign.isalnum()]
    return len(letters) > 1 or any(
        unicodedata.name(sign, "").startswith(_WHOLE_NAMES) for sign in letters
    )
