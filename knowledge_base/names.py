"""Which of several things a text names: "I'd like to invest" names `investment`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from knowledge_base.text import fold, same_question


class Names:
    """The names that things have, in any of our languages; capitals and diacritics do not matter."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._things = {_plain(name): thing for thing, known in names.items() for name in known}

    def exact(self, text: str) -> str | None:
        """The thing whose name ``text`` is."""
        return self._things.get(_plain(text))

    def within(self, text: str) -> str | None:
        """The one thing that ``text`` names somewhere; None if there are several."""
        sentence = _plain(text)
        found = [name for name in self._things if re.search(_spelt(name), sentence)]
        # "North Korea" names that country, and not "Korea" beside it.
        longest = (name for name in found if not any(name != other and name in other for other in found))
        things = {self._things[name] for name in longest}
        return things.pop() if len(things) == 1 else None


def _plain(text: str) -> str:
    # Lao writes one sound with a sign of its own or with two letters.
    return fold(same_question(text)).replace("\u0ebc", "\u0ea5")


def _spelt(name: str) -> str:
    """How the name stands in a sentence: as words of its own, if its script parts them; "12天" has no "2天" in it."""
    before, after = (r"\b", r"\b") if name.isascii() else (r"(?<!\d)" if name[0].isdigit() else "", "")
    return before + re.escape(name) + after
