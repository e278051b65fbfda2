"""How well acts are told apart, cross-validated, and how seldom a question is taken for one."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import unittest
from pathlib import Path

import numpy as np
import structlog
from rasa.core.agent import Agent, load_agent
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from rasa_project.components.act_classifier import ActClassifier, Model
from rasa_project.components.tokenizer import tokens

DATA = Path(__file__).parents[1] / "data" / "nlu"
QUESTIONS = Path(__file__).parents[2] / "tests" / "questions" / "tuning.jsonl"
MODEL = Path(os.environ.get("VAR_DIR") or "var") / "rasa" / "models" / "dialogue.tar.gz"
LANGUAGES = ("vi", "en", "zh", "lo")
FOLDS = 5
LOWEST_F1 = 0.92
MOST_TAKEN_FOR_ACTS = 0.01
NO_ACTS = ("ask_question", "nlu_fallback")


def examples(language: str) -> list[Message]:
    """The examples of one language, split into tokens as the pipeline does."""
    messages: list[Message] = load_data(str(DATA / language)).intent_examples
    for message in messages:
        message.set(TOKENS_NAMES[TEXT], tokens(message.get(TEXT)))
    return messages


class CrossValidation(unittest.TestCase):
    def test_macro_f1_in_each_language(self) -> None:
        """As `rasa test nlu --cross-validation`, but with one model for all languages, as the one that runs."""
        by_language = {language: examples(language) for language in LANGUAGES}
        messages = [message for found in by_language.values() for message in found]
        languages = np.array([language for language, found in by_language.items() for _ in found])
        intents = np.array([message.get(INTENT) for message in messages])
        kinds = np.char.add(np.char.add(languages, " "), intents)
        predicted = np.empty_like(intents)
        for taught, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(messages, kinds):
            model = Model.fit([messages[number] for number in taught], **ActClassifier.get_default_config())
            likeliest = model.probabilities([messages[number] for number in asked]).argmax(axis=1)
            predicted[asked] = np.array(model.intents)[likeliest]
        for language in LANGUAGES:
            of_language = languages == language
            f1 = f1_score(intents[of_language], predicted[of_language], average="macro")
            print(f"macro-F1 {language} {f1:.3f} ({of_language.sum()} examples)")
            with self.subTest(language=language):
                assert f1 >= LOWEST_F1, f"{language}: {f1:.3f}"


class RealQuestions(unittest.TestCase):
    def setUp(self) -> None:
        # Rasa reports every message that it reads.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

    def test_hardly_any_is_taken_for_an_act(self) -> None:
        """Worse than the reverse: who asks about the border and is greeted has learnt nothing."""
        rows = map(json.loads, QUESTIONS.read_text("utf-8").splitlines())
        answerable = [row["question"] for row in rows if row["entries"]]
        taken = asyncio.run(self._taken(answerable))
        print(f"questions taken for an act: {len(taken)} of {len(answerable)}")
        assert len(taken) <= MOST_TAKEN_FOR_ACTS * len(answerable), taken

    async def _taken(self, questions: list[str]) -> list[str]:
        agent: Agent = await load_agent(model_path=str(MODEL))
        found = [(await agent.parse_message(question))["intent"]["name"] for question in questions]
        return [f"{question} → {act}" for question, act in zip(questions, found, strict=True) if act not in NO_ACTS]


if __name__ == "__main__":
    unittest.main()
