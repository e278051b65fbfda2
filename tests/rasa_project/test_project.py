"""Rasa's files agree with the code and with each other."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import rasa_project
from knowledge_base.entries import LANGUAGES
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.knowledge import Knowledge
from rasa_project.actions.settings import Settings
from tests.rasa_project.conftest import FakeKnowledgeBase

PROJECT = Path(rasa_project.__file__).parent
ACTS = (
    "greet", "goodbye", "thank", "affirm", "deny",
    "help", "who_are_you", "show_topics", "ask_person", "change_language",
)  # fmt: skip


def read(pattern: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted(PROJECT.glob(pattern))]


def examples(language: str) -> dict[str, list[str]]:
    blocks = [block for file in read(f"data/nlu/{language}/*.yml") for block in file["nlu"]]
    return {block["intent"]: re.findall(r"^- (.+)$", block["examples"], re.MULTILINE) for block in blocks}


def test_every_action_of_the_domain_is_served() -> None:
    in_domain = {action for file in read("domain/*.yml") for action in file.get("actions", [])}
    served = {action.name for action in build_executor(Knowledge(FakeKnowledgeBase)).list_actions()}
    assert in_domain == served


def test_every_rule_has_a_test_story() -> None:
    rules = [rule["steps"] for file in read("data/rules/*.yml") for rule in file["rules"]]
    stories = [story["steps"] for file in read("tests/stories/*.yml") for story in file["stories"]]
    pairs = {(a.get("intent"), b.get("action")) for steps in stories for a, b in itertools.pairwise(steps)}
    assert {(rule[0]["intent"], rule[1]["action"]) for rule in rules} <= pairs


def test_rasa_sends_replies_but_no_sentences() -> None:
    for file in read("domain/*.yml"):
        for variants in file.get("responses", {}).values():
            assert [set(variant) for variant in variants] == [{"custom"}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_enough_examples(language: str) -> None:
    found = examples(language)
    assert set(found) == {*ACTS, "ask_question"}
    assert {intent: len(texts) for intent, texts in found.items() if len(texts) < 40} == {}
    assert len(found["ask_question"]) >= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_means_two_things(language: str) -> None:
    texts = [text.casefold() for texts in examples(language).values() for text in texts]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_were_not_taken_from_the_documents(language: str) -> None:
    """Else the figures of answer quality and of `rasa test` would flatter each other."""
    documents = PROJECT.parent / "knowledge_base" / "documents"
    asked = set()
    for path in documents.glob(f"*/*/{language}.md"):
        header = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        asked |= {str(question).strip(" ?？.").casefold() for question in header.get("questions") or ()}
    longer = {text.strip(" ?？.").casefold() for text in examples(language)["ask_question"] if len(text.split()) > 4}
    assert longer & asked == set()


def test_the_action_server_reads_the_log_level_as_the_bot_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert Settings().log_level == "DEBUG"
