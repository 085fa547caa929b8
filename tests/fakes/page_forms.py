"""Reading a page's form as a browser does, to fill it in and send it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override


@dataclass
class PageForm(HTMLParser):
    """The fields of one form of a page, with what stands in them.

    Attributes:
        action: where the form is sent to.
    """

    page: str
    action: str
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = False
        self._choice = ""
        self.feed(self.page)

    def filled(self, **values: str) -> dict[str, str]:
        """Give what a browser sends once these fields are filled in; `__` is `-`."""
        return self.values | {
            name.replace("__", "-"): value for name, value in values.items()
        }

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        name = stated.get("name", "")
        if tag == "form":
            self._inside = stated.get("action") == self.action
        elif self._inside and tag == "select":
            self._choice = name
        elif self._inside and tag == "option" and self._choice:
            first = self._choice not in self.values
            if first or "selected" in stated:
                self.values[self._choice] = stated["value"]
        elif self._inside and tag == "input" and name:
            ticked = stated.get("type") not in {"radio", "checkbox"}
            if ticked or "checked" in stated:
                self.values[name] = stated.get("value", "")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._choice = ""
