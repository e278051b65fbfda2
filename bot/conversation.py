"""One turn of the conversation: what a person wrote or pressed → what they get to see.

The same for Telegram and for the terminal, which only differ in how screens are shown.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from bot.enquiries import Enquiries
from bot.form_replies import Ask, Enquiry, EnquirySummary, OfferToStop
from bot.person import Person
from bot.presses import ChooseLanguage, Press, ShowEntry, to_payload
from bot.rasa import RasaClient
from bot.rendering import Renderer
from bot.replies import Reply, SetLanguage
from bot.screens import Screen
from bot.texts import Texts
from knowledge_base.language import identify

logger = logging.getLogger(__name__)

LONGEST_TEXT = 4096
"""In characters: as many as Telegram sends in one message, and Rasa reads. How long a question, or an answer in a
form, may be is for Rasa to say."""

# Written alone these are seen as nothing, though Unicode counts them as letters or symbols.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
SLASHES = "/\uff0f"


@dataclass(frozen=True)
class Turn:
    """What to show, and the person as they are known from now on."""

    screens: tuple[Screen, ...]
    person: Person


class Conversation:
    """Holds the conversation with everybody; keeps nothing of its own but the enquiries."""

    def __init__(self, rasa: RasaClient, texts: Texts, enquiries: Enquiries) -> None:
        self._rasa = rasa
        self._enquiries = enquiries
        self.texts = texts
        self.renderer = Renderer(texts)

    async def say(self, person: Person, typed: str) -> Turn:
        """Answer what a person typed, in the language that they chose, or in that of a text plainly in another."""
        question = clean_question(typed)
        if not question:
            return self.sentence(person, "empty_text")
        written = identify(question, person.language)
        if not person.language_chosen:
            person = replace(person, language=written.language)
        if len(question) > LONGEST_TEXT:
            return self.sentence(person, "too_long", limit=LONGEST_TEXT)
        spoken = written.language if written.is_sure else person.language
        return await self._turn(await self._rasa.say(person, question), person, spoken)

    async def press(self, person: Person, press: Press) -> Turn:
        """Answer a button, or a command that stands for one."""
        if press == ChooseLanguage():
            return Turn((self.renderer.fixed.languages(person.language),), person)
        asking = person
        if isinstance(press, ShowEntry) and press.language:
            # Who wants a text in another language wants what stands around it in that too.
            asking = replace(person, language=press.language)
        return await self._turn(await self._rasa.press(asking, to_payload(press)), person, person.language)

    def sentence(self, person: Person, key: str, **values: object) -> Turn:
        """Say one of the fixed sentences."""
        screen = self.renderer.fixed.sentence(person.language, key, values=values)
        return Turn((screen,), person)

    async def _turn(self, replies: tuple[Reply, ...], person: Person, spoken: str) -> Turn:
        """Show the replies, those that name no language in the one ``spoken`` in this turn."""
        screens = [await self._screen(reply, person, spoken) for reply in replies]
        for reply in replies:
            match reply:
                case SetLanguage():
                    person = replace(person, language=reply.language, language_chosen=True)
                case Ask() | OfferToStop() | EnquirySummary() if not person.language_chosen:
                    # In a form people type names, which look like another language.
                    person = replace(person, language=reply.language)
        return Turn(tuple(screens), person)

    async def _screen(self, reply: Reply, person: Person, spoken: str) -> Screen:
        if isinstance(reply, Enquiry):
            return await self._keep(reply, person)
        return self.renderer.render(reply, spoken)

    async def _keep(self, enquiry: Enquiry, person: Person) -> Screen:
        try:
            reference = await self._enquiries.keep(enquiry.enquiry, enquiry.language, person.chat)
        except SQLAlchemyError:
            logger.exception("an enquiry could not be stored")
            return self.renderer.fixed.sentence(enquiry.language, "enquiry_not_stored")
        return self.renderer.stored(enquiry, reference)


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
