"""The glossary: one name per term and language, so that all entries call a thing the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge_base.entries import LANGUAGES, EntryText
from knowledge_base.text import fold, normalise

_GLOSSARY = Path(__file__).with_name("glossary.yml")


class Term(BaseModel):
    """A term in four languages. ``also``: what else people call it; ``never``: what entries must not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str
    zh: str
    lo: str
    also: dict[str, tuple[str, ...]] = {}
    never: dict[str, tuple[str, ...]] = {}


@lru_cache(maxsize=1)
def shipped_glossary() -> tuple[Term, ...]:
    """The glossary that comes with the program."""
    terms: tuple[Term, ...] = TypeAdapter(tuple[Term, ...]).validate_python(
        yaml.safe_load(_GLOSSARY.read_text("utf-8"))
    )
    return terms


def term_tokens(text: str) -> list[str]:
    """A token for each time a term is named in ``text``: the same for all its names, whatever their language."""
    names, pattern = _names()
    return [token for match in pattern.finditer(normalise(text)) for token in names[match[0]]]


@lru_cache(maxsize=1)
def _names() -> tuple[Mapping[str, frozenset[str]], re.Pattern[str]]:
    """Every name of every term, normalised, with the tokens of the terms it stands for; and what finds names.

    The province's own name stands in nearly every text, so it tells nothing apart. Names of several words
    count without diacritics, too; of a single word little would be left.
    """
    names: dict[str, frozenset[str]] = {}
    for number, term in enumerate(shipped_glossary()[1:], 1):
        for code in LANGUAGES:
            for name in map(normalise, (getattr(term, code), *term.also.get(code, ()))):
                for form in {name, fold(name) if " " in name and code in ("vi", "en") else name}:
                    names[form] = names.get(form, frozenset()) | {f"§{number}"}
    longest_first = sorted(names, key=len, reverse=True)
    # Chinese and Lao have no spaces between words.
    forms = (rf"(?<!\w){re.escape(n)}(?!\w)" if n[0] < "\u0e00" else re.escape(n) for n in longest_first)
    return names, re.compile("|".join(forms))


@lru_cache(maxsize=4)
def _forbidden(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each forbidden spelling as a pattern of whole words, with the right name."""
    edge = r"\b" if language in ("vi", "en") else ""
    pairs = ((bad, getattr(term, language)) for term in shipped_glossary() for bad in term.never.get(language, ()))
    return tuple((re.compile(f"{edge}{re.escape(bad)}{edge}"), right) for bad, right in pairs)


def forbidden_variants(text: EntryText) -> Iterator[tuple[int, str, str]]:
    """The forbidden spellings in a text, as (section, or -1 for the title; what stands; what should)."""
    parts = [text.title, text.short_answer, *(f"{s.heading}\n{s.text}" for s in text.sections)]
    for section, part in enumerate(parts, start=-1):
        for pattern, right in _forbidden(text.language):
            if match := pattern.search(part):
                yield section, match[0], right
