"""The badges that every verifier reads: several scripts, and a photo among the dots."""

from hardware.picture import Picture
from tests.golden.badges import KEPT, MARA

CODE = MARA.code
_BADGES = {
    "latin": "classic-long",
    "arabic": "classic-arabic",
    "japanese": "classic-japanese",
    "hindi": "classic-hindi",
    "photo": "tall-full",
}
NAMES = tuple(_BADGES)


def pictures(dpi: int) -> dict[str, Picture]:
    """Draw each badge, by what is special about it; that of a photo stands upright."""
    return {
        name: Picture(KEPT[badge].draw(dpi), dpi) for name, badge in _BADGES.items()
    }
