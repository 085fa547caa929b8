"""A mail's page, once in plain words and once as HTML."""

import re
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from admin_server.jobs.visit_facts import Facts

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_OURS = "#0B5D66"


@dataclass(frozen=True)
class PassShown:
    """How a mail shows the pass.

    Attributes:
        image: the id of the picture that comes with the mail.
        side: how many pixels wide and high it is shown.
    """

    code: str
    image: str
    side: int


@dataclass(frozen=True)
class Page:
    """What a mail about a visit says, from top to bottom.

    Attributes:
        rows: facts, each with its label.
        own_words: what the organisation adds.
    """

    lead: str
    rows: tuple[tuple[str, str], ...]
    end: str
    own_words: str | None = None
    shown: PassShown | None = None


def page_text(page: Page, facts: Facts, title: str) -> str:
    """Write a page in plain words."""
    del title  # the subject says it
    words = facts.words
    lines = [words.say("visit_greeting", visitor=facts.visitor.name), "", page.lead, ""]
    lines += [f"{label}: {value}" for label, value in page.rows]
    if page.shown is not None:
        lines += ["", words.say("visit_code_line", code=page.shown.code)]
        lines.append(words.say("visit_code_hint"))
    if page.own_words:
        lines += ["", page.own_words]
    lines += ["", page.end]
    return "\n".join(lines) + "\n"


def page_html(page: Page, facts: Facts, title: str) -> str:
    """Write a page as HTML: everything in it, nothing fetched, nothing to click."""
    accent = facts.tenant.accent or ""
    return (
        _environment()
        .get_template("visit_mail.html")
        .render(
            page=page,
            title=title,
            words=facts.words,
            visitor=facts.visitor.name,
            organisation=facts.tenant.name,
            accent=accent if _COLOUR.fullmatch(accent) else _OURS,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
