"""From one page of a walk-in to the next, and back."""

from dataclasses import dataclass, replace

from kiosk_app.journey.entries import at_end, tidy
from kiosk_app.journey.photo_wanted import confirm
from kiosk_app.journey.states import (
    Answering,
    ChoosingType,
    Confirming,
    ConfirmingEmail,
    Entry,
    Journey,
    State,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
)
from kiosk_app.journey.turn import Turn, show, welcome
from kiosk_app.journey.walk_in_pages import (
    Page,
    entry_of,
    fields_at,
    first_gap,
    is_known,
    lacking,
    pages,
    question_of,
    with_entry,
)
from shared.kiosk_options import KioskOptions


@dataclass(frozen=True)
class Way:
    """Where somebody is on their way through the pages.

    Attributes:
        changing, before: as in WalkIn.
    """

    form: WalkInForm
    here: Page
    changing: bool = False
    before: WalkInForm | None = None


def way_of(state: WalkIn | ChoosingType | Answering) -> Way:
    """Say where a page stands on the way."""
    return Way(state.form, _here(state), state.changing, state.before)


def _here(state: WalkIn | ChoosingType | Answering) -> Page:
    match state:
        case WalkIn(step=step):
            return Page(step)
        case ChoosingType():
            return Page(WalkInStep.TYPE)
        case _:
            return Page(WalkInStep.QUESTION, state.question.key)


def onwards(journey: Journey, way: Way) -> Turn:
    """Open the page after this one; the last one leads to the confirmation.

    Whoever changes something goes back there, past what is missing because of it.
    """
    form, options = way.form, journey.options
    if way.here.step is WalkInStep.DETAILS and _must_confirm_email(form, options):
        return _confirm_email(journey, way)
    row = () if way.changing else _still_to_see(form, options, way.here)
    following = _after(row, way.here) or first_gap(form, options)
    if following is None:
        return confirm(journey, form)
    return open_page(journey, replace(way, here=following))


def backwards(journey: Journey, way: Way) -> Turn:
    """Open the page before this one; a change is given up."""
    if way.changing:
        return show(journey, Confirming(way.before or way.form))
    earlier = _after(pages(way.form, journey.options)[::-1], way.here)
    if earlier is None:
        return welcome(journey)
    return open_page(journey, replace(way, here=earlier))


def open_page(journey: Journey, way: Way) -> Turn:
    """Open a page of the walk-in."""
    return show(journey, _opened(journey.options, way))


def missing(journey: Journey, form: WalkInForm) -> Turn | None:
    """Open what has to be done before a form is sent; None where nothing has."""
    gap = first_gap(form, journey.options)
    if gap is not None:
        return open_page(journey, Way(form, gap))
    if _must_confirm_email(form, journey.options):
        details = Page(WalkInStep.DETAILS)
        return _confirm_email(journey, Way(form, details, changing=True, before=form))
    return None


def _must_confirm_email(form: WalkInForm, options: KioskOptions) -> bool:
    """Tell whether there is an address that the visitor has not read yet."""
    asked = WalkInField.EMAIL in fields_at(WalkInStep.DETAILS, options)
    return asked and tidy(form.email) not in ("", form.confirmed_email)


def _confirm_email(journey: Journey, way: Way) -> Turn:
    page = WalkIn(
        step=WalkInStep.DETAILS,
        form=way.form,
        active=WalkInField.EMAIL,
        changing=way.changing,
        before=way.before,
    )
    return show(journey, ConfirmingEmail(page))


def _opened(options: KioskOptions, way: Way) -> State:
    form, changing, before = way.form, way.changing, way.before
    match way.here.step:
        case WalkInStep.TYPE:
            return ChoosingType(form, changing=changing, before=before)
        case WalkInStep.QUESTION:
            question = question_of(way.here.question, form, options)
            if question is None:
                return Confirming(form)
            said = dict(form.answers).get(question.key, "")
            entry = at_end(Entry(said))
            return Answering(form, question, entry, changing=changing, before=before)
        case step:
            return _typing(step, options, way)


def _typing(step: WalkInStep, options: KioskOptions, way: Way) -> WalkIn:
    fields = fields_at(step, options)
    lacks = lacking(way.here, way.form, options)
    active = lacks if isinstance(lacks, WalkInField) and lacks in fields else fields[0]
    cleared = way.form
    if step is WalkInStep.HOST:
        cleared = replace(way.form, query=Entry())
    ready = with_entry(cleared, active, at_end(entry_of(cleared, active)))
    return WalkIn(
        step=step,
        form=ready,
        active=active,
        changing=way.changing,
        before=way.before,
    )


def _still_to_see(
    form: WalkInForm, options: KioskOptions, here: Page
) -> tuple[Page, ...]:
    """Leave out what the visitor told last time and wants to keep."""
    told = pages(form, options)
    return tuple(page for page in told if page == here or not is_known(page, form))


def _after(row: tuple[Page, ...], here: Page) -> Page | None:
    """Give the page that comes after this one in a row of pages."""
    at = row.index(here) + 1 if here in row else len(row)
    return row[at] if at < len(row) else None
