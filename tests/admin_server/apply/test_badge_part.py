"""What a tenant file says of a site's badges."""

from pathlib import Path

import pytest

import shared
from admin_server.apply.document import read_document
from admin_server.apply.owning import owned_paths
from admin_server.apply.plan import carry_out
from admin_server.apply.problems import DocumentWrong
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import open_store
from shared.badge import Pattern
from shared.kiosk_options import BadgeChoice
from tests.fakes.clock import FixedClock
from tests.fakes.migrated import new_database

_SITE = """
[tenant]
slug = "lakeside"
name = "Lakeside"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"
"""
_OWN = Path(shared.__file__).parent / "badge_designs" / "narrow.toml"


def read(folder: Path, text: str):
    """Read a file with this text after its site's first lines."""
    path = folder / "tenant.toml"
    path.write_text(_SITE + text, encoding="utf-8")
    return read_document(path, environment={})


def test_a_file_says_how_badges_look(tmp_path: Path):
    """An own design lies beside the tenant file, and what is named is owned."""
    (tmp_path / "badge.toml").write_bytes(_OWN.read_bytes())
    kind = '[[sites.kiosk.visit_types]]\nkey = "work"\nname = { en = "Work" }\n'

    document = read(
        tmp_path,
        f'{kind}pattern = "dots"\n[sites.badge]\ndesign = "own"\nown_file = "badge.toml"\n',
    )

    (site,) = document.sites
    assert site.badge == {"design": "own", "own": _OWN.read_text("utf-8")}
    assert site.kiosk is not None
    assert site.kiosk["visit_types"][0].pattern is Pattern.DOTS
    assert {"site.house.badge.design", "site.house.badge.own"} <= set(
        owned_paths(document)
    )


@pytest.mark.parametrize(
    ("badge", "says"),
    [
        ('design = "pretty"', "'pretty' is not known; write one of"),
        ('design = "own"', "own_file is missing"),
        ('own_file = "nowhere.toml"', "own_file cannot be read"),
        ('own_file = "tenant.toml"', "own_file"),
        ('colour = "red"', "colour"),
        (f'text = "{"x" * 121}"', "text is longer than 120"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, badge: str, says: str):
    """A mistake names its key and what would be right."""
    with pytest.raises(DocumentWrong) as wrong:
        read(tmp_path, f"[sites.badge]\n{badge}\n")

    assert says in str(wrong.value).replace(":", "")


async def test_a_file_that_is_applied_twice_changes_nothing(tmp_path: Path):
    """What the file says is stored as it stands there; the plan tells it in words."""
    store = open_store(new_database(tmp_path / "portico.db"))
    keys = KeyRing.load_or_create(tmp_path / "portico.key")
    document = read(tmp_path, '[sites.badge]\ndesign = "tall"\ntext = "Call 112"\n')
    await carry_out(store, keys, FixedClock(), read(tmp_path, ""))

    plan = await carry_out(store, keys, FixedClock(), document)
    again = await carry_out(store, keys, FixedClock(), document)

    tenant = await store.before_tenant.tenant_by_slug("lakeside")
    (site,) = await store.for_tenant(tenant).read(lambda nouns: nouns.sites.all())
    store.close()
    told = [line for change in plan.changes for line in change.lines()]
    assert site.kiosk.badge == BadgeChoice(design="tall", text="Call 112")
    assert "    badge.design: classic → tall" in told
    assert again.changes == ()
