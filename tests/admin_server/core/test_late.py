"""Things that are made when somebody first asks for them."""

from admin_server.core.late import Late, made_of


def test_nothing_is_made_before_somebody_asks():
    """Counting and naming what there is makes none of it."""
    made = []
    late = Late({"google": lambda: made.append("google"), "caldav": list})

    known = (len(late), sorted(late), "google" in late, "other" in late)

    assert known == (2, ["caldav", "google"], True, False)
    assert made == []
    assert late.made == {}


def test_a_thing_is_made_once():
    """Whoever asks again is given the same, which is closed once in the end."""
    late = Late({"caldav": object, "google": object})

    first, again = late["caldav"], late["caldav"]

    assert first is again
    assert made_of(late) == {"caldav": first}


def test_an_unknown_thing_is_not_made():
    """A kind that nobody knows is answered as a dictionary would."""
    late = Late({"caldav": object})

    assert late.get("other") is None


def test_things_that_are_there_are_all_given():
    """A plain dictionary's things exist, every one of them."""
    assert made_of({"memory": 1}) == {"memory": 1}
