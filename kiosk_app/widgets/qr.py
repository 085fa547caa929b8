"""QR codes as crisp drawings, dark on white in every theme."""

from dataclasses import dataclass
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_MODULES = 4
_DARK = "#1C1B19"
_LARGEST_AT_M = 37


@dataclass(frozen=True)
class Qr:
    """A QR code: its modules on a side without the quiet zone, and its drawing."""

    modules: int
    svg: str

    @property
    def side(self) -> int:
        """The modules of a side, quiet zone included."""
        return self.modules + 2 * QUIET_MODULES


@lru_cache(maxsize=8)
def draw_qr(text: str) -> Qr:
    """Draw a text as a QR code on a white plate with its quiet zone.

    Level M where that stays small, else L: a screen has no scratches, and larger
    modules help a phone more than redundancy does.
    """
    matrix = _matrix(text, ERROR_CORRECT_M)
    if len(matrix) > _LARGEST_AT_M:
        matrix = _matrix(text, ERROR_CORRECT_L)
    side = len(matrix) + 2 * QUIET_MODULES
    path = "".join(
        f"M{start + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z"
        for row, modules in enumerate(matrix)
        for start, length in _runs(modules)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'width="{side}" height="{side}" shape-rendering="crispEdges">'
        f'<path fill="#FFFFFF" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="{_DARK}" d="{path}"/></svg>'
    )
    return Qr(modules=len(matrix), svg=svg)


def _matrix(text: str, level: int) -> list[list[bool]]:
    code = QRCode(border=0, error_correction=level)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _runs(modules: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(modules):
        if not dark:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
