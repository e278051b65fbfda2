"""Rasa's files agree with the code and with each other."""

from __future__ import annotations

import itertools
import json
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
    "greet", "goodbye", "thank", "affirm", "deny", "small_talk", "abuse",
    "help", "who_are_you", "are_you_bot", "show_topics", "ask_person", "change_language",
    "more", "ask_source", "repeat",
    "start_guide", "start_enquiry", "cancel", "go_back", "why_ask",
)  # fmt: skip
LONG = 25
"""Characters. Of shorter texts anybody might write the same, and a quality figure hardly hangs on them."""


def read(pattern: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted(PROJECT.glob(pattern))]


def examples(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in (block for file in read(f"data/nlu/{language}/*.yml") for block in file["nlu"]):
        found.setdefault(block["intent"], []).extend(re.findall(r"^- (.+)$", block["examples"], re.MULTILINE))
    return found


def test_every_action_of_the_domain_is_served() -> None:
    in_domain = {action for file in read("domain/*.yml") for action in file.get("actions", [])}
    served = {action.name for action in build_executor(Knowledge(FakeKnowledgeBase)).list_actions()}
    assert in_domain == served


def test_every_rule_has_a_test_story() -> None:
    rules = [rule["steps"] for file in read("data/rules/*.yml") for rule in file["rules"]]
    stories = [story["steps"] for file in read("tests/stories/*.yml") for story in file["stories"]]
    pairs = {(a.get("intent"), b.get("action")) for steps in stories for a, b in itertools.pairwise(steps)}
    # How a form ends does not hang on what was said.
    after_messages = [rule for rule in rules if "intent" in rule[0]]
    assert {(rule[0]["intent"], rule[1]["action"]) for rule in after_messages} <= pairs
    ends = {step["action"] for rule in rules if rule not in after_messages for step in rule if "action" in step}
    assert ends <= {step.get("action") for steps in stories for step in steps}


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
    acts: dict[str, set[str]] = {}
    for act, texts in examples(language).items():
        for text in texts:
            acts.setdefault(text.casefold(), set()).add(act)
    assert {text: found for text, found in acts.items() if len(found) > 1} == {}


def test_no_question_that_measures_is_an_example() -> None:
    """Else the answer quality measured would flatter."""
    files = (PROJECT.parent / "tests" / "questions").glob("*.jsonl")
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    measuring = {_bare(row["question"]) for row in rows if "question" in row}
    taught = {_bare(text) for language in LANGUAGES for texts in examples(language).values() for text in texts}
    assert {question for question in taught & measuring if len(question) > LONG} == set()


def _bare(text: str) -> str:
    return text.strip(" ?？.!").casefold()


def test_the_action_server_reads_the_log_level_as_the_bot_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert Settings().log_level == "DEBUG"
