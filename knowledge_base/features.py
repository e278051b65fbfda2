"""A text as a bag of features: words and pairs of words, Han characters and runs of them, Lao syllables."""

from __future__ import annotations

import re
from collections import Counter

from knowledge_base.text import RUNS, ngrams, normalise, stemmer

# A Lao syllable: lead vowel, consonant, vowel and tone marks, then final consonants, which are those
# that carry no sign of their own. ອ without a sign is a vowel here.
_LAO_CONSONANT = "[\u0e81-\u0eae\u0edc-\u0edf]"
_LAO_SIGNS = "[\u0eb0-\u0ebc\u0ec8-\u0ecd\u0ebd]"
_LAO_SYLLABLE = re.compile(
    f"[\u0ec0-\u0ec4]?{_LAO_CONSONANT}{_LAO_SIGNS}*(?:[ກງດນບມຍວອ](?!{_LAO_SIGNS}))*|[\u0ed0-\u0ed9]+|."
)
_LONGEST_HAN = 4
_LONGEST_LAO = 3
_GAP = 3
"""Words further apart than a space, or a hyphen or slash, are no pair."""
_ENGLISH_STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from has have how i if in is it its my of on or our that the their"
        " them there they this to was we what when where which who will with would you your",
    )
)


def features(text: str) -> Counter[str]:
    """The features of ``text`` with how often each occurs.

    Latin script gives words, the English stem where it differs, and pairs of neighbouring words (a
    Vietnamese word is often two syllables); Han runs of one to four characters; Lao runs of one to
    three syllables. Diacritics are kept.
    """
    text = normalise(text)
    found: list[str] = []
    previous, end = "", -_GAP
    for match in RUNS.finditer(text):
        if word := match["latin"]:
            found.append(word)
            if word.isascii() and (stem := stemmer().stemWord(word)) != word:
                found.append(stem)
            if match.start() - end < _GAP and previous not in _ENGLISH_STOPWORDS and word not in _ENGLISH_STOPWORDS:
                found.append(f"{previous} {word}")
            previous, end = word, match.end()
        elif match["han"]:
            found += ngrams(match["han"], 1, _LONGEST_HAN)
        else:
            found += ngrams(_LAO_SYLLABLE.findall(match["lao"]), 1, _LONGEST_LAO)
    return Counter(found)
