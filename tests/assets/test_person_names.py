import pytest

from assets.person_names import mixed_scripts, same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Lee", "ann  LEE ", True),
        ("Ａｎｎ Lee", "annlee", True),
        ("Jos\N{LATIN SMALL LETTER E WITH ACUTE}", "Jose\N{COMBINING ACUTE ACCENT}", True),
        ("王 芳", "王芳", True),
        ("Mei Li", "Mei-Li", True),
        ("Mei Li", "Mei.Li", True),
        ("Mei Li", "Li Mei", True),
        ("Mei Li", "LI, MEI", True),
        ("Mei Li", "LiMei", True),
        ("Mei Li", "Mei Lí", True),
        ("Mei Li", "Mei\N{ZERO WIDTH SPACE} Li\N{VARIATION SELECTOR-16}", True),
        ("Mei Li", "Mei Li\N{HANGUL FILLER}", True),
        ("Mei Li", "M\N{CYRILLIC SMALL LETTER IE}i Li", True),
        ("Pace", "\N{CYRILLIC CAPITAL LETTER ER}\N{CYRILLIC SMALL LETTER A}"
                 "\N{CYRILLIC SMALL LETTER ES}\N{CYRILLIC SMALL LETTER IE}", True),
        ("Nia", "\N{GREEK CAPITAL LETTER NU}\N{GREEK SMALL LETTER IOTA}"
                "\N{GREEK SMALL LETTER ALPHA}", True),
        ("Łukasz Ørsted", "lukasz orsted", True),
        ("O'Neil", "O\N{MODIFIER LETTER APOSTROPHE}Neil", True),
        ("Ann Lee", "Ann Li", False),
        ("Ann 1", "Ann 2", False),
        ("王芳", "王方", False),
        ("राम", "रमा", False),
        ("かな", "がな", False),
        ("Анна", "Инна", False),
    ],
)  # fmt: skip
def test_names_are_compared_as_people_read_them(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Mei Li", []),
        ("李梅 Mei Li", []),
        ("Анна Ли", []),
        ("M\N{CYRILLIC SMALL LETTER IE}i Li", ["LATIN", "CYRILLIC"]),
        ("Mei Li \N{GREEK SMALL LETTER OMICRON}", ["LATIN", "GREEK"]),
        ("\N{CYRILLIC SMALL LETTER A}\N{GREEK SMALL LETTER ALPHA}", ["CYRILLIC", "GREEK"]),
    ],
)
def test_scripts_that_look_alike_are_not_mixed(name: str, mixed: list[str]) -> None:
    assert mixed_scripts(name) == mixed
