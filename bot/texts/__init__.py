"""The one catalogue of fixed sentences: a file per language beside this one.

Sentences are plain text with ``{placeholders}``; what shows them does the escaping.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import yaml

from knowledge_base.entries import LANGUAGES

DEFAULT_LANGUAGE = "en"
CATALOGUES = Path(__file__).parent


class Texts:
    """The fixed sentences in every language."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    @classmethod
    def load(cls, folder: Path = CATALOGUES) -> Self:
        """Read ``<language>.yml`` of each language."""
        return cls(
            {language: yaml.safe_load((folder / f"{language}.yml").read_text("utf-8")) for language in LANGUAGES}
        )

    def get(self, language: str, key: str, /, **values: object) -> str:
        """The sentence ``key`` in ``language``, its placeholders filled in."""
        return self._catalogues[language][key].format(**values).strip()

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._catalogues[DEFAULT_LANGUAGE]

    def topic(self, language: str, topic: str) -> str:
        """A topic's name."""
        return self.get(language, f"topic_{topic}")

    def own_name(self, language: str) -> str:
        """What a language calls itself."""
        return self.get(language, "own_name")


def client_language(code: str | None) -> str:
    """The language nearest to a Telegram client's (``zh-hans``, ``pt-br``, None …)."""
    base = (code or "").lower().partition("-")[0]
    return base if base in LANGUAGES else DEFAULT_LANGUAGE
