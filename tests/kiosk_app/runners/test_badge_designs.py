"""Which design a badge has, and what happens when it cannot be read."""

from structlog.testing import capture_logs

from kiosk_app.runners.badge_designs import BadgeDesigns
from shared.badge_design import built_in_designs
from shared.kiosk_options import BadgeChoice

CLASSIC = built_in_designs()["classic"]


def test_the_sites_choice_counts_and_follows_at_once():
    """An admin chooses another design: the next badge has it."""
    names = sorted(built_in_designs())
    chosen = [BadgeChoice(design=names[0])]
    designs = BadgeDesigns(None, lambda: chosen[-1])

    before = designs.current()
    chosen.append(BadgeChoice(design=names[-1]))

    assert before == built_in_designs()[names[0]]
    assert designs.current() == built_in_designs()[names[-1]]


def test_the_operators_choice_goes_before_the_sites():
    """A kiosk with another roll keeps its own design."""
    designs = BadgeDesigns("classic", lambda: BadgeChoice(design="own", own="x"))

    assert designs.current() == CLASSIC
    assert not designs.is_unread


def test_a_design_that_cannot_be_read_holds_up_nobody():
    """Badges come out in our own design; the log and staff hear why."""
    designs = BadgeDesigns(None, lambda: BadgeChoice(design="own", own="parts = ["))

    with capture_logs() as logs:
        used = [designs.current(), designs.current()]

    assert used == [CLASSIC, CLASSIC]
    assert designs.is_unread
    assert [line["event"] for line in logs] == ["badge_design_not_read"]


def test_a_file_that_is_not_there_is_such_a_design(tmp_path):
    """A typing error in a setting costs no visitor their badge."""
    designs = BadgeDesigns(str(tmp_path / "none.toml"), BadgeChoice)

    assert designs.current() == CLASSIC
    assert designs.is_unread
