"""Numbers are the same number however a language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge_base.numbers import numbers


@pytest.mark.parametrize(
    ("vi", "en", "zh", "lo", "expected"),
    [
        ("265,165 km", "265.165 km", "265.165公里", "265,165 ກມ", {"265.165"}),
        ("1.200.000 đồng", "1,200,000 VND", "120万越南盾", "1.200.000 ດົງ", {"1200000"}),
        ("2,5 triệu", "2.5 million", "250万", "2,5 ລ້ານ", {"2500000"}),
        ("6,8 nghìn tỷ đồng", "6.8 trillion VND", "6.8万亿盾", "6,8 ພັນຕື້ ດົງ", {"6800000000000"}),
        ("17/11/2025", "17 November 2025", "2025年11月17日", "17/11/2025", {"17", "11", "2025"}),
        ("tháng 3 đến tháng 5", "March to May", "3月至5月", "ເດືອນ 3–5", {"3", "5"}),
        ("số 34/2014/NĐ-CP", "34/2014/NĐ-CP", "第34/2014/NĐ-CP号", "ເລກທີ 34/2014/NĐ-CP", {"34", "2014"}),
        ("9.068,79 km²", "9,068.79 km²", "9,068.79平方公里", "9.068,79 ກມ²", {"9068.79"}),
        ("1. Mẫu đơn", "1. Form", "1. 表格", "1. ແບບຟອມ", set()),
        ("500 kg", "500 kg", "500千克", "500 ກິໂລ", {"500"}),
    ],
)
def test_the_same_number_in_four_languages(vi: str, en: str, zh: str, lo: str, expected: set[str]) -> None:
    wanted = {Decimal(number) for number in expected}
    written = {"vi": vi, "en": en, "zh": zh, "lo": lo}
    assert {language: numbers(text, language) for language, text in written.items()} == dict.fromkeys(written, wanted)
