"""The intent of a message, from its words, runs of words and pieces of words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

_NAMES, _NUMBERS = "names.json", "numbers.npz"
_RANKED = 10
_UNKNOWN = "oov"
_NUMBER = "0"
_BEGIN, _END, _ASKS = "^", "$", "?"
_RUN = 3
"""Words of a run at most: a Chinese character or a Lao cluster alone says little."""
_PIECE = 5
"""Letters of a piece at most."""
_FEW = 250
"""Examples that an intent counts as having at least: the two of a button would weigh like hundreds,
and the solver takes steps as small as the heaviest example asks for."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Words:
    """The words of a message and their runs, with its beginning and end; words not ``known`` are all alike."""

    known: frozenset[str]

    def __call__(self, message: Message) -> list[str]:
        words = [word if word in self.known else _UNKNOWN for word in _lemmas(message)]
        asks = [_ASKS] * any(mark in message.get(TEXT) for mark in "?？")
        sequence = [_BEGIN, *words, *asks, _END]
        return [" ".join(run) for length in range(1, _RUN + 1) for run in _runs(sequence, length)]


def pieces(message: Message) -> list[str]:
    """The pieces of the words of a message as typed: spelling mistakes, and accents where they are there."""
    padded = [f" {_NUMBER if token.text.isdigit() else token.text.lower()} " for token in _tokens(message)]
    return ["".join(run) for word in padded for length in range(1, _PIECE + 1) for run in _runs(word, length)]


@dataclass(frozen=True)
class Model:
    """What was learnt: the words and pieces that count, and the weight of each of them for each of the ``intents``."""

    words: Words
    vectorizers: tuple[TfidfVectorizer, TfidfVectorizer]
    intents: Sequence[str]
    weights: Floats
    bias: Floats

    @classmethod
    def fit(cls, examples: Sequence[Message], **settings: Any) -> Model:
        """Logistic regression over TF-IDF. What occurs in one example only teaches nothing."""
        found = Counter(word for example in examples for word in set(_lemmas(example)))
        words = Words(frozenset(word for word, count in found.items() if count > 1))
        vectorizers = _vectorizer(words, min_df=2), _vectorizer(pieces, min_df=2)
        values = sparse.hstack([vectorizer.fit_transform(examples) for vectorizer in vectorizers], "csr")
        intents = [example.get(INTENT) for example in examples]
        learner = LogisticRegression(class_weight=_balanced(intents), **settings).fit(values, intents)
        # In rows of features: a message has few of them, and those are all that is read.
        weights = np.ascontiguousarray(learner.coef_.T)
        return cls(words, vectorizers, learner.classes_.tolist(), weights, learner.intercept_)

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """One row per message, one column per intent."""
        values = sparse.hstack([vectorizer.transform(messages) for vectorizer in self.vectorizers], "csr")
        found: Floats = softmax(values @ self.weights + self.bias, axis=1)
        return found

    def save(self, folder: Path) -> None:
        """Write the model to two files."""
        features = [vectorizer.get_feature_names_out().tolist() for vectorizer in self.vectorizers]
        names = {"intents": self.intents, "known": sorted(self.words.known), "features": features}
        (folder / _NAMES).write_text(json.dumps(names), "utf-8")
        idf = np.concatenate([vectorizer.idf_ for vectorizer in self.vectorizers])
        np.savez(folder / _NUMBERS, weights=self.weights.astype(np.float32), bias=self.bias, idf=idf)

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read what `save` wrote."""
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        words = Words(frozenset(names["known"]))
        with np.load(folder / _NUMBERS) as numbers:
            idf, weights, bias = (numbers[name] for name in ("idf", "weights", "bias"))
        of_words, of_pieces = (
            _vectorizer(analyzer, vocabulary=features)
            for analyzer, features in zip((words, pieces), names["features"], strict=True)
        )
        of_words.idf_, of_pieces.idf_ = np.split(idf, [len(names["features"][0])])
        return cls(words, (of_words, of_pieces), names["intents"], weights, bias)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActClassifier(GraphComponent, IntentClassifier):
    """Sets the intent. Rasa's own counts features and does not weigh them, which was slower and worse."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Model | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Of scikit-learn's LogisticRegression. Its usual solver, lbfgs, takes eight times as long and is no better.
        return {"C": 64.0, "solver": "saga", "tol": 0.01, "max_iter": 1000, "random_state": 0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ActClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ActClassifier:
        """The classifier as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Model.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent, and store what was learnt."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = Model.fit(examples, **self._config)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classify the examples too, for components further on."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest intent and the ranking; probabilities between 0 and 1."""
        assert self._model is not None, "neither trained nor loaded"
        for message, row in zip(messages, self._model.probabilities(messages), strict=True):
            order = np.argsort(-row, kind="stable")[:_RANKED]
            ranking = [{"name": self._model.intents[number], "confidence": float(row[number])} for number in order]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def _vectorizer(analyzer: Callable[[Message], list[str]], **settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyzer, **settings)


def _balanced(intents: Sequence[str]) -> dict[str, float]:
    """For each intent what an example of it counts, so that all intents count alike."""
    counts = Counter(intents)
    return {intent: len(intents) / len(counts) / max(count, _FEW) for intent, count in counts.items()}


def _tokens(message: Message) -> list[Token]:
    return message.get(TOKENS_NAMES[TEXT]) or []


def _lemmas(message: Message) -> Iterator[str]:
    for token in _tokens(message):
        yield _NUMBER if token.lemma.isdigit() else token.lemma


def _runs(sequence: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (sequence[start : start + length] for start in range(len(sequence) - length + 1))
