"""Runs the programs of others, and compares what they saw with what we drew."""

import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image, ImageChops

HOME = Path(__file__).parents[2] / ".verifiers"
_PATIENCE = 120


def run_node(script: str, folder: Path) -> None:
    """Let a script beside this file draw every job of a folder, in one process."""
    _run(HOME / "node", Path(__file__).parent / script, folder, HOME / "npm")


def analyse_brother(job: Path, folder: Path) -> str:
    """Let brother_ql_analyse draw the labels of a file; give what it said."""
    return _run(HOME / "venv" / "bin" / "brother_ql_analyse", job, cwd=folder)


def _run(program: Path, *words: Path, cwd: Path | None = None) -> str:
    assert program.exists(), "`make verifiers` installs what these tests ask"
    done = subprocess.run(
        [program, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def open_drawn(file: Path) -> Image.Image | None:
    """Open what a verifier drew; None where it drew nothing."""
    if not file.exists():
        return None
    with Image.open(file) as image:
        return image.convert("L").point(lambda level: 255 * (level > 127), "1")


def same(image: Image.Image, drawn: Image.Image | None) -> bool:
    """Tell whether every dot is the same; a last byte may be filled up with white."""
    if drawn is None or drawn.height != image.height:
        return False
    if not 0 <= drawn.width - image.width < 8:
        return False
    paper = Image.new("1", drawn.size, 1)
    paper.paste(image)
    return ImageChops.logical_xor(paper, drawn).getbbox() is None


def inked(image: Image.Image) -> Image.Image:
    """Cut off what is white all round."""
    return image.crop(ImageChops.invert(image.convert("L")).getbbox())


def codes_by_zxing(image: Image.Image) -> list[str]:
    """Read the QR codes of a picture."""
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def codes_by_zbar(file: Path) -> list[str]:
    """Read the QR codes of a picture file with the other decoder."""
    words = ["zbarimg", "-q", "--raw", "--nodbus", str(file)]
    read = subprocess.run(
        words, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    return read.stdout.split()
