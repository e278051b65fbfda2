"""Tokens and languages: what counts as the same word, and whose word it is."""

from __future__ import annotations

import pytest

from knowledge_base.language import detect
from knowledge_base.text import normalise, same_question, tokenize


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("giay phep", "giấy phép"),  # Vietnamese is often typed without diacritics
        ("Ma Lu Thang", "Ma Lù Thàng"),
        ("馬鹿塘口岸", "马鹿塘口岸"),  # traditional characters
        ("border permits", "Border Permit"),
        ("ｅ－ｖｉｓａ", "e-visa"),  # full-width
        ("ມາລູ່ຖ່າງ", "ດ່ານມາລູ່ຖ່າງ"),  # Lao has no spaces
        ("per\u200bmit", "permit"),  # an invisible sign inside
    ],
)
def test_a_question_shares_tokens_with_what_it_means(typed: str, written: str) -> None:
    shared = set(tokenize(typed)) & set(tokenize(written))
    assert len(shared) >= len(set(tokenize(typed))) / 2


def test_diacritics_tell_words_apart_where_they_are_typed() -> None:
    assert set(tokenize("chè")) != set(tokenize("chê"))
    assert set(tokenize("chè")) & set(tokenize("chê"))


def test_text_without_words_has_no_tokens() -> None:
    assert tokenize(" ?!… 😀 \u200b") == []


def test_the_same_question_however_it_is_punctuated() -> None:
    assert same_question("Do I need  a permit ?") == same_question("do I need a permit")
    assert same_question("要办许可证吗？") == same_question("要辦許可證嗎")


def test_normalising_keeps_lao_words_whole() -> None:
    assert normalise("ຕຳຫຼວດ") == normalise("ຕໍາຫຼວດ")


@pytest.mark.parametrize(
    ("question", "prior", "language"),
    [
        ("Ma Lù Thàng ở đâu?", None, "vi"),
        ("Where is Ma Lù Thàng?", "vi", "en"),
        ("giay phep vao vung bien gioi", None, "vi"),
        ("xin visa o dau", "vi", "vi"),
        ("can I fly a drone near the border?", None, "en"),
        ("e-visa 口岸", "en", "zh"),
        ("ດ່ານຢູ່ໃສ", "en", "lo"),
        ("123 ?", "vi", "vi"),
        ("123 ?", None, "en"),
        ("", None, "en"),
    ],
)
def test_the_language_of_a_question(question: str, prior: str | None, language: str) -> None:
    assert detect(question, prior) == language
