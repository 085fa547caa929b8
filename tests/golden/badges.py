"""The badges whose pictures are kept: only signs of our own fonts, so that every machine draws them alike."""

from dataclasses import replace

from PIL import Image

from shared.badge import Badge, BadgeLabels
from shared.badge_layout import draw_badge

MARA = Badge(
    name="Mara Lindt",
    company="Nordwind Robotics GmbH",
    host="Jonas Weber",
    site="Harbour Office",
    date="Friday, 21 November 2025",
    room="Conference Room A",
    code="K7WQ2M",
)


def draw_all() -> dict[str, Image.Image]:
    """Draw each kept badge, by the name of its file."""
    return {
        "badge-full": draw_badge(MARA),
        "badge-full-300dpi": draw_badge(MARA, dpi=300),
        "badge-no-room-no-code": draw_badge(replace(MARA, room=None, code=None)),
        "badge-long": draw_badge(
            replace(
                MARA,
                name="Alexandra Papadopoulou-Vandenberghe",
                company="Société Générale des Chemins de fer d’Outre-mer et Cie",
                host="Dr. Ιωάννης Καποδίστριας",
                room="Зал заседаний на втором этаже",
            )
        ),
        "badge-german-62x29": draw_badge(
            replace(MARA, labels=BadgeLabels(host="Gastgeber", room="Raum")),
            width_mm=62,
            height_mm=29,
            dpi=300,
        ),
        "badge-portrait": draw_badge(MARA, width_mm=62, height_mm=100),
    }
