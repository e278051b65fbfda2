"""Serve the actions to Rasa on this machine: ``python -m rasa_project.actions``.

rasa-sdk's own entry point listens on every network interface and has no place to load the
knowledge base before the first question; this one does both right.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import suppress
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from knowledge_base.encoder import ModelProblem
from knowledge_base.index import IndexProblem
from knowledge_base.language import detect
from rasa_project.actions.answer import ActionAnswerQuestion, ActionShowEntry
from rasa_project.actions.courtesy import ActionMeetAbuse
from rasa_project.actions.enquiry import ActionEndEnquiry, ActionFormOver, EnquiryForm
from rasa_project.actions.guide import ActionEndGuide, GuideForm
from rasa_project.actions.knowledge import Knowledge, shared_knowledge
from rasa_project.actions.language import ActionSetLanguage
from rasa_project.actions.last_answer import ActionRepeat, ActionTellMore, ActionTellSource
from rasa_project.actions.outside import Outside, read_rules
from rasa_project.actions.person import ActionAskPerson
from rasa_project.actions.settings import Settings
from rasa_project.actions.topics import ActionShowTopic, ActionShowTopics

LOOPBACK = "127.0.0.1"

logger = logging.getLogger(__name__)


def build_executor(knowledge: Knowledge) -> ActionExecutor:
    """Every action of the domain."""
    executor = ActionExecutor()
    executor.register_action(ActionAnswerQuestion(knowledge))
    executor.register_action(ActionShowEntry(knowledge))
    executor.register_action(ActionShowTopics(knowledge))
    executor.register_action(ActionShowTopic(knowledge))
    executor.register_action(ActionAskPerson(knowledge))
    executor.register_action(ActionSetLanguage(knowledge))
    executor.register_action(ActionTellMore(knowledge))
    executor.register_action(ActionTellSource(knowledge))
    executor.register_action(ActionRepeat(knowledge))
    executor.register_action(ActionMeetAbuse())
    # In the middle of a form, whatever else is said leads to what it would lead to outside.
    outside = Outside(executor.actions, read_rules())
    executor.register_action(EnquiryForm(outside))
    executor.register_action(ActionEndEnquiry(outside))
    executor.register_action(GuideForm(outside, knowledge))
    executor.register_action(ActionEndGuide(outside, knowledge))
    executor.register_action(ActionFormOver())
    return executor


def build_app(knowledge: Knowledge) -> Sanic[Any, Any]:
    """The action server; it loads the knowledge base in the background while it starts."""
    app: Sanic[Any, Any] = create_app(build_executor(knowledge), cors_origins=None)
    app.add_task(_load(knowledge))
    return app


async def _load(knowledge: Knowledge) -> None:
    try:
        # A search, so that nothing is left to be loaded by the first question.
        await knowledge.find("?", detect("Which language is this?"), None)
    except (IndexProblem, ModelProblem) as err:
        logger.error("answers will fail until this is mended: %s", err)
    else:
        logger.info("knowledge base loaded")


def main() -> None:
    """Configure and run."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level)
    # Rasa 3.6 and rasa-sdk 3.21 speak the same protocol (DESIGN.md): no warning at every call.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk", category=UserWarning)
    with suppress(KeyboardInterrupt):
        build_app(shared_knowledge()).run(host=LOOPBACK, port=settings.actions_port, single_process=True, motd=False)


if __name__ == "__main__":
    main()
