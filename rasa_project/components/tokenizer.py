"""A tokenizer for the four languages; Chinese and Lao are written without spaces."""

from __future__ import annotations

import unicodedata
from typing import Any

import regex
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# A Chinese character; a Lao cluster (leading vowel, consonant, the signs around it); else a run of
# letters, marks and digits.
_TOKEN = regex.compile(
    r"\p{Han}"
    r"|[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb0-\u0ebd\u0ec8-\u0ecd]*"
    r"|[[\p{L}\p{M}\p{N}]--\p{Han}]+",
    regex.V1,
)
# scikit-learn's words are letters and digits only: it would drop the Lao vowel signs, so that
# words that differ by them became one. Tone marks, often mistyped, are left out.
_LAO_SIGNS = str.maketrans(
    {
        "\u0eb1": "a",
        "\u0eb4": "i",
        "\u0eb5": "i",
        "\u0eb6": "u",
        "\u0eb7": "u",
        "\u0eb8": "w",
        "\u0eb9": "w",
        "\u0ebb": "o",
        "\u0ebc": "l",
        "\u0ecd": "x",
        **dict.fromkeys("\u0ec8\u0ec9\u0eca\u0ecb\u0ecc"),
    }
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MultilingualTokenizer(Tokenizer):
    """Splits any of the four languages; the lemma is the word as one may also type it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MultilingualTokenizer:
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return tokens(message.get(attribute))


def tokens(text: str) -> list[Token]:
    """The tokens of ``text``, each with its place in it and its lemma."""
    found = [Token(match.group(), match.start(), lemma=lemma(match.group())) for match in _TOKEN.finditer(text)]
    # Rasa wants at least one token: "?!" or a smiley is one.
    return found or [Token(text, 0)]


def lemma(word: str) -> str:
    """One spelling for all ways to type a word: without capitals, full width, accents, tone marks."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    letters = (char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char) or _is_lao(char))
    # The stroke of the Vietnamese đ is no accent to Unicode, but typing without accents drops it.
    return "".join(letters).replace("đ", "d").translate(_LAO_SIGNS)


def _is_lao(char: str) -> bool:
    return "\u0e80" <= char <= "\u0eff"
