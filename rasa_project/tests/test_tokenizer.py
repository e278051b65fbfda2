"""Tokens and lemmas of the four languages, and language names found by them."""

from __future__ import annotations

import unicodedata
import unittest
from pathlib import Path
from typing import Any

import yaml

from rasa_project.components.language_names import LanguageNameExtractor
from rasa_project.components.tokenizer import lemma, tokens

CONFIG = Path(__file__).parents[1] / "config.yml"


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


class TokenizerTest(unittest.TestCase):
    def test_chinese_is_split_into_characters_beside_other_words(self) -> None:
        assert words("在Ma Lù Thàng怎么办签证？") == ["在", "Ma", "Lù", "Thàng", "怎", "么", "办", "签", "证"]

    def test_lao_is_split_into_clusters_that_keep_their_signs(self) -> None:
        assert words("ສະບາຍດີ ບໍ່") == ["ສະ", "ບາ", "ຍ", "ດີ", "ບໍ່"]
        assert words("ເຈົ້າ") == ["ເຈົ້າ"]

    def test_every_token_stands_where_it_says(self) -> None:
        for text in ("Giá vé 120.000 đồng?", "你好, visa!", "ດ່ານເປີດ 7 ໂມງ", "a\u0323\u0302b", "👍 ok"):
            for token in tokens(text):
                assert text[token.start : token.end] == token.text

    def test_no_text_is_without_a_token(self) -> None:
        for text in ("👍", "?!", "…", " "):
            assert words(text) == [text]

    def test_spellings_of_one_word_have_one_lemma(self) -> None:
        for spelling in ("Đường", "đường", "duong", unicodedata.normalize("NFD", "ĐƯỜNG"), "ＤＵＯＮＧ"):
            assert lemma(spelling) == "duong"
        assert lemma("ບໍ່") == lemma("ບໍ")
        assert lemma("ນໍ້າ") == lemma("ນ້ຳ")

    def test_lao_words_that_differ_by_a_vowel_stay_different(self) -> None:
        assert lemma("ດີ") != lemma("ດູ")
        assert lemma("ດີ").isalnum()


class LanguageNamesTest(unittest.TestCase):
    def setUp(self) -> None:
        pipeline = yaml.safe_load(CONFIG.read_text("utf-8"))["pipeline"]
        [names] = [part["names"] for part in pipeline if "names" in part]
        self.extractor = LanguageNameExtractor(names)

    def find(self, text: str) -> list[Any]:
        return [(found["value"], text[found["start"] : found["end"]]) for found in self.extractor.find(text)]

    def test_each_language_is_found_in_each(self) -> None:
        for text, found in {
            "speak English please": ("en", "English"),
            "trả lời bằng Tiếng Việt nhé": ("vi", "Tiếng Việt"),
            "noi tieng trung duoc khong": ("zh", "tieng trung"),
            "请用老挝语回答": ("lo", "老挝语"),
            "請用英語": ("en", "英語"),
            "ເວົ້າພາສາຈີນໄດ້ບໍ່": ("zh", "ພາສາຈີນ"),
            "ພາສາລາວ": ("lo", "ພາສາລາວ"),
        }.items():
            with self.subTest(text):
                assert self.find(text) == [found]

    def test_parts_of_words_are_no_names(self) -> None:
        for text in ("Englishman", "tiếng", "文化", "chinesefood"):
            with self.subTest(text):
                assert self.find(text) == []

    def test_a_name_alone_is_found_by_every_spelling_of_the_config(self) -> None:
        for text, code in (("Tieng Lao", "lo"), ("MANDARIN", "zh"), ("ｅｎｇｌｉｓｈ", "en")):
            with self.subTest(text):
                assert code in [value for value, _ in self.find(text)]


if __name__ == "__main__":
    unittest.main()
