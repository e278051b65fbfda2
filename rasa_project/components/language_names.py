"""Finds which of the four languages a text names: "speak English please" → ``en``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from rasa_project.components.tokenizer import tokens


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageNameExtractor(GraphComponent, EntityExtractorMixin):
    """Compares words, not letters: however the tokenizer lets a name be spelt, it is found."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._codes = {_lemmas(tokens(name)): code for code, spellings in names.items() for name in spellings}
        self._lengths = sorted({len(name) for name in self._codes})

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"names": {}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageNameExtractor:
        return cls(config["names"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = list(self.find(message.get(TEXT) or ""))
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages

    def find(self, text: str) -> Iterator[dict[str, Any]]:
        """The names in ``text``, as Rasa's entities."""
        words = tokens(text)
        for first, word in enumerate(words):
            for length in self._lengths:
                named = words[first : first + length]
                code = self._codes.get(_lemmas(named))
                if code and len(named) == length:
                    yield {"entity": "language", "value": code, "start": word.start, "end": named[-1].end}


def _lemmas(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(word.lemma for word in words)
