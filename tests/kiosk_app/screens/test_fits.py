"""Every label fits its place on the smallest screen, in every language."""

import pytest

from kiosk_app.text.words import load_words
from kiosk_app.theme.sizes import Role, sizes_for
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS

RULER = Ruler(OURS)
SIZES = sizes_for(800, 480)
LANGUAGES = load_words()
# Beside the reader's panel; in a choice between icon and chevron; in one of two buttons
# side by side; in the button beside a field; in a title row without and with steps.
COLUMN, CHOICE, HALF, BESIDE, ROW, STEPS = 436, 294, 340, 116, 688, 520
PLACES = [
    ("welcome.title", Role.DISPLAY, COLUMN),
    ("welcome.lead", Role.LEAD, COLUMN),
    ("welcome.walk_in", Role.BODY, CHOICE),
    ("welcome.walk_in_more", Role.SMALL, CHOICE),
    ("welcome.code", Role.BODY, CHOICE),
    ("welcome.code_more", Role.SMALL, CHOICE),
    ("welcome.delivery", Role.BODY, CHOICE),
    ("welcome.delivery_more", Role.SMALL, CHOICE),
    ("welcome.reception", Role.BODY, CHOICE),
    ("welcome.reception_more", Role.SMALL, CHOICE),
    ("welcome.check_out_more", Role.SMALL, CHOICE),
    ("welcome.closed", Role.TITLE, COLUMN),
    ("delivering.title", Role.LEAD_STRONG, ROW),
    ("delivering.field", Role.HINT, ROW),
    ("delivering.host_missing", Role.SMALL_STRONG, ROW),
    ("delivering.host_hint", Role.SMALL_STRONG, ROW),
    ("delivering.tell", Role.BUTTON, ROW),
    ("helping.call", Role.BUTTON, 210),
    ("helping.ring", Role.LABEL, 400),
    ("helping.away_more", Role.LEAD, 400),
    # The amber line has an icon and its own margins.
    ("welcome.offline", Role.SMALL, COLUMN - 55),
    ("welcome.offline_scan", Role.SMALL, COLUMN - 55),
    # Next has an arrow beside it.
    ("common.next", Role.BUTTON, BESIDE - 40),
    ("common.skip", Role.BUTTON, BESIDE),
    ("common.change", Role.SMALL_STRONG, 86),
    ("common.done", Role.BUTTON, HALF),
    ("choosing_language.title", Role.LEAD_STRONG, ROW),
    ("typing_code.title", Role.LEAD_STRONG, ROW),
    ("walk_in.name_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.details_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.host_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.name_missing", Role.SMALL_STRONG, ROW),
    ("walk_in.email_odd", Role.SMALL_STRONG, ROW),
    ("walk_in.company_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.email_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.phone_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.purpose_title", Role.LEAD_STRONG, STEPS),
    ("walk_in.company_missing", Role.SMALL_STRONG, ROW),
    ("walk_in.phone_odd", Role.SMALL_STRONG, ROW),
    ("walk_in.purpose_missing", Role.SMALL_STRONG, ROW),
    ("answering.missing", Role.SMALL_STRONG, ROW),
    ("answering.more", Role.BUTTON, HALF),
    ("answering.field", Role.HINT, 500),
    ("choosing_type.title", Role.LEAD_STRONG, STEPS),
    ("confirming_email.title", Role.LEAD_STRONG, STEPS),
    ("confirming_email.yes", Role.BUTTON, HALF),
    ("confirming_email.change", Role.BUTTON, HALF),
    ("welcome_back.use", Role.BUTTON, HALF),
    ("welcome_back.anew", Role.BUTTON, HALF),
    # The first line of the panel on the narrowest page.
    ("completed.room_changed", Role.LABEL, 400),
    ("completed.next_room", Role.BODY, 454),
    # Without it nobody would know how old the room is.
    ("checked_in_offline.room_label", Role.LABEL, 353),
    ("still_there.more_time", Role.BUTTON, HALF),
    # One of three buttons side by side on the staff's page.
    ("staff_printer.title", Role.BUTTON, 211),
    # Four ninths of the narrower column, without the button's own margins.
    ("staff_printer.again", Role.BUTTON, 132),
    ("confirming.title", Role.LEAD_STRONG, ROW),
    ("confirming.check_in", Role.BUTTON, ROW),
    ("already_here.title", Role.LEAD_STRONG, ROW),
    # Two buttons beside the card with the Wi-Fi.
    ("already_here.check_out", Role.BUTTON, 187),
    ("completed.colleagues", Role.BUTTON, 187),
    ("leaving.title", Role.LEAD_STRONG, ROW),
    ("choosing_visit.several", Role.LEAD_STRONG, ROW),
    ("choosing_visit.by_name", Role.LEAD_STRONG, ROW),
    ("choosing_visit.none", Role.BUTTON, HALF),
    ("colleagues.title", Role.LEAD_STRONG, ROW),
    ("refused.walk_in", Role.BUTTON, HALF),
    ("refused.code", Role.BUTTON, HALF),
    ("server_away.title", Role.LEAD_STRONG, ROW),
    ("out_of_order.title", Role.TITLE, 760),
    ("still_there.stay", Role.BUTTON, HALF),
    # A key for another page of letters is one and a half letters wide.
    ("keyboard.digits", Role.KEY_SMALL, 70),
    ("keyboard.letters", Role.KEY_SMALL, 70),
    ("keyboard.latin", Role.KEY_SMALL, 70),
    ("keyboard.accents", Role.KEY_SMALL, 70),
    ("keyboard.more_accents", Role.KEY_SMALL, 70),
]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(("key", "role", "room"), PLACES)
def test_a_label_fits_its_place(key, role, room, language):
    """No button and no title ends with an ellipsis."""
    text = LANGUAGES[language].texts[key]

    assert RULER.width(text, SIZES.letters(role)) <= room


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_to_do_at_the_reader_fits_its_panel(language):
    """The panel has three lines for what it asks."""
    text = LANGUAGES[language]("welcome.scan")

    assert RULER.lines(text, SIZES.letters(Role.TITLE), within=264) <= 3
