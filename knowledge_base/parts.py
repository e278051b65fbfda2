"""Several questions in one message."""

from __future__ import annotations

import re

from knowledge_base.phrases import phrases, plain

_SENTENCE_END = re.compile(r"(?<=[?？!！。;；])\s*|(?<=[^\W\d]\.)\s+|\n+")
_MARKS = " \t\n,，.。!！:："


def sentences(text: str, language: str) -> tuple[str, ...]:
    """The sentences of ``text``, without those that only greet or thank."""
    return _asking(_SENTENCE_END.split(text), language)


def clauses(text: str, language: str) -> tuple[str, ...]:
    """``text`` cut where it seems to go over from one question to another: "… and where …"."""
    return _asking(phrases(language, plain(text)).joints.split(text), language)


def _asking(parts: list[str], language: str) -> tuple[str, ...]:
    stripped = (part.strip(_MARKS) for part in parts)
    return tuple(part for part in stripped if not _is_courtesy(plain(part), language))


def _is_courtesy(said: str, language: str) -> bool:
    return phrases(language, said).is_courtesy(said)
