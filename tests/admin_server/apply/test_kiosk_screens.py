"""What a tenant file says of a site's kiosks and of who comes to help."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_server.apply.document import read_document
from admin_server.apply.plan import Plan, carry_out
from admin_server.apply.problems import DocumentWrong
from admin_server.core.places import HelpContact, Site
from admin_server.core.tenants import Tenant
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import SqlStore, open_store
from shared.kiosk_options import (
    Asked,
    KioskOptions,
    Question,
    QuestionKind,
    VisitType,
    WelcomeButton,
)
from tests.fakes.clock import FixedClock
from tests.fakes.migrated import new_database

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_SITE = """
[tenant]
slug = "lakeside"
name = "Lakeside"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"
"""
_KIOSK = _SITE + "[sites.kiosk]\n"
_KIND = _KIOSK + '[[sites.kiosk.visit_types]]\nkey = "service"\n'
_NAMED = _KIND + 'name = { en = "Service" }\n'
_QUESTION = (
    _NAMED + '[[sites.kiosk.visit_types.questions]]\nkey = "plate"\n'
    'label = { en = "Number plate" }\n'
)
_WHOLE = (
    _KIOSK
    + """
buttons = ["code", "reception"]
by_name = false
email = "required"
read_seconds = 60

[[sites.kiosk.visit_types]]
key = "interview"
name = { en = "Interview", de = "Bewerbung" }

[[sites.kiosk.visit_types]]
key = "service"
name = { en = "Service" }

[[sites.kiosk.visit_types.questions]]
key = "plate"
label = { en = "Number plate" }
required = true

[[sites.kiosk.visit_types.questions]]
key = "tools"
kind = "choice"
label = { en = "Tools" }
choices = { none = { en = "None" }, own = { en = "My own" } }

[sites.help]
name = "Nina Keller"
phone = "+41 44 555 01 00"
"""
)
_OPTIONS = KioskOptions(
    buttons=(WelcomeButton.CODE, WelcomeButton.RECEPTION),
    by_name=False,
    email=Asked.REQUIRED,
    read_seconds=60,
    visit_types=(
        VisitType(key="interview", name={"en": "Interview", "de": "Bewerbung"}),
        VisitType(
            key="service",
            name={"en": "Service"},
            questions=(
                Question(key="plate", label={"en": "Number plate"}, required=True),
                Question(
                    key="tools",
                    kind=QuestionKind.CHOICE,
                    label={"en": "Tools"},
                    choices={"none": {"en": "None"}, "own": {"en": "My own"}},
                ),
            ),
        ),
    ),
)


@dataclass
class Office:
    """A server that knows nothing yet, and a place for files."""

    store: SqlStore
    folder: Path

    async def apply(self, text: str) -> Plan:
        """Carry out a file."""
        path = self.folder / "tenant.toml"
        path.write_text(text, encoding="utf-8")
        keys = KeyRing.load_or_create(self.folder / "portico.key")
        document = read_document(path, environment={})
        return await carry_out(self.store, keys, FixedClock(_NOW), document)

    async def house(self) -> Site:
        """The site, as it stands."""
        sites = await (await self._tenant()).read(lambda nouns: nouns.sites.all())
        return sites[0]

    async def tenant(self) -> Tenant:
        """The organisation, as it stands."""
        return await (await self._tenant()).read(lambda nouns: nouns.tenant)

    async def _tenant(self):
        found = await self.store.before_tenant.tenant_by_slug("lakeside")
        return self.store.for_tenant(found)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office with an empty database."""
    store = open_store(new_database(tmp_path / "portico.db"))
    yield Office(store, tmp_path)
    store.close()


async def test_a_file_says_what_kiosks_offer(office: Office):
    """Buttons, questions and the help contact come out as they were written."""
    await office.apply(_WHOLE)

    house = await office.house()
    assert house.kiosk == _OPTIONS
    assert house.help == HelpContact(name="Nina Keller", phone="+41 44 555 01 00")


async def test_what_a_file_leaves_out_stays(office: Office):
    """A shorter file keeps what an earlier one said, and says nothing to change."""
    await office.apply(_WHOLE)

    done = await office.apply(_KIOSK + "by_name = false\n")

    assert done.changes == ()
    assert (await office.house()).kiosk == _OPTIONS


