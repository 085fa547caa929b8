"""A provider's sign-in for calendars, at which a test says what a person answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlencode, urlsplit

from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.connections import AppRegistration, OwnCalendar
from admin_server.core.errors import CalendarError, ConsentNeeded, ConsentReason
from admin_server.core.ports import Begun, CalendarRef, Consent, Granted, Scope


@dataclass
class ScriptedConsent(Consent):
    """Permits whatever is asked for, unless it was told otherwise.

    Attributes:
        account: who signs in there.
        answers_with: raised instead of a permission.
        cannot_begin: raised before anybody leaves.
        finished: the answers that were taken, each once.
        asked: the addresses that people were sent to.
    """

    revoke_url: str = "https://provider.example/permissions"
    account: str = "jonas.weber@lakeside.example"
    personal: bool = False
    granted: Granted | None = None
    approval: str | None = "https://provider.example/approve"
    answers_with: CalendarError | None = None
    cannot_begin: CalendarError | None = None
    begun: int = 0
    finished: list[Mapping[str, str]] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)
    hints: list[str | None] = field(default_factory=list)

    @override
    def scopes(self, *, books: bool) -> tuple[Scope, ...]:
        wanted = (Scope("Calendars.Read", "read_meetings"),)
        return (*wanted, Scope("Calendars.ReadWrite", "write_meetings"))[: 1 + books]

    @override
    async def begin(
        self,
        app: AppRegistration,
        *,
        redirect_uri: str,
        books: bool,
        login_hint: str | None = None,
    ) -> Begun:
        if self.cannot_begin is not None:
            raise self.cannot_begin
        self.begun += 1
        self.redirects.append(redirect_uri)
        self.hints.append(login_hint)
        state = f"state-{id(self)}-{self.begun}"
        query = urlencode({"client_id": app.client_id, "state": state})
        held = {"state": state, "verifier": f"verifier-{self.begun}"}
        return Begun(f"https://provider.example/sign-in?{query}", held)

    @override
    async def finish(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
    ) -> Granted:
        assert answer["state"] == held["state"]
        self.redirects.append(redirect_uri)
        if self.answers_with is not None:
            raise self.answers_with
        if answer.get("error") == "access_denied":
            raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, "access_denied")
        self.finished.append(answer)
        if self.granted is not None:
            return self.granted
        token = {"kind": "person", "refresh_token": f"token-{len(self.finished)}"}
        return Granted(
            secret=json.dumps(token),
            account=self.account,
            personal=self.personal,
            scopes=("Calendars.Read",),
        )

    @override
    def approval_url(self, app: AppRegistration, *, redirect_uri: str) -> str | None:
        return self.approval and f"{self.approval}?client_id={app.client_id}"

    @override
    async def close(self) -> None:
        pass


class ListedCalendar(MemoryCalendar):
    """A provider whose accounts have the calendars that a test says."""

    def __init__(self, *listed: OwnCalendar) -> None:
        super().__init__()
        self.listed = list(listed)
        self.cannot_list: CalendarError | None = None
        self.opened: list[CalendarRef] = []

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        self.opened.append(ref)
        if self.cannot_list is not None:
            raise self.cannot_list
        return [replace(one) for one in self.listed]

    @override
    async def check(self, ref: CalendarRef) -> None:
        self.opened.append(ref)
        if self.fail_with is not None:
            raise self.fail_with


def state_in(address: str) -> str:
    """The state that a provider was asked with."""
    return parse_qs(urlsplit(address).query)["state"][0]
