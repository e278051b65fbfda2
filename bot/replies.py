"""What Rasa may reply: the ``custom`` objects of its channel, as frozen dataclasses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field
from pydantic.dataclasses import dataclass

from knowledge_base.entries import Contact, Section, Source

Language = Literal["vi", "en", "zh", "lo"]
TopicName = Literal["investment", "agriculture", "border", "visiting", "relations"]
EntryId = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9-]+$", max_length=50)]


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
    """An entry that answers; ``section`` > 0 when that section met the question best."""

    type: Literal["answer"]
    language: Language
    entry: ShownEntry
    section: Annotated[int, Field(ge=0)] = 0


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


Reply = Annotated[
    Say | Answer | Clarify | NothingFound | Topics | Topic | Person | SetLanguage | ChooseLanguage,
    Field(discriminator="type"),
]
