from pathlib import Path

import pytest
from PIL import Image, ImageChops

from kiosk_app.__main__ import main
from tests.golden.badges import designs_of_the_manual
from tests.golden.portrait import portrait


def test_a_badge_can_be_seen_without_a_server(tmp_path, capsys):
    """Whoever chooses a design sees a badge of it as a picture file."""
    file = tmp_path / "badge.png"

    status = main(["badge", "-o", str(file)])

    assert status == 0
    assert capsys.readouterr().out == f"{file}: 799 by 496 dots at 203 dpi\n"
    with Image.open(file) as image:
        assert (image.mode, image.size) == ("1", (799, 496))


def test_a_preview_shows_what_it_is_told(tmp_path):
    """Design, dots, words and photo can each be chosen."""
    photo, slip, file = (tmp_path / name for name in ("p.png", "s.toml", "b.png"))
    photo.write_bytes(portrait())
    slip.write_text(designs_of_the_manual()[0], "utf-8")
    words = ["badge", "-o", str(file), "--design", str(slip), "--dpi", "300"]

    main([*words, "--name", "Li", "--room", "", "--pattern", "dots"])
    without = Image.open(file).copy()
    main([*words, "--name", "Li", "--room", "", "--photo", str(photo)])

    with Image.open(file) as image:
        assert image.width == without.width == round(48 * 300 / 25.4)
        assert image.height - without.height > 20 * 300 / 25.4
        assert ImageChops.invert(image.convert("L")).getbbox() is not None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--design", "round"], "No design is called round; there is classic, narrow,"),
        (["--design", "gone.toml"], "gone.toml cannot be read."),
        (["--photo", "gone.png"], "gone.png cannot be read."),
        (["--logo", __file__], "test_badge_preview.py is no PNG or JPEG picture."),
        (["-o", "/nowhere/b.png"], "/nowhere/b.png cannot be written."),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(tmp_path, capsys, arguments, told):
    """A mistyped name is answered in words, and no file is left behind."""
    file = tmp_path / "badge.png"

    status = main(["badge", "-o", str(file), *arguments])

    assert status == 2
    assert told in capsys.readouterr().err
    assert not file.exists()


def test_a_wrong_design_is_told_with_its_key(tmp_path, capsys):
    """The preview says which key of an own design is wrong."""
    (tmp_path / "own.toml").write_text("[label]\nwidth = 5\n", "utf-8")

    status = main(["badge", "-o", "b.png", "--design", str(tmp_path / "own.toml")])

    assert status == 2
    assert "label.width must be a number from 20" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["badge", "-o", "b.png", "--dpi", "99"], "a whole number from 100 to 1200"),
        (["badge", "-o", "b.png", "--dpi", "²"], "a whole number from 100 to 1200"),
        (["--server", "x", "badge"], "badge stands before its options"),
    ],
)
def test_a_mistyped_call_is_explained(capsys, arguments, told):
    """A mistyped call says how it is meant."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_the_manual_is_where_the_preview_says():
    """The page about own designs that the preview's help names is there."""
    assert (Path(__file__).parents[3] / "docs" / "badges.md").is_file()
