"""What people write into a form, cleaned."""

from __future__ import annotations

import re
import unicodedata

_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Seen as nothing, though Unicode counts them as letters or symbols."""


def clean_text(text: str) -> str:
    """``text`` in paragraphs, without what cannot be seen."""
    lines = (clean_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """``text`` in one line, without what cannot be seen: signs that turn the writing round, hide or break it."""
    return " ".join("".join(map(_seen, unicodedata.normalize("NFC", text))).split())


def has_letters(text: str, at_least: int = 1) -> bool:
    """Whether there is anything in it to read."""
    return sum(char.isalpha() for char in text) >= at_least


def _seen(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") or char in _BLANK_LETTERS else char
