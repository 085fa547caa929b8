"""The kiosk stays as large as it was, however many come; in full by `make soak`."""

import pytest

from tests.soak.subjects import SUBJECTS


@pytest.mark.timeout(120)
async def test_sessions_leave_nothing_behind(tmp_path):
    """Visitor after visitor, the kiosk needs no more memory than in the morning."""
    subject = SUBJECTS["sessions"]

    tried = await subject.do(tmp_path, count=subject.small)

    assert tried.wrong == []
    assert tried.tried == {"sessions": subject.small}
