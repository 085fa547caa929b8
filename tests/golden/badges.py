"""The badges whose pictures are kept: each design, each pattern, several scripts."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from shared.badge import Badge, BadgeLabels, Pattern
from shared.badge_design import BadgeDesign, built_in_designs, read_design
from shared.badge_layout import draw_badge
from tests.golden.portrait import logo, portrait

_MANUAL = Path(__file__).parents[2] / "docs" / "badges.md"
DESIGNS = built_in_designs()
CLASSIC = DESIGNS["classic"]
MARA = Badge(
    name="Mara Lindt",
    company="Nordwind Robotics GmbH",
    host="Jonas Weber",
    site="Harbour Office",
    date="Friday, 21 November 2025",
    room="Conference Room A",
    code="K7WQ2M",
)
FULL = replace(
    MARA,
    validity="Valid until 17:30",
    visit_type="Contractor",
    pattern=Pattern.STRIPES,
    text="Emergency: 112 · Reception: ext. 100",
    photo=portrait(),
    logo=logo(),
)
LONG = replace(
    FULL,
    name="Alexandra Papadopoulou-Vandenberghe",
    company="Société Générale des Chemins de fer d’Outre-mer et Cie",
    host="Dr. Ιωάννης Καποδίστριας",
    room="Зал заседаний на втором этаже",
    pattern=Pattern.FRAME,
    photo=None,
)
ARABIC = replace(
    FULL,
    name="محمد عبد الرحمن العربي",
    company="شركة الشمال للروبوتات",
    host="ليلى حداد",
    site="مكتب الميناء",
    date="الجمعة، ٢١ نوفمبر ٢٠٢٥",
    room="قاعة الاجتماعات أ",
    validity="صالحة حتى ١٧:٣٠",
    visit_type="مقاول",
    text="الطوارئ: 112",
    labels=BadgeLabels(host="المضيف", room="القاعة"),
    pattern=Pattern.CHECKS,
)
JAPANESE = replace(
    FULL,
    name="山田 太郎",
    company="北風ロボティクス株式会社",
    host="佐藤 花子",
    site="ハーバーオフィス",
    date="2025年11月21日(金)",
    room="会議室 A",
    validity="17:30まで有効",
    visit_type="請負業者",
    text="緊急:112",
    labels=BadgeLabels(host="訪問先", room="会議室"),
    pattern=Pattern.DOTS,
    photo=None,
)
HINDI = replace(
    FULL,
    name="अनुष्का शर्मा",
    company="उत्तरी पवन रोबोटिक्स",
    host="राजेश कुमार",
    site="बंदरगाह कार्यालय",
    date="शुक्रवार, 21 नवंबर 2025",
    room="सम्मेलन कक्ष अ",
    validity="17:30 तक मान्य",
    visit_type="ठेकेदार",
    text="आपातकाल: 112",
    labels=BadgeLabels(host="मेज़बान", room="कमरा"),
    pattern=Pattern.WAVES,
    logo=None,
)


@dataclass(frozen=True)
class Kept:
    """A badge whose picture is kept.

    Attributes:
        own_signs: only signs of our own fonts: every machine draws them alike.
    """

    badge: Badge
    design: BadgeDesign
    dpi: int = 203
    own_signs: bool = True

    def draw(self, dpi: int | None = None) -> Image.Image:
        return draw_badge(self.badge, self.design, dpi=dpi or self.dpi)


def designs_of_the_manual() -> list[str]:
    """Give the examples of own designs that docs/badges.md shows."""
    return re.findall(r"```toml\n(.*?)```", _MANUAL.read_text("utf-8"), re.DOTALL)


KEPT = {
    "classic": Kept(MARA, CLASSIC),
    "classic-full-300dpi": Kept(FULL, CLASSIC, dpi=300),
    "classic-no-room-no-code": Kept(replace(MARA, room=None, code=None), CLASSIC),
    "classic-long": Kept(LONG, CLASSIC),
    "classic-arabic": Kept(ARABIC, CLASSIC, own_signs=False),
    "classic-japanese": Kept(JAPANESE, CLASSIC, own_signs=False),
    "classic-hindi": Kept(HINDI, CLASSIC, own_signs=False),
    "tall-full": Kept(FULL, DESIGNS["tall"]),
    "tall-arabic-300dpi": Kept(ARABIC, DESIGNS["tall"], dpi=300, own_signs=False),
    "narrow-dots": Kept(replace(FULL, pattern=Pattern.DOTS), DESIGNS["narrow"]),
    "receipt-waves": Kept(replace(FULL, pattern=Pattern.WAVES), DESIGNS["receipt"]),
    "own-57mm": Kept(
        replace(FULL, photo=None), read_design(designs_of_the_manual()[-1])
    ),
}
