from pathlib import Path

import pytest

from admin_server.demo.folder import DemoCannotStart, DemoFolder


def test_a_new_folder_is_made(tmp_path: Path):
    """A demo makes its folder where there is none."""
    folder = DemoFolder.take(tmp_path / "demo", fresh=False)

    assert (folder.path / "badges").is_dir()
    folder.release()


def test_earlier_days_stay(tmp_path: Path):
    """Started again, a demo finds what it kept."""
    DemoFolder.take(tmp_path, fresh=False).release()
    (tmp_path / "portico.db").write_text("kept")

    DemoFolder.take(tmp_path, fresh=False).release()

    assert (tmp_path / "portico.db").read_text() == "kept"


def test_a_fresh_start_forgets_earlier_days(tmp_path: Path):
    """A fresh start empties the demo's own folder, and nothing outside it."""
    inside, outside = tmp_path / "demo", tmp_path / "precious"
    outside.mkdir()
    (outside / "thesis.txt").write_text("years of work")
    DemoFolder.take(inside, fresh=False).release()
    (inside / "portico.db").write_text("old")
    (inside / "link").symlink_to(outside)

    DemoFolder.take(inside, fresh=True).release()

    assert not (inside / "portico.db").exists()
    assert not (inside / "link").exists()
    assert (outside / "thesis.txt").exists()


@pytest.mark.parametrize("fresh", [True, False])
def test_somebody_elses_folder_is_left_alone(tmp_path: Path, *, fresh: bool):
    """A folder with other things in it is never touched, let alone emptied."""
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(DemoCannotStart, match="not a demo's"):
        DemoFolder.take(tmp_path, fresh=fresh)

    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_two_demos_do_not_share_a_folder(tmp_path: Path):
    """A running demo's folder is refused to another, even to wipe it."""
    running = DemoFolder.take(tmp_path, fresh=False)
    (tmp_path / "portico.db").write_text("in use")

    with pytest.raises(DemoCannotStart, match="already runs"):
        DemoFolder.take(tmp_path, fresh=True)

    assert (tmp_path / "portico.db").exists()
    running.release()


def test_a_file_is_no_folder(tmp_path: Path):
    """A path that cannot be a folder is one plain sentence."""
    (tmp_path / "file").touch()

    with pytest.raises(DemoCannotStart, match="cannot be used"):
        DemoFolder.take(tmp_path / "file", fresh=False)
