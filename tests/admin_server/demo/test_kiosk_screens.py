"""What the demo's kiosk offers and asks."""

from pathlib import Path

from admin_server.apply.document import read_document
from admin_server.demo.tenant_file import write_tenant_files
from shared.kiosk_options import QuestionKind, WelcomeButton


def test_the_demo_shows_kinds_of_visit_at_one_house(tmp_path: Path):
    """A walk-in at the house has two kinds to choose from; the harbour asks nothing."""
    file, _ = write_tenant_files(tmp_path, kind="caldav", settings={"url": "http://x"})

    house, harbour = read_document(file, environment={}).sites

    meeting, service = house.kiosk["visit_types"]
    assert {WelcomeButton.DELIVERY, WelcomeButton.RECEPTION} < {*house.kiosk["buttons"]}
    assert [one.kind for one in meeting.questions] == [QuestionKind.YES_NO]
    assert [one.key for one in service.questions] == ["trade", "plate"]
    assert (set(meeting.name), set(service.name)) == ({"en", "de"}, {"en", "de"})
    assert house.help.email == "reception@lakeside.example"
    assert (harbour.kiosk, harbour.help) == (None, None)
