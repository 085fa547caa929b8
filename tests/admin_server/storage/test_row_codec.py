"""A row that was written as a line is read as the same row."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, String

from admin_server.storage.columns import UtcTime
from admin_server.storage.row_codec import as_json, as_line, from_line

COLUMNS = [
    Column("word", String),
    Column("number", Integer),
    Column("flag", Boolean),
    Column("bytes", LargeBinary),
    Column("moment", UtcTime),
    Column("parts", JSON),
]
# Half of a surrogate pair is text in JSON, though in no column.
words = st.text()
halves = st.text(st.characters(exclude_categories=()))
parts = st.recursive(
    st.none() | st.booleans() | st.integers() | halves | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(halves, inner),
    max_leaves=8,
)
moments = st.datetimes(timezones=st.just(UTC))


@given(
    st.tuples(
        words | st.none(),
        st.integers(),
        st.booleans(),
        st.binary() | st.none(),
        moments | st.none(),
        parts,
    )
)
def test_every_row_comes_back(row: tuple[object, ...]):
    """Whatever somebody is called, and whenever they came, a backup keeps it."""
    line = as_line(row)

    assert tuple(from_line(line, COLUMNS).values()) == row
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert line.isascii()


def test_a_moment_is_the_same_in_every_zone():
    """The same moment gives the same line, whatever a database makes of zones."""
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=9)))

    assert as_line([noon]) == as_line([there])


@pytest.mark.parametrize(
    "line",
    [b"", b"{}\n", b"[1]\n", b"[1,2,3,4,5,6,7]\n", b'["a",1,true,"%%",null,null]\n'],
)
def test_what_is_no_row_is_refused(line: bytes):
    """A line that was not written for these columns is not guessed at."""
    with pytest.raises(ValueError):
        from_line(line, COLUMNS)


def test_what_has_no_json_is_refused():
    """A kind of value that nobody has thought of is not written somehow."""
    with pytest.raises(TypeError, match="no JSON for set"):
        as_json({1})
