"""The mail catcher's two pages; a mail's own HTML stands in a frame that does nothing."""

from collections.abc import Mapping, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .5rem; border-bottom: 1px solid #8886; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { width: 100%; height: 60rem; border: 1px solid #8886; border-radius: 8px; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
"""


def list_page(rows: Sequence[tuple[int, str, str, str]]) -> str:
    """Write the list: number, time, recipients and subject of each mail."""
    if not rows:
        return _page("Mails", "<p>No mail has come in yet. Reload to look again.</p>")
    lines = "".join(
        f'<tr><td>{escape(at)}</td><td>{escape(to)}</td><td><a href="/mails/{number}">'
        f"{escape(subject) or '(no subject)'}</a></td></tr>"
        for number, at, to, subject in rows
    )
    head = "<tr><th>Time</th><th>To</th><th>Subject</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{lines}</tbody></table>"
    return _page("Mails", table)


def mail_page(
    subject: str,
    headers: Mapping[str, str],
    text: str,
    *,
    html_at: str | None = None,
    calendar: str = "",
) -> str:
    """Write one mail with its headers.

    Args:
        html_at: where its HTML part is, shown in a frame of its own.
    """
    said = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in headers.items()
    )
    plain = f'<pre dir="auto">{escape(text)}</pre>'
    body = '<p><a href="/">All mails</a></p>'
    if html_at is None:
        body += plain
    else:
        body += f'<iframe sandbox title="The mail" src="{escape(html_at)}"></iframe>'
        body += _folded("In plain words", plain)
    if calendar:
        body += _folded("Calendar entry", f"<pre>{escape(calendar)}</pre>")
    return _page(
        subject or "(no subject)", body + _folded("Headers", f"<dl>{said}</dl>")
    )


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><h1 dir="auto">{escape(title)}</h1>{body}</body></html>'
    )
