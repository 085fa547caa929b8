"""What is copied to a box is whole, or the folder is not made."""

import zipfile

import pytest

from tests.tools.wheelhouse import (
    OUR_FILES,
    ROOT,
    WEB_FILES,
    WheelhouseIncomplete,
    check,
    needed,
    read_lock,
    world,
)

LOCK = (ROOT / "requirements.lock").read_text()
WEB = tuple(f"flet_web/web/{name}" for name in WEB_FILES)


def make_wheel(folder, name, *, needs=(), files=(), tags="py3-none-any"):
    """A wheel of nothing but names."""
    told = "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(folder / f"{name}-1.0-{tags}.whl", "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\n{told}")
        for file in files:
            wheel.writestr(file, "")


@pytest.fixture
def wheels(tmp_path):
    """Ours, Flet's page, and something that only one kind of machine needs."""
    needs = ("flet-web", "fast; platform_machine == 'x86_64'")
    make_wheel(tmp_path, "portico", needs=needs, files=OUR_FILES)
    make_wheel(tmp_path, "flet_web", files=WEB)
    return tmp_path


def test_every_package_of_the_lock_is_read_with_its_hashes():
    """What is installed on a box is what was tried."""
    lock = read_lock(LOCK)

    assert len(lock) > 100
    assert all("--hash=sha256:" in pin.text for pin in lock)
    assert sum(pin.text.count("--hash") for pin in lock) == LOCK.count("--hash")


@pytest.mark.parametrize(("machine", "wanted"), [("aarch64", 0), ("x86_64", 1)])
def test_what_has_no_wheel_for_a_raspberry_pi_is_not_asked_for(machine, wanted):
    """SQLite's newer engine is only there for PCs; the others do with Python's own."""
    here = world(machine, "3.11")

    pins = [pin.name for pin in read_lock(LOCK) if pin.counts_in(here)]

    assert pins.count("pysqlite3") == wanted


def test_a_box_gets_nothing_that_only_developers_need():
    """The stick has what runs in a lobby, no test and no other browser."""
    names = needed(world("aarch64", "3.13"))

    assert {"flet-web", "pyserial", "pillow", "sqlalchemy"} <= names
    assert names.isdisjoint({"pytest", "playwright", "mypy", "radicale", "zebrafy"})


def test_a_folder_that_is_whole_is_taken(wheels):
    """For a Raspberry Pi nothing is missing, although a PC would need one more."""
    missing = check(wheels, "aarch64", "3.11")

    assert missing is None


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda wheels: make_wheel(wheels, "flet_web", files=WEB[1:]), "index.html"),
        (
            lambda wheels: (wheels / "flet_web-1.0-py3-none-any.whl").unlink(),
            "flet-web",
        ),
        (lambda wheels: make_wheel(wheels, "portico", files=OUR_FILES[1:]), "text/en"),
        (lambda wheels: make_wheel(wheels, "portico", needs=["fast"]), "fast"),
    ],
    ids=["a page without files", "no page", "no words", "a package too few"],
)
def test_a_folder_that_would_not_show_a_page_is_refused(wheels, spoil, said):
    """The trap of Flet's source package is noticed here, not in a lobby."""
    spoil(wheels)

    with pytest.raises(WheelhouseIncomplete, match=said):
        check(wheels, "aarch64", "3.11")


def test_a_wheel_for_another_python_does_not_count(wheels):
    """Trixie's Python cannot load what was built for Bookworm's."""
    make_wheel(wheels, "portico", needs=["fast"], files=OUR_FILES)
    make_wheel(wheels, "fast", tags="cp311-cp311-manylinux_2_28_aarch64")

    check(wheels, "aarch64", "3.11")
    with pytest.raises(WheelhouseIncomplete, match=r"3\.13"):
        check(wheels, "aarch64", "3.13")


def test_the_lock_has_every_package_that_we_name():
    """Nothing is installed that is not pinned."""
    pinned = {pin.name for pin in read_lock(LOCK)}

    assert needed(world("x86_64", "3.11")) <= pinned
