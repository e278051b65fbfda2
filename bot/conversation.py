"""One turn of the conversation: what a person wrote or pressed → what they get to see.

The same for Telegram and for the terminal, which only differ in how screens are shown.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from bot.person import Person
from bot.presses import ChooseLanguage, Press, ShowEntry, to_payload
from bot.rasa import RasaClient
from bot.rendering import Renderer
from bot.replies import Reply, SetLanguage
from bot.screens import Screen
from bot.texts import Texts
from knowledge_base.language import detect

LONGEST_QUESTION = 1000
"""In characters. The longest real questions have some 300; an essay finds no passage."""

# Written alone these are seen as nothing, though Unicode counts them as letters or symbols.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
SLASHES = "/\uff0f"


@dataclass(frozen=True)
class Turn:
    """What to show, and the person as they are known from now on."""

    screens: tuple[Screen, ...]
    person: Person


class Conversation:
    """Holds the conversation with everybody; keeps nothing of its own."""

    def __init__(self, rasa: RasaClient, texts: Texts) -> None:
        self._rasa = rasa
        self.texts = texts
        self.renderer = Renderer(texts)

    async def say(self, person: Person, typed: str) -> Turn:
        """Answer what a person typed, in its language unless they chose one."""
        question = clean_question(typed)
        if not question:
            return self.sentence(person, "empty_text")
        if not person.language_chosen:
            person = replace(person, language=detect(question, person.language))
        if len(question) > LONGEST_QUESTION:
            return self.sentence(person, "too_long", limit=LONGEST_QUESTION)
        return self._turn(await self._rasa.say(person, question), person)

    async def press(self, person: Person, press: Press) -> Turn:
        """Answer a button, or a command that stands for one."""
        if isinstance(press, ChooseLanguage):
            return self._choose(person, press.language)
        asking = person
        if isinstance(press, ShowEntry) and press.language:
            # Who wants a text in another language wants what stands around it in that too.
            asking = replace(person, language=press.language)
        return self._turn(await self._rasa.press(asking, to_payload(press)), person)

    def sentence(self, person: Person, key: str, **values: object) -> Turn:
        """Say one of the fixed sentences."""
        screen = self.renderer.fixed.sentence(person.language, key, values=values)
        return Turn((screen,), person)

    def _choose(self, person: Person, language: str | None) -> Turn:
        if language is None:
            return Turn((self.renderer.fixed.languages(person.language),), person)
        screen = self.renderer.fixed.language_changed(language)
        return Turn((screen,), Person(person.sender, language, language_chosen=True))

    def _turn(self, replies: tuple[Reply, ...], person: Person) -> Turn:
        screens = tuple(self.renderer.render(reply, person.language) for reply in replies)
        for reply in replies:
            if isinstance(reply, SetLanguage):
                person = Person(person.sender, reply.language, language_chosen=True)
        return Turn(screens, person)


def clean_question(typed: str) -> str:
    """The question in what was typed; empty if there is nothing to be seen in it.

    To Rasa a leading slash means a payload, so none gets through, however well hidden.
    """
    text = "".join(map(_sendable, typed))
    seen = (place for place, char in enumerate(text) if not _unseen(char) and char not in SLASHES)
    start = next(seen, len(text))
    return text[start:].strip()


def _sendable(char: str) -> str:
    """Control characters, and halves of characters that cannot be sent on, become spaces."""
    return " " if unicodedata.category(char) in ("Cc", "Cs") and char != "\n" else char


def _unseen(char: str) -> bool:
    return char.isspace() or char in BLANK or unicodedata.category(char) in ("Cf", "Mn", "Co", "Cn")
