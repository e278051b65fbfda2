"""What Rasa may reply in and after a form, as frozen dataclasses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.reply_types import EntryId, FieldName, FormName, Language
from knowledge_base.entries import Source


@dataclass(frozen=True)
class Ask:
    """A form asks for a field."""

    type: Literal["ask"]
    language: Language
    form: FormName
    field: FieldName
    step: int
    steps: int
    choices: tuple[str, ...] = ()
    limit: int | None = None
    problem: str | None = None
    """The sentence that says why the field is asked again."""
    why: bool = False
    """The person wants to know why it is asked at all."""
    back: bool = False
    """There is a field to go back to."""
    questions: tuple[str, ...] = ()
    """What would be sent along."""


@dataclass(frozen=True)
class OfferToStop:
    """Nothing that was said helped the form on: shall it be stopped?"""

    type: Literal["offer_to_stop"]
    language: Language
    form: FormName


@dataclass(frozen=True)
class EnquiryText:
    """An enquiry to the province. ``country`` is a code, or as the person wrote it."""

    kind: str
    subject: str
    message: str
    name: str
    country: str
    contact: str
    organisation: str | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class EnquirySummary:
    """An enquiry to be checked before it is sent."""

    type: Literal["enquiry_summary"]
    language: Language
    enquiry: EnquiryText
    has_attach: bool = False
    """It was asked whether to send the last questions along, so that the answer can be changed."""
    problem: str | None = None
    why: bool = False


@dataclass(frozen=True, kw_only=True)
class ConfirmedEnquiry(EnquiryText):
    """An enquiry to be stored; the same ``key`` is the same enquiry."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True)
class Enquiry:
    """An enquiry was confirmed: the bot stores it."""

    type: Literal["enquiry"]
    language: Language
    enquiry: ConfirmedEnquiry


@dataclass(frozen=True)
class GuideLine:
    """One rule of the border-area guide, with the entry that holds it."""

    kind: Literal["exempt", "permit", "paper", "fee", "notice", "prohibition", "unknown", "authority"]
    text: str
    entry: EntryId
    title: str
    sources: tuple[Source, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True)
class GuideResult:
    """The rules that apply to the ``facets``; ``caution`` says that this is no decision."""

    type: Literal["guide_result"]
    language: Language
    facets: dict[FieldName, str]
    lines: tuple[GuideLine, ...]
    caution: str
