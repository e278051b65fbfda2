"""Which of the four languages a message is in, as people type on a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge_base.language import detect

MESSAGES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "questions" / "languages.jsonl").read_text("utf-8").splitlines()
]


def share_known(kinds: set[str], with_prior: bool) -> float:
    """Of the messages of these kinds that were kept apart from what the rules were chosen on."""
    asked = [message for message in MESSAGES if message["use"] == "report" and message["kind"] in kinds]
    right = [m for m in asked if detect(m["text"], m["language"] if with_prior else None) == m["language"]]
    return len(right) / len(asked)


@pytest.mark.parametrize("language", ["vi", "vi-plain", "en", "zh", "lo"])
@pytest.mark.parametrize("with_prior", [True, False])
def test_short_messages_are_known_with_and_without_expectation(language: str, with_prior: bool) -> None:
    assert share_known({language}, with_prior) >= 0.97


def test_messages_that_mix_languages_are_mostly_known() -> None:
    assert share_known({"mixed"}, with_prior=True) >= 0.9
