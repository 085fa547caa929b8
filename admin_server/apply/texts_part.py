"""How [texts] is read: an organisation's own words, by place and language."""

from admin_server.apply import rules
from admin_server.apply.table import Table
from admin_server.core.mail_kinds import LONGEST_WORDS, TEXT_PLACES

TextsPart = dict[str, dict[str, str]]
"""Words by place and language, as far as the file names them; "" takes them away."""


def texts(table: Table | None) -> TextsPart:
    """Read [texts.invitation] and [texts.welcome]."""
    if table is None:
        return {}
    inner = {place: table.table(place) for place in TEXT_PLACES}
    table.done()
    return {
        place: _words(words, LONGEST_WORDS[place])
        for place, words in inner.items()
        if words is not None
    }


def _words(table: Table, longest: int) -> dict[str, str]:
    said: dict[str, str] = {}
    for language in table.values:
        complaint = rules.language(language)
        if complaint is not None:
            table.wrong(language, complaint)
            table.raw(language)
            continue
        words = table.text(language, longest=longest)
        if words is not None:
            said[language] = words
    return said
