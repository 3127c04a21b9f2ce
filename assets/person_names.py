"""Names people give with what they say: whether one can be read, and whether two are the same.

A name is what somebody typed. Nothing here authenticates it.
"""

import re
import unicodedata

# Scripts whose letters look alike. Chinese or Japanese beside Latin cannot be mistaken for it.
_ALIKE = ("LATIN", "CYRILLIC", "GREEK")
# Cyrillic, then Greek letters that are drawn as a Latin one, small or capital.
_DRAWN_AS = str.maketrans(
    "авекмнорстухіјѕԁһӏԛԝαβεζηικμνορτυχ", "abekmhopctyxijsdhlqwabezhikmnoptyx"
)
_LATIN = re.compile(r"LATIN SMALL LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?")
_UNSEEN = re.compile(r"FILLER|VARIATION SELECTOR|GRAPHEME JOINER|INHERENT|MODIFIER LETTER")


class PersonNameError(ValueError):
    """What was given as a person's name is none."""


def person_name(by: str) -> str:
    """Return a person's name without blanks around it.

    Raises:
        PersonNameError: it is none, or mixes letters that look alike.

    >>> person_name(" Ann Lee ")
    'Ann Lee'
    """
    name = unicodedata.normalize("NFC", by).strip()
    if not any(one.isalnum() for one in name) or not name.isprintable():
        raise PersonNameError(f"{by!r} is no name: say who with --by")
    if scripts := mixed_scripts(name):
        raise PersonNameError(
            f"{by!r} mixes letters of {' and '.join(one.capitalize() for one in scripts)}, which "
            "look alike: write the name in one script"
        )
    return name


def mixed_scripts(name: str) -> list[str]:
    """Scripts of a name when it mixes some whose letters look alike; else none.

    >>> mixed_scripts("M\N{CYRILLIC SMALL LETTER IE}i Li"), mixed_scripts("Mei Li 李梅")
    (['LATIN', 'CYRILLIC'], [])
    """
    letters = [one for one in unicodedata.normalize("NFKD", name) if one.isalpha()]
    first_words = {unicodedata.name(one, "").split(" ")[0] for one in letters}
    found = [script for script in _ALIKE if script in first_words]
    return found if len(found) > 1 else []


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are the same but for what is easily changed in writing one.

    That is case, accents, blanks, punctuation, the order of the parts, invisible characters and
    letters of another script that look the same.

    >>> [same_person("Mei Li", name) for name in ("LI, mei", "Mei-Lí", "MeiLi", "Mei Lin")]
    [True, True, True, False]
    """
    return bool(_spellings(one) & _spellings(other))


def _spellings(name: str) -> set[str]:
    """Letters of a name as it stands, and with its parts in order."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = "".join(_plain(letter) for letter in folded if not _is_mark(letter))
    parts = kept.split()
    return {"".join(parts), "".join(sorted(parts))}


def _is_mark(letter: str) -> bool:
    """Accents and what is not seen; not the vowels of Hindi or Thai, nor the dots of Japanese."""
    order = unicodedata.combining(letter)
    accent = order == 1 or 10 <= order <= 36 or order >= 200
    return accent or bool(_UNSEEN.search(unicodedata.name(letter, "")))


def _plain(letter: str) -> str:
    if not letter.isalnum() and not unicodedata.category(letter).startswith("M"):
        return " "
    if latin := _LATIN.fullmatch(unicodedata.name(letter, "")):
        return latin[1].lower()
    return letter.translate(_DRAWN_AS)
