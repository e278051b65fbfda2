"""The enquiry to the province: what it asks, how answers are read, and what becomes of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.countries import find_country
from rasa_project.actions import replies
from rasa_project.actions.base import Events
from rasa_project.actions.choices import NO, YES, is_choice, named_choice, yes_or_no
from rasa_project.actions.contact import NoContact, find_contact
from rasa_project.actions.fields import Answers, Field, Message, Progress, Unreadable
from rasa_project.actions.forms import EndForm, Form, Scene
from rasa_project.actions.turn import Turn
from rasa_project.actions.writing import clean_line, clean_text, has_letters

KINDS = ("investment", "purchase", "visit", "cooperation", "press", "other")
NEAR = ("VN", "CN", "LA", "TH", "KR", "JP")
"""The countries from which most people are expected, each a button; any other is typed."""
SKIP = "skip"
SEND = "send"


def _written(clean: Callable[[str], str], limit: int, message: Message, answers: Answers) -> str:
    """The text as it was written, if it says something and is not too long."""
    text = clean(message.text)
    if not has_letters(text):
        raise Unreadable("problem_empty")
    if len(text) > limit:
        raise Unreadable("problem_too_long")
    return text


def _organisation(limit: int, message: Message, answers: Answers) -> str:
    if is_choice("enquiry_organisation", message.text) or message.is_wholly("deny"):
        return SKIP
    return _written(clean_line, limit, message, answers)


def _country(limit: int, message: Message, answers: Answers) -> str:
    """The country's code, or what was written where no country of that name is known."""
    return find_country(message.text) or _written(clean_line, limit, message, answers)


def _contact(message: Message, answers: Answers) -> str:
    country = answers.get("country")
    try:
        return find_contact(message.text, find_country(country) if country else None)
    except NoContact as err:
        raise Unreadable(err.problem) from err


def _send(message: Message, answers: Answers) -> str:
    if is_choice("enquiry_confirm", message.text) or message.is_wholly("affirm"):
        return SEND
    raise Unreadable("problem_confirm")


def _text(name: str, limit: int, clean: Callable[[str], str]) -> Field:
    return Field(name, partial(_written, clean, limit), takes="text", limit=limit)


FIELDS = (
    Field("kind", lambda message, _: named_choice("enquiry_kind", message.text), KINDS),
    _text("subject", 120, clean_line),
    _text("message", 2000, clean_text),
    Field("name", partial(_written, clean_line, 100), takes="name", limit=100),
    Field("organisation", partial(_organisation, 100), (SKIP,), takes="name", limit=100),
    Field("country", partial(_country, 60), NEAR, takes="name", limit=60, is_sure=find_country),
    Field("contact", _contact),
    Field("attach", lambda message, _: yes_or_no(message), (YES, NO)),
    Field("consent", lambda message, _: yes_or_no(message), (YES, NO)),
    Field("confirm", _send, (SEND,)),
)


class EnquiryForm(Form):
    """Asks for an enquiry, shows it whole, and has each part changed until it is sent."""

    form = "enquiry"
    must_wait = ("start_guide",)

    async def fields(self, answers: Answers, tracker: Tracker) -> tuple[Field, ...]:
        """All; whether to attach the last questions only where there are any."""
        return tuple(field for field in FIELDS if field.name != "attach" or _recent_questions(tracker))

    def is_over(self, answers: Answers) -> bool:
        return answers.get("consent") == NO

    def question(self, progress: Progress, tracker: Tracker) -> replies.Reply:
        if progress.asked.name == "confirm":
            enquiry = _enquiry(progress.answers, tracker)
            return replies.enquiry_summary(enquiry, progress.language, has_attach="attach" in progress.answers)
        asked = super().question(progress, tracker) | {"steps": len(progress.fields) - 1}
        return asked | ({"questions": _recent_questions(tracker)} if progress.asked.name == "attach" else {})


class ActionEndEnquiry(EndForm):
    """Hand over what was confirmed; the bot stores it."""

    form = "enquiry"

    async def finish(self, scene: Scene, answers: Answers, language: str) -> Events | None:
        if answers.get("consent") == NO:
            scene.dispatcher.utter_message(json_message=replies.say("enquiry_no_consent", language))
            return []
        if answers.get("confirm") != SEND or answers.get("consent") != YES:
            return None
        enquiry = _enquiry(answers, scene.tracker) | {"key": uuid.uuid4().hex}
        scene.dispatcher.utter_message(json_message=replies.enquiry(enquiry, language))
        return [SlotSet("sent_enquiry", enquiry)]


class ActionFormOver(Action):  # type: ignore[misc] # rasa-sdk comes without types
    """A button of a form that is over. "Send" hands the same enquiry over once more: storing it may have failed."""

    def name(self) -> str:
        return "action_form_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn.from_tracker(tracker)
        sent = tracker.get_slot("sent_enquiry")
        is_send = (turn.entity("field"), turn.entity("value")) == ("enquiry_confirm", SEND)
        again = replies.enquiry(sent, turn.language) if sent and is_send else None
        dispatcher.utter_message(json_message=again or replies.say("form_over", turn.language))
        return []


def _recent_questions(tracker: Tracker) -> list[str]:
    return list(tracker.get_slot("recent_questions") or ())


def _enquiry(answers: Answers, tracker: Tracker) -> replies.Reply:
    """What the province's staff will get."""
    organisation = answers.get("organisation")
    return {
        **{name: answers.get(name, "") for name in ("kind", "subject", "message", "name", "country", "contact")},
        "organisation": None if organisation == SKIP else organisation,
        "questions": _recent_questions(tracker) if answers.get("attach") == YES else [],
    }
