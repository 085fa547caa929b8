"""How names are kept so that a search has the best of them first."""

from admin_server.storage.words import (
    Span,
    beginning,
    begins_with,
    kept_words,
    later,
    later_begun,
)


def within(word: str, span: Span) -> bool:
    return span.start <= word < span.end


def test_a_name_is_kept_by_each_of_its_words():
    """Each word brings the whole name along, so that an index is in the alphabet's order."""
    assert kept_words("Anna Berg") == ["^anna berg", "berg anna berg"]


def test_who_has_no_letter_in_the_name_is_kept_by_none():
    """A name of signs alone is found by nothing, and does no harm."""
    assert kept_words(" - ") == []


def test_a_first_word_and_a_later_one_stand_apart():
    """Who is looked for by the first name stands before whoever has it further back."""
    anna, bo = kept_words("Anna Berg")[0], kept_words("Bo Anna")[1]

    assert within(anna, beginning("anna"))
    assert within(bo, later("anna"))
    assert not within(bo, beginning("anna"))


def test_a_whole_word_and_a_beginning_stand_apart():
    """Anna is no Annabel, though both are found by the same letters."""
    annabel = kept_words("Bo Annabel")[1]

    assert within(annabel, later_begun("anna"))
    assert not within(annabel, later("anna"))
    assert begins_with("anna berg", "anna")
    assert not begins_with("annabel berg", "anna")


def test_a_word_that_was_kept_before_is_found():
    """Hosts that an earlier version saved are found as before."""
    assert within("anna", later("anna"))
    assert within("anna", later_begun("ann"))
