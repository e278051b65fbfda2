"""The border-area guide: asks what still matters, then shows the rules that apply."""

from __future__ import annotations

from functools import partial

from rasa_sdk import Tracker

from knowledge_base.guide import Guide
from knowledge_base.index import IndexProblem
from rasa_project.actions import replies
from rasa_project.actions.base import Events
from rasa_project.actions.choices import named_choice
from rasa_project.actions.fields import Answers, Field, Message, Unreadable, slot_of
from rasa_project.actions.forms import EndForm, Form, Scene
from rasa_project.actions.knowledge import Knowledge, Searchable
from rasa_project.actions.outside import Outside

FORM = "guide"


class GuideForm(Form):
    """Asks for the facets of the guide, but for those that can no longer change the result."""

    form = FORM
    leads_away = ("ask_person", "start_enquiry")

    def __init__(self, outside: Outside, knowledge: Knowledge) -> None:
        super().__init__(outside)
        self._knowledge = knowledge

    async def fields(self, answers: Answers, tracker: Tracker) -> tuple[Field, ...]:
        guide = _guide(await self._knowledge.current())
        missing = guide.missing(_known(guide, answers))
        return tuple(
            Field(facet, partial(_named, facet, values), values)
            for facet, values in guide.facets.items()
            if facet in answers or facet in missing
        )


class ActionEndGuide(EndForm):
    """Show every line of the guide that applies, grouped by what it says, with its entry and sources."""

    form = FORM

    def __init__(self, outside: Outside, knowledge: Knowledge) -> None:
        super().__init__(outside)
        self._knowledge = knowledge

    async def finish(self, scene: Scene, answers: Answers, language: str) -> Events | None:
        kb = await self._knowledge.current()
        guide = _guide(kb)
        known = _known(guide, answers)
        if guide.missing(known):
            return None
        scene.dispatcher.utter_message(json_message=replies.guide_result(kb, guide, known, language))
        return []


def _named(facet: str, values: tuple[str, ...], message: Message, answers: Answers) -> str:
    named = named_choice(slot_of(FORM, facet), message.text)
    if named not in values:
        raise Unreadable("problem_choice")
    return named


def _guide(kb: Searchable) -> Guide:
    if kb.guide is None:
        raise IndexProblem("the documents have no border-area guide (guide.yml): add one, then make index")
    return kb.guide


def _known(guide: Guide, answers: Answers) -> dict[str, str]:
    """The answers that the guide still has; it may have changed since they were given."""
    return {facet: value for facet, value in answers.items() if value in guide.facets.get(facet, ())}
