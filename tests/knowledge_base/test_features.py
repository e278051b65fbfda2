"""Texts as features."""

from __future__ import annotations

import pytest

from knowledge_base.features import features


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giấy phép", {"giấy", "phép", "giấy phép"}),
        ("Border permits!", {"border", "permits", "permit", "border permits"}),
        ("tea. Rubber", {"tea", "rubber", "tea rubber"}),
        ("the price of tea", {"the", "price", "of", "tea"}),
        ("許可證", {"许", "可", "证", "许可", "可证", "许可证"}),
        ("ດ່ານຊາຍແດນ", {"ດ່ານ", "ຊາຍ", "ແດນ", "ດ່ານຊາຍ", "ຊາຍແດນ", "ດ່ານຊາຍແດນ"}),
        ("chè 2026 茶", {"chè", "2026", "chè 2026", "茶"}),
        ("?!", set()),
    ],
)
def test_a_text_gives_the_features_of_its_script(text: str, expected: set[str]) -> None:
    assert set(features(text)) == expected


def test_words_far_apart_are_no_pair() -> None:
    assert "tea rubber" not in features("tea --- rubber")


def test_features_are_counted() -> None:
    assert features("chè chè") == {"chè": 2, "chè chè": 1}


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("ໂຮງແຮມ", ["ໂຮງ", "ແຮມ"]),
        ("ໃບອະນຸຍາດ", ["ໃບ", "ອະ", "ນຸ", "ຍາດ"]),
        ("ຂອງຕະຫຼາດ", ["ຂອງ", "ຕະ", "ຫຼາດ"]),
    ],
)
def test_lao_is_cut_into_syllables(text: str, syllables: list[str]) -> None:
    found = features(text)
    assert all(found[syllable] == 1 for syllable in syllables)
