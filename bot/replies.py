"""What Rasa may reply: the ``custom`` objects of its channel, as frozen dataclasses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field
from pydantic.dataclasses import dataclass

from bot.form_replies import Ask, Enquiry, EnquirySummary, GuideResult, OfferToStop
from bot.reply_types import EntryId, Language, TopicName
from knowledge_base.entries import Contact, Section, Source


@dataclass(frozen=True)
class Choice:
    """An entry offered by its title."""

    entry: Annotated[EntryId, Field(validation_alias=AliasChoices("entry", "id"))]
    title: str


@dataclass(frozen=True)
class ShownEntry:
    """One entry in the language in which it is shown (``language``)."""

    id: EntryId
    topic: TopicName
    language: Language
    title: str
    status: Literal["official", "reviewed", "draft"]
    short_answer: str
    sections: tuple[Section, ...] = ()
    as_of: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    superseded_by: EntryId | None = None
    expired: bool = False
    sources: tuple[Source, ...] = ()
    contact: Contact | None = None
    languages: tuple[Language, ...] = ()
    related: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Say:
    """One of the fixed sentences of ``bot/texts``."""

    type: Literal["say"]
    key: str
    values: dict[str, str] = Field(default_factory=dict)
    language: Language | None = None


@dataclass(frozen=True)
class Answer:
    """An entry that answers; ``section`` > 0 when that section met the question best.

    ``only_section``: the rest was shown before.
    """

    type: Literal["answer"]
    language: Language
    entry: ShownEntry
    section: Annotated[int, Field(ge=0)] = 0
    only_section: bool = False


@dataclass(frozen=True)
class AnswerSource:
    """Where the last answer comes from."""

    type: Literal["source"]
    language: Language
    entry: ShownEntry


@dataclass(frozen=True)
class AllShown:
    """There is no more of the last answer; ``related`` are entries of kindred subjects."""

    type: Literal["all_shown"]
    language: Language
    entry: Choice
    related: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Clarify:
    """Several entries could be meant."""

    type: Literal["clarify"]
    language: Language
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class NothingFound:
    """No entry answers; ``near`` are the closest."""

    type: Literal["nothing_found"]
    language: Language
    near: tuple[Choice, ...] = ()
    offer_enquiry: bool = False


@dataclass(frozen=True)
class TopicCount:
    """A topic and the number of its entries."""

    topic: TopicName
    count: int


@dataclass(frozen=True)
class Topics:
    """All topics."""

    type: Literal["topics"]
    language: Language
    topics: tuple[TopicCount, ...]


@dataclass(frozen=True)
class Topic:
    """One page of a topic's entries; pages count from 1."""

    type: Literal["topic"]
    language: Language
    topic: TopicName
    page: int
    pages: int
    entries: tuple[Choice, ...]


@dataclass(frozen=True)
class Person:
    """Whom to ask: the entry with the contact, where there is one."""

    type: Literal["person"]
    language: Language
    entry: ShownEntry | None = None


@dataclass(frozen=True)
class SetLanguage:
    """The person asked to go on in ``language``."""

    type: Literal["set_language"]
    language: Language


@dataclass(frozen=True)
class ChooseLanguage:
    """The person wants another language and did not say which."""

    type: Literal["choose_language"]
    language: Language | None = None


@dataclass(frozen=True)
class OfferLanguage:
    """The person was answered in ``language``, which is not the one they chose."""

    type: Literal["offer_language"]
    language: Language


@dataclass(frozen=True)
class OtherLanguage:
    """The person wrote in a language that is none of ours."""

    type: Literal["other_language"]
    languages: tuple[Language, ...]
    language: Language | None = None


Reply = Annotated[
    Say
    | Answer
    | AnswerSource
    | AllShown
    | Clarify
    | NothingFound
    | Topics
    | Topic
    | Person
    | SetLanguage
    | ChooseLanguage
    | OfferLanguage
    | OtherLanguage
    | Ask
    | OfferToStop
    | EnquirySummary
    | Enquiry
    | GuideResult,
    Field(discriminator="type"),
]
