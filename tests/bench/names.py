"""A hundred thousand people whose names are written as all over the world."""

import random
from dataclasses import dataclass

_SEED = 20261121


@dataclass(frozen=True)
class Script:
    """Given and family names in one script; `gap` stands between them."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    gap: str = " "
    family_first: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SCRIPTS = (
    Script(
        _words(
            "Anna Émilie Zoë Łukasz Øyvind Åsa Jürgen Chloë Nuño Ødegaard İrem Şebnem"
            " Mara Jonas Mia Noah Søren Štěpán Ñusta Đorđe Ærlend Ülle Žofia Máire"
        ),
        _words(
            "Müller Schröder Weiß García Núñez Lindström Ångström Kowalczyk Żółkowski"
            " O'Brien Saint-Exupéry Dvořák Petrović Sørensen Þórsdóttir Yılmaz Nguyễn"
            " Straße Groß Fernández Lefèvre Çelik Šimůnek Mäkelä Brandt Meyer Hoff"
        ),
    ),
    Script(
        _words("Мария Иван Ольга Дмитрий Ёлка Алексей Наталья Юлия Їжак Ґалина Йосиф"),
        _words("Иванов Петрова Щербаков Королёв Шевченко Ющенко Жуков Чайка Ильин"),
    ),
    Script(
        _words("Μαρία Γιώργος Ελένη Νίκος Άννα Ωμέγα Χρήστος Θάλεια Ίρις Όθων"),
        _words("Παπαδόπουλος Αγγελίδης Ξενάκης Ψάλτης Δημητρίου Οικονόμου Λάμπρου"),
    ),
    Script(
        _words("محمد فاطمة أحمد إيمان آمنة خالد زينب يوسف ليلى عمر"),
        _words("الحسن البغدادي العلي النجار حداد منصور الخطيب سليمان"),
    ),
    Script(
        _words("דוד מרים יוסף שרה אברהם רחל נועם תמר איתן"),
        _words("כהן לוי מזרחי פרץ ביטון דהן אברהמי פרידמן"),
    ),
    Script(
        _words("अनिल सुनीता राहुल प्रिया मीरा अर्जुन काव्या देवी ऋषि"),
        _words("शर्मा वर्मा गुप्ता पटेल सिंह मिश्रा ठाकुर चौधरी"),
    ),
    Script(
        _words("สมชาย มาลี อารี ปรีชา กานดา วิชัย นภา เกศินี"),
        _words("ใจดี ศรีสุข ทองดี บุญมา แก้วใส รักไทย พงษ์ศักดิ์"),
    ),
    Script(
        _words("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 艳"),
        _words("王 李 张 刘 陈 杨 赵 黄 周 吴 欧阳 司马"),
        gap="",
        family_first=True,
    ),
    Script(
        _words("さくら 太郎 ヒロシ 花子 健一 アキラ みなみ 翔"),
        _words("佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 ワタナベ"),
        family_first=True,
    ),
    Script(
        _words("민준 서연 지훈 수빈 예은 도윤 하은 준서"),
        _words("김 이 박 최 정 강 조 윤 남궁"),
        gap="",
        family_first=True,
    ),
)
_SHARES = (55, 9, 5, 6, 4, 6, 4, 5, 3, 3)
"""Of a hundred people, how many write their name in which script."""
_SYLLABLES = _words("ba be bi do du fa ge hi ka ke la lo ma mi na no pa ri ro sa se ta")


def people(many: int) -> list[str]:
    """Give so many names, always the same ones; most have a middle name of their own."""
    chance = random.Random(_SEED)
    scripts = chance.choices(SCRIPTS, weights=_SHARES, k=many)
    return [_name(chance, script) for script in scripts]


def _name(chance: random.Random, script: Script) -> str:
    given, family = chance.choice(script.given), chance.choice(script.family)
    parts = [family, given] if script.family_first else [given, family]
    if script is SCRIPTS[0]:
        middle = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        parts.insert(1, middle.capitalize())
    return script.gap.join(parts)
