"""What the forms share: what happens with a message inside a form, and when a form is over.

A message is the answer to the field asked, or an act of the form's own (cancel, back, why?, a button), or what is
done outside of forms too (a question, help, another language …). Then a field is asked, the next or the same again,
or the form ends.

Rasa keeps the answers in slots called ``<form>_<field>``. It calls a `Form` for each message while that form is open,
and its `EndForm` once when it is over, however that came.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction

from knowledge_base.asking import is_question
from knowledge_base.encoder import ModelProblem
from knowledge_base.index import IndexProblem
from rasa_project.actions import memory, replies
from rasa_project.actions.base import Events
from rasa_project.actions.fields import Answers, Field, Message, Progress, Step, Unreadable, slot_of
from rasa_project.actions.outside import Outside
from rasa_project.actions.reading import OWN_ACTS, PATIENCE, read_press, read_typed, refuse
from rasa_project.actions.turn import Turn

logger = logging.getLogger(__name__)

_QUESTIONS = ("ask_question", "nlu_fallback")
_BEGINNINGS = {"start_enquiry": "enquiry", "start_guide": "guide"}
_NOT_DONE_ASIDE = (*_QUESTIONS, "affirm", "deny", *_BEGINNINGS)
_COURTESY = ("greet", "goodbye", "thank", "small_talk", "abuse")
_BROWSING = ("show_entry", "show_topic", "show_topics")
_SAID_ANYWHERE = ("help", "show_topics", "ask_person", "change_language")


@dataclass(frozen=True)
class Scene:
    """One message in a form, with all that Rasa hands to an action."""

    message: Message
    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any]

    @property
    def is_first(self) -> bool:
        """Whether it is this message that opened the form."""
        since = (event["event"] for event in reversed(self.tracker.events))
        return next((name == "active_loop" for name in since if name in ("active_loop", "user")), False)


class Form(FormValidationAction, ABC):  # type: ignore[misc] # rasa-sdk comes without types
    """A form; each kind says what it asks (`fields`) and what ends it."""

    form: ClassVar[str]
    leads_away: ClassVar[tuple[str, ...]] = ()
    """Acts that end the form, since they lead to something else."""
    must_wait: ClassVar[tuple[str, ...]] = ()
    """Acts that would, but too much would be lost."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def name(self) -> str:
        return f"validate_{self.form}_form"

    @abstractmethod
    async def fields(self, answers: Answers, tracker: Tracker) -> tuple[Field, ...]:
        """Every field that matters by what is known, answered or not, in the order to ask in."""

    def is_over(self, answers: Answers) -> bool:
        """Whether an answer ends the form though others are open."""
        return False

    def question(self, progress: Progress, tracker: Tracker) -> replies.Reply:
        """The reply that asks for the field."""
        asked, position = progress.asked, progress.fields.index(progress.asked) + 1
        of_field = (self.form, asked.name, asked.choices, asked.limit)
        return replies.ask(*of_field, progress.language, step=position, steps=len(progress.fields))

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Read the message, reply, and tell Rasa what is known and which field was asked."""
        scene = Scene(Message.from_tracker(tracker), dispatcher, tracker, domain)
        try:
            if scene.is_first:
                progress, step = await self._begin(scene)
            else:
                progress = await self._progress(scene)
                step = await self._read(scene, progress)
            return await self._go_on(scene, progress, step)
        except (IndexProblem, ModelProblem):
            logger.exception("no answer without an index and its model")
            dispatcher.utter_message(json_message=replies.say("action_failed"))
            # A form that could not even ask its first question is not left open.
            return [SlotSet("nonsense", 0), *([SlotSet(REQUESTED_SLOT, None)] if scene.is_first else [])]

    async def _begin(self, scene: Scene) -> tuple[Progress, Step]:
        """An empty form, whatever may be left of one that was never finished."""
        fields = await self.fields({}, scene.tracker)
        progress = Progress(self.form, {}, fields, fields[0], scene.message.turn.language)
        prefix = slot_of(self.form, "")
        return progress, Step({slot.removeprefix(prefix): None for slot in self.domain_slots(scene.domain)})

    async def _progress(self, scene: Scene) -> Progress:
        tracker, answers = scene.tracker, answers_in(self.form, scene.tracker)
        fields = await self.fields(answers, tracker)
        language = _language(scene.message.turn, tracker)
        progress = Progress(self.form, answers, fields, fields[-1], language, tracker.get_slot("nonsense") or 0)
        asked = progress.field_of(tracker.get_slot(REQUESTED_SLOT)) or progress.open_field or fields[-1]
        return replace(progress, asked=asked)

    async def _read(self, scene: Scene, progress: Progress) -> Step:
        message = scene.message
        if message.is_press:
            return read_press(message, progress) or await self._read_aside(scene, progress)
        if progress.asked.takes == "name" and _is_no_name(message, progress.asked):
            return await self._read_aside(scene, progress)
        try:
            return read_typed(message, progress)
        except Unreadable as err:
            if progress.asked.takes == "value":
                return await self._read_aside(scene, progress, err.problem)
            return refuse(err.problem, progress)

    async def _read_aside(self, scene: Scene, progress: Progress, problem: str | None = None) -> Step:
        """Do what is done outside of forms too; what is nothing of that either is refused with ``problem``."""
        message = scene.message
        if message.intent in self.leads_away:
            return Step(is_end=True)
        if message.intent in self.must_wait:
            return Step(ask=progress.asked, problem=f"problem_{self.form}_open")
        is_act = self._outside.knows(message.intent) and message.intent not in _NOT_DONE_ASIDE
        # A word that nobody understands is soon taken for a greeting.
        if not is_act or (message.intent in _COURTESY and not message.is_wholly(message.intent)):
            return Step(ask=progress.asked) if message.is_press else await self._answer(scene, progress, problem)
        return Step(
            ask=progress.asked,
            is_silent=message.is_press and message.intent in _BROWSING,
            language=message.turn.entity("language") if message.intent == "change_language" else None,
            remembered=await self._outside.act(message.intent, scene.dispatcher, scene.tracker, scene.domain),
        )

    async def _answer(self, scene: Scene, progress: Progress, problem: str | None) -> Step:
        """Answer a question; what reads like none is one if there is an answer to it alone."""
        intent, asks = scene.message.intent, is_question(scene.message.text)
        looked_up = CollectingDispatcher()
        # "Two days" does not go on from what was answered before, but is meant for the form.
        tracker = scene.tracker if asks else memory.without_answer(scene.tracker)
        intent = intent if intent in _QUESTIONS else _QUESTIONS[0]
        remembered = await self._outside.act(intent, looked_up, tracker, scene.domain)
        kinds = {message["custom"].get("type") for message in looked_up.messages}
        if problem and "answer" not in kinds and not asks:
            return refuse(problem, progress)
        scene.dispatcher.messages.extend(looked_up.messages)
        return Step(ask=progress.asked, remembered=remembered)

    async def _go_on(self, scene: Scene, progress: Progress, step: Step) -> Events:
        known = {**progress.answers, **step.changes}
        answers = {name: value for name, value in known.items() if value is not None}
        now = replace(
            progress,
            answers=answers,
            fields=await self.fields(answers, scene.tracker),
            language=step.language or progress.language,
        )
        asked = step.ask if step.ask in now.fields else now.open_field
        events = [
            *step.remembered,
            *(SlotSet(slot_of(self.form, name), value) for name, value in step.changes.items()),
            SlotSet("nonsense", step.nonsense),
            SlotSet("form_language", now.language),
        ]
        if step.is_end or asked is None or self.is_over(answers):
            return [*events, SlotSet(REQUESTED_SLOT, None)]
        self._ask(scene, replace(now, asked=asked), step)
        return [*events, SlotSet(REQUESTED_SLOT, slot_of(self.form, asked.name))]

    def _ask(self, scene: Scene, progress: Progress, step: Step) -> None:
        if step.nonsense == PATIENCE:
            scene.dispatcher.utter_message(json_message=replies.offer_to_stop(self.form, progress.language))
        elif not step.is_silent:
            said = {"problem": step.problem, "why": step.why, "back": progress.is_change or bool(progress.previous)}
            scene.dispatcher.utter_message(json_message=self.question(progress, scene.tracker) | said)


class EndForm(Action, ABC):  # type: ignore[misc] # rasa-sdk comes without types
    """What happens once when a form is over: its result, or a word that it was stopped; then it is emptied."""

    form: ClassVar[str]

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def name(self) -> str:
        return f"action_end_{self.form}"

    @abstractmethod
    async def finish(self, scene: Scene, answers: Answers, language: str) -> Events | None:
        """Reply with the result; None if the form was not filled in, so that there is none."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Reply, and empty the form."""
        scene = Scene(Message.from_tracker(tracker), dispatcher, tracker, domain)
        language = _language(scene.message.turn, tracker)
        try:
            events = await self.finish(scene, answers_in(self.form, tracker), language)
        except (IndexProblem, ModelProblem):
            logger.exception("no result without an index and its model")
            events = None
        if events is None:
            dispatcher.utter_message(json_message=replies.say(f"{self.form}_stopped", language))
            events = await self._lead_on(scene)
        slots = (*domain["forms"][f"{self.form}_form"]["required_slots"], "nonsense", "form_language")
        return [*(SlotSet(slot, None) for slot in slots), *events]

    async def _lead_on(self, scene: Scene) -> Events:
        """Do what the form was left for."""
        intent = scene.message.intent
        # Not the form that has just ended: if it could not begin, it would try so for ever.
        if (other := _BEGINNINGS.get(intent, self.form)) != self.form:
            return [FollowupAction(f"{other}_form")]
        if intent == "ask_person":
            return await self._outside.act(intent, scene.dispatcher, scene.tracker, scene.domain)
        return []


def _is_no_name(message: Message, asked: Field) -> bool:
    """Whether something else is meant where a name is asked for, which could be almost any text."""
    if message.is_wholly(*OWN_ACTS):
        return False
    is_act = message.is_wholly(*_SAID_ANYWHERE) and not asked.is_sure(message.text)
    return is_act or is_question(message.text)


def answers_in(form: str, tracker: Tracker) -> dict[str, str]:
    """What is known of a form's fields."""
    prefix = slot_of(form, "")
    known = ((slot.removeprefix(prefix), value) for slot, value in tracker.slots.items() if slot.startswith(prefix))
    return {field: value for field, value in known if value is not None}


def _language(turn: Turn, tracker: Tracker) -> str:
    """The language chosen, else that in which the form began: a name typed in a form tells nothing of it."""
    return turn.preferred if turn.is_chosen else tracker.get_slot("form_language") or turn.language
