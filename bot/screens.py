"""What a person gets to see: paragraphs of Telegram's HTML and rows of buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.markup import escape
from bot.presses import Act, AskPerson, ChooseLanguage, Press, ShowTopics
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

    def languages(self, language: str, key: str = "choose_language") -> Screen:
        """The four languages to choose from, each under its own name; ``key`` is what is said above them."""
        buttons = [Button(self._texts.own_name(code), ChooseLanguage(code)) for code in LANGUAGES]
        rows = (tuple(buttons[:2]), tuple(buttons[2:]))
        return self.sentence(language, key, rows)

    def offer_language(self, language: str) -> Screen:
        """Shall it be ``language`` from now on?"""
        button = Button(self._texts.get(language, "button_switch"), ChooseLanguage(language))
        return self.sentence(language, "offer_language", ((button,),))

    def language_changed(self, language: str) -> Screen:
        """Said in the new language."""
        return self.sentence(language, "language_changed", ((self.all_topics(language),),))

    def all_topics(self, language: str) -> Button:
        """The button that leads to all topics."""
        return Button(self._texts.get(language, "button_topics"), ShowTopics())

    def ask_person(self, language: str, topic: str | None = None) -> Button:
        """The button that asks for a person."""
        return Button(self._texts.get(language, "button_person"), AskPerson(topic))

    def start_enquiry(self, language: str) -> Button:
        """The button that begins an enquiry to the province."""
        return Button(self._texts.get(language, "button_enquiry"), Act("start_enquiry"))

    def both_forms(self, language: str) -> tuple[Row, ...]:
        """The buttons that begin a form."""
        guide = Button(self._texts.get(language, "button_guide"), Act("start_guide"))
        return column((guide, self.start_enquiry(language)))

    def change_language(self, language: str) -> Button:
        """The button that offers the four languages."""
        return Button(self._texts.get(language, "button_language"), ChooseLanguage())