async def test_a_file_can_empty_a_list(office: Office):
    """No kinds of visit and no buttons: nobody is asked, nothing is offered."""
    await office.apply(_WHOLE)

    done = await office.apply(
        _KIOSK + 'buttons = []\nvisit_types = []\n[sites.help]\nphone = ""\n'
    )

    house = await office.house()
    assert house.kiosk.buttons == ()
    assert house.kiosk.visit_types == ()
    assert house.help == HelpContact(name="Nina Keller")
    assert "kiosk.visit_types: interview, service → nothing" in done.text()


async def test_a_file_owns_exactly_what_it_names(office: Office):
    """Each choice that is named is locked; the others are left to the dashboard."""
    await office.apply(_WHOLE)

    owned = [path for path in (await office.tenant()).owned if path.count(".") > 2]

    assert [path.removeprefix("site.house.") for path in owned] == [
        "help.name",
        "help.phone",
        "kiosk.buttons",
        "kiosk.by_name",
        "kiosk.email",
        "kiosk.read_seconds",
        "kiosk.visit_types",
    ]


async def test_a_changed_question_is_told(office: Office):
    """Also where only a question's words change, the plan names the kinds of visit."""
    await office.apply(_WHOLE)

    done = await office.apply(_WHOLE.replace("Number plate", "Licence plate"))

    assert "kiosk.visit_types: interview, service" in done.text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (_SITE + "kiosk = 3", "sites[0].kiosk: write a table"),
        (_KIOSK + "by_nam = true", "did you mean 'by_name'?"),
        (_KIOSK + "by_name = 'yes'", "sites[0].kiosk.by_name: write true or false"),
        (_KIOSK + "email = 'always'", "write one of 'off', 'optional', 'required'"),
        (_KIOSK + "read_seconds = 5", "5 is out of range; write 20 to 300"),
        (_KIOSK + "buttons = ['bell']", "'bell' is not known; write one of 'walk_in'"),
        (_KIOSK + "buttons = ['code', 'code']", "names a button twice"),
        (_KIND, "visit_types[0].name: is missing"),
        (_KIND + "name = { English = 'x' }", "'English' is no language code"),
        (_KIND + "name = { en = '' }", "name.en: is missing"),
        (_KIND + f"name = {{ en = '{'x' * 61}' }}", "longer than 60 characters"),
        (
            _NAMED.replace('"service"', '"my service"'),
            "small letters, digits and under",
        ),
        (_NAMED + _NAMED.partition("[sites.kiosk]\n")[2], "'service' stands there"),
        (_NAMED + "colour = 3", "colour: is not known here"),
        (_QUESTION.partition("label")[0], "questions[0].label: is missing"),
        (_QUESTION + "kind = 'smell'", "'smell' is not known"),
        (_QUESTION + "kind = 'choice'", "choices: write 2 to 12 of them"),
        (_QUESTION + "choices = { a = { en = 'A' } }", 'go with kind = "choice"'),
        (
            _QUESTION + "kind = 'choice'\n"
            "choices = { A = { en = 'A' }, b = { en = 'B' } }",
            "'A' must be 1 to 40 small letters",
        ),
        (_SITE + "[sites.help]\nemail = 'x'", "sites[0].help.email: 'x' is no e-mail"),
        (_SITE + "[sites.help]\nphone = 'bell'", "'bell' is no telephone number"),
        (_SITE + "[sites.help]\nmail = 'x'", "did you mean 'email'?"),
    ],
)
def test_a_wrong_file_says_what_to_write_instead(
    tmp_path: Path, text: str, complaint: str
):
    """Each mistake is named with its place and how to repair it."""
    path = tmp_path / "tenant.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DocumentWrong) as wrong:
        read_document(path, environment={})

    assert complaint in str(wrong.value)


def test_a_visitor_is_not_shown_thirteen_kinds(tmp_path: Path):
    """More than twelve nobody reads."""
    kinds = "".join(
        f'[[sites.kiosk.visit_types]]\nkey = "k{at}"\nname = {{ en = "K" }}\n'
        for at in range(13)
    )
    path = tmp_path / "tenant.toml"
    path.write_text(_KIOSK + kinds, encoding="utf-8")

    with pytest.raises(DocumentWrong) as wrong:
        read_document(path, environment={})

    assert "are more than 12" in str(wrong.value)
