"""Check-ins that a kiosk can bring no more leave it as a file."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from kiosk_app.__main__ import main
from kiosk_app.runners.export_queue import export_queue
from kiosk_app.runners.kept_store import KeptEntry, KeptStore
from kiosk_app.settings import SettingWrong
from shared.offline import KeptFile

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    """The data folder of a kiosk with one check-in that waits and one set aside."""
    store = KeptStore(tmp_path / "data")
    for number in (1, 2):
        store.keep(
            KeptEntry(UUID(int=number), f"box{number}", UUID(int=0), 0, NINE, ("room",))
        )
    store.settle([], [UUID(int=2)])
    store.close()
    return tmp_path / "data"


def test_everything_that_waits_is_in_the_file(data, tmp_path, capsys):
    """R16: sealed as it lies there, those set aside too; the queue stays as it is."""
    file = tmp_path / "queue.json"

    status = main(["export-queue", str(file), "--data", str(data)])

    told = KeptFile.model_validate_json(file.read_bytes())
    assert (status, capsys.readouterr().out) == (0, f"2 check-ins are in {file}.\n")
    assert [(one.request_id.int, one.sealed) for one in told.check_ins] == [
        (1, "box1"),
        (2, "box2"),
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    assert KeptStore(data).waiting == 1


def test_a_file_is_never_written_over(data, tmp_path):
    """Whoever exports twice does not lose the first file."""
    file = tmp_path / "queue.json"
    export_queue(data, file)

    with pytest.raises(SettingWrong, match="cannot be written"):
        export_queue(data, file)


def test_a_folder_without_a_queue_is_told(tmp_path):
    """A wrong folder is no empty queue."""
    with pytest.raises(SettingWrong, match="no queue"):
        export_queue(tmp_path, tmp_path / "queue.json")


def test_a_broken_queue_says_what_to_do(tmp_path):
    """A damaged card is copied first: the sentence says so."""
    (tmp_path / "kept.db").write_bytes(b"damaged" * 1000)

    with pytest.raises(SettingWrong, match="copy the folder"):
        export_queue(tmp_path, tmp_path / "queue.json")
