"""What a person gets to see: paragraphs of Telegram's HTML and rows of buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.markup import escape
from bot.presses import AskPerson, ChooseLanguage, Press, ShowTopics
from bot.texts import Texts
from knowledge_base.entries import LANGUAGES


@dataclass(frozen=True)
class Button:
    """A label and what pressing it asks for."""

    label: str
    press: Press


Row = tuple[Button, ...]
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Screen:
    """One message (several only when too long for one): blocks of HTML above buttons."""

    blocks: tuple[str, ...]
    rows: tuple[Row, ...] = ()


def column(buttons: Iterable[Button]) -> tuple[Row, ...]:
    """Buttons one below the other: what suits long labels on a telephone."""
    return tuple((button,) for button in buttons)


class FixedScreens:
    """The screens that need nothing from Rasa."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def sentence(
        self,
        language: str,
        key: str,
        rows: tuple[Row, ...] = (),
        values: Mapping[str, object] = NOTHING,
    ) -> Screen:
        """One of the fixed sentences, ``values`` in its placeholders."""
        text = self._texts.get(language, key, **values)
        return Screen(tuple(escape(part) for part in text.split("\n\n")), rows)

    def languages(self, language: str) -> Screen:
        """The four languages to choose from, each under its own name."""
        buttons = [Button(self._texts.own_name(code), ChooseLanguage(code)) for code in LANGUAGES]
        rows = (tuple(buttons[:2]), tuple(buttons[2:]))
        return self.sentence(language, "choose_language", rows)

    def language_changed(self, language: str) -> Screen:
        """Said in the new language."""
        return self.sentence(language, "language_changed", ((self.all_topics(language),),))

    def all_topics(self, language: str) -> Button:
        """The button that leads to all topics."""
        return Button(self._texts.get(language, "button_topics"), ShowTopics())

    def ask_person(self, language: str, topic: str | None = None) -> Button:
        """The button that asks for a person."""
        return Button(self._texts.get(language, "button_person"), AskPerson(topic))

    def change_language(self, language: str) -> Button:
        """The button that offers the four languages."""
        return Button(self._texts.get(language, "button_language"), ChooseLanguage())
