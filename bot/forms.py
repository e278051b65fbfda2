"""A form's questions and the enquiry, as a person reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from bot.form_replies import Ask, EnquirySummary, EnquiryText, OfferToStop
from bot.markup import PIECE, bold, escape, length
from bot.presses import Act, Choose, Edit
from bot.screens import Button, Row, Screen
from bot.texts import Texts
from knowledge_base.countries import country_name

PARTS = ("kind", "subject", "message", "name", "organisation", "country", "contact")
"""Of an enquiry, as they are shown and changed."""
NARROW = 16
"""Columns of a label of which two fit beside each other on a telephone."""


class FormScreens:
    """Renders what a form asks."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def ask(self, reply: Ask) -> Screen:
        """The question with its choices; before it what was wrong, or why it is asked."""
        language = reply.language
        of_field = f"{reply.form}_{reply.field}"
        question, *rest = self._texts.get(language, f"ask_{of_field}", limit=reply.limit).split("\n\n")
        blocks = (
            *self._before(reply),
            bold(question),
            *map(escape, rest),
            *_listed(reply.questions),
            f"<i>{self._texts.get(language, 'form_step', step=reply.step, steps=reply.steps)}</i>",
        )
        choices = [
            Button(self.label(reply.form, reply.field, value, language), Choose(reply.form, reply.field, value))
            for value in reply.choices
        ]
        return Screen(blocks, (*_grid(choices), self._ways_out(reply)))

    def offer_to_stop(self, reply: OfferToStop) -> Screen:
        """Go on, or stop?"""
        row = (
            self._act(reply.language, "button_go_on", "affirm"),
            self._act(reply.language, "button_cancel", "cancel"),
        )
        return Screen((escape(self._texts.get(reply.language, "offer_to_stop")),), (row,))

    def summary(self, reply: EnquirySummary) -> Screen:
        """The enquiry, whole, with a button to send it and one to change each part."""
        language = reply.language
        blocks = (
            *self._before(reply),
            bold(self._texts.get(language, "enquiry_summary")),
            *self._parts(reply.enquiry, language),
            escape(self._texts.get(language, "enquiry_summary_end")),
        )
        asked = (*PARTS, *(("attach",) if reply.has_attach else ()))
        edits = [Button(f"✎ {self._field(part, language)}", Edit("enquiry", part)) for part in asked]
        send = Button(self.label("enquiry", "confirm", "send", language), Choose("enquiry", "confirm", "send"))
        return Screen(blocks, ((send,), *_grid(edits), (self._act(language, "button_cancel", "cancel"),)))

    def label(self, form: str, field: str, value: str, language: str) -> str:
        """What stands on the button of a choice."""
        if field == "country":
            return country_name(value, language)
        key = f"{form}_{field}_{value}"
        # Staff may add a value to the guide before its words are there.
        return self._texts.get(language, key) if self._texts.has(key) else value.replace("_", " ")

    def _before(self, reply: Ask | EnquirySummary) -> Iterator[str]:
        if reply.problem:
            limit = reply.limit if isinstance(reply, Ask) else None
            yield escape(self._texts.get(reply.language, reply.problem, limit=limit))
        elif isinstance(reply, Ask) and reply.why:
            yield escape(self._texts.get(reply.language, f"why_{reply.form}_{reply.field}"))
        elif reply.why:
            yield escape(self._texts.get(reply.language, "why_enquiry_confirm"))
        elif isinstance(reply, Ask) and not reply.back:
            yield escape(self._texts.get(reply.language, f"{reply.form}_intro"))

    def _ways_out(self, reply: Ask) -> Row:
        back = (self._act(reply.language, "button_back", "go_back"),) if reply.back else ()
        why = (self._act(reply.language, "button_why", "why_ask"),) if not reply.why else ()
        return (*back, *why, self._act(reply.language, "button_cancel", "cancel"))

    def _act(self, language: str, label: str, intent: str) -> Button:
        return Button(self._texts.get(language, label), Act(intent))

    def _field(self, name: str, language: str) -> str:
        return self._texts.get(language, f"enquiry_field_{name}")

    def _parts(self, enquiry: EnquiryText, language: str) -> Iterator[str]:
        shown = {
            "kind": self.label("enquiry", "kind", enquiry.kind, language),
            "subject": enquiry.subject,
            "message": enquiry.message,
            "name": enquiry.name,
            "organisation": enquiry.organisation or self._texts.get(language, "enquiry_none"),
            "country": country_name(enquiry.country, language),
            "contact": enquiry.contact,
        }
        for part in PARTS:
            yield f"<i>{escape(self._field(part, language))}</i>\n{escape(shown[part])}"
        if enquiry.questions:
            yield f"<i>{escape(self._field('attach', language))}</i>"
            yield from _listed(enquiry.questions)


def _listed(questions: Sequence[str]) -> Iterator[str]:
    """The questions one below the other, in one block if that is not too long for a message."""
    lines = [f"• {escape(question)}" for question in questions]
    together = "\n".join(lines)
    yield from [together] if 0 < length(together) <= PIECE else lines


def _grid(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Two beside each other where all are short."""
    size = 2 if all(_width(button.label) <= NARROW for button in buttons) else 1
    return tuple(tuple(buttons[start : start + size]) for start in range(0, len(buttons), size))


def _width(label: str) -> int:
    """Columns that a label takes; a Chinese character takes two, a sign above a letter none."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in label)
