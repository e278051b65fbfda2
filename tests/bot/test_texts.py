"""The catalogue of fixed sentences."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

from bot.handlers.commands import COMMANDS
from bot.handlers.other import SENTENCES
from bot.markup import LIMIT
from bot.texts import CATALOGUES, Texts, client_language
from knowledge_base.entries import LANGUAGES, TOPICS

CATALOGUE = {language: yaml.safe_load((CATALOGUES / f"{language}.yml").read_text("utf-8")) for language in LANGUAGES}
KEYS = list(CATALOGUE["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences_in_the_same_order(language: str) -> None:
    assert list(CATALOGUE[language]) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_placeholders_in_every_language(key: str) -> None:
    placeholders = {
        language: {name for _, name, _, _ in string.Formatter().parse(CATALOGUE[language][key]) if name}
        for language in LANGUAGES
    }
    assert len(set(map(frozenset, placeholders.values()))) == 1, placeholders


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_texts_without_markup(language: str) -> None:
    for key, text in CATALOGUE[language].items():
        assert isinstance(text, str), key
        assert text.strip(), key
        assert len(text) < LIMIT
        assert not re.search(r"[<>*]|\u200b|\u0ecd\u0eb2", text), key


@pytest.mark.parametrize(("language", "script"), [("zh", r"[\u4e00-\u9fff]"), ("lo", r"[\u0e80-\u0eff]")])
def test_sentences_are_in_their_language(language: str, script: str) -> None:
    assert [key for key, text in CATALOGUE[language].items() if not re.search(script, text)] == []


@pytest.mark.parametrize("language", ["vi", "zh", "lo"])
def test_no_sentence_was_left_in_english(language: str) -> None:
    same = [key for key in KEYS if CATALOGUE[language][key] == CATALOGUE["en"][key]]
    assert same == []


def test_chinese_is_punctuated_as_chinese() -> None:
    assert [key for key, text in CATALOGUE["zh"].items() if re.search(r"[\u4e00-\u9fff][,:;!?]", text)] == []


def test_chinese_names_the_province_so_that_nobody_thinks_of_shandong() -> None:
    for key in ("greet", "who_are_you"):
        assert "越南莱州省" in CATALOGUE["zh"][key]


def test_whatever_the_code_asks_for_is_there() -> None:
    asked = {
        *(f"topic_{topic}" for topic in TOPICS),
        *(f"name_{language}" for language in LANGUAGES),
        *(f"command_{command}" for command in COMMANDS),
        *SENTENCES.values(),
    }
    literals = r'(?:get\(\s*[\w.()]+,\s*|sentence\([\w.]+,\s*|answer_sentence\(update, context,\s*|key = )"(\w+)"'
    for file in Path("bot").resolve().rglob("*.py") if Path("bot").exists() else CATALOGUES.parent.rglob("*.py"):
        asked |= set(re.findall(literals, file.read_text("utf-8")))
    assert asked - set(KEYS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_the_commands(language: str) -> None:
    assert all(f"/{command}" in CATALOGUE[language]["help"] for command in COMMANDS if command != "start")


def test_placeholders_are_filled() -> None:
    assert Texts.load().get("zh", "topic_page", page=2, pages=3) == "第2页,共3页".replace(",", "\uff0c")


@pytest.mark.parametrize(
    ("code", "language"),
    [("vi", "vi"), ("en-GB", "en"), ("zh-hans", "zh"), ("ZH-TW", "zh"), ("lo", "lo"), ("fr", "en"), (None, "en")],
)
def test_the_client_language_is_the_nearest_of_the_four(code: str | None, language: str) -> None:
    assert client_language(code) == language
