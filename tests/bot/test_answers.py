"""An entry, as a person reads it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from bot.answers import AnswerScreens
from bot.markup import plain
from bot.replies import ShownEntry
from bot.screens import Screen
from bot.texts import Texts
from tests.bot.samples import PERMIT, PERMIT_ZH, Reply


def screen(entry: Reply = PERMIT, *, section: int = 0, language: str = "en", **changes: object) -> Screen:
    """The screen for an entry, with ``changes`` to it."""
    shown = TypeAdapter(ShownEntry).validate_python(entry | changes)
    return AnswerScreens(Texts.load()).answer(shown, section, language)


def seen(entry: Reply = PERMIT, *, section: int = 0, language: str = "en", **changes: object) -> str:
    """The text on that screen."""
    return "\n\n".join(map(plain, screen(entry, section=section, language=language, **changes).blocks))


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


@pytest.mark.parametrize(
    ("language", "notes"),
    [
        (
            "vi",
            "Nguồn: Nghị định 34/2014/NĐ-CP, Chính phủ, 29/4/2014\n"
            "Thông tin tính đến 17/11/2025\n"
            "Có hiệu lực từ 15/6/2014\n"
            "Bản nháp, cán bộ của tỉnh chưa kiểm tra.",
        ),
        (
            "lo",
            "ແຫຼ່ງທີ່ມາ: Nghị định 34/2014/NĐ-CP, Chính phủ, 29/4/2014\n"
            "ຂໍ້ມູນເຖິງ 17/11/2025\n"
            "ມີຜົນບັງຄັບໃຊ້ແຕ່ 15/6/2014\n"
            "ສະບັບຮ່າງ, ພະນັກງານແຂວງຍັງບໍ່ທັນກວດ.",
        ),
    ],
)
def test_source_dates_and_status_are_worded_in_the_persons_language(language: str, notes: str) -> None:
    assert seen(language=language, languages=["vi", "en", "zh", "lo"]).endswith(notes)


def test_an_official_text_needs_no_remark() -> None:
    assert seen(status="official").endswith("In force since 15 June 2014")
    assert seen(status="reviewed").endswith("Checked by the province's staff, not an official text.")


def test_several_sources_are_listed() -> None:
    sources = [
        {"title": "Law", "publisher": "", "url": "https://a.vn", "date": None},
        {"title": "News", "publisher": "Báo Lai Châu", "url": "https://b.vn", "date": "2025-03"},
    ]
    assert "Sources:\n• Law\n• News, Báo Lai Châu, March 2025\nAs of" in seen(sources=sources)


def test_a_text_in_another_language_than_asked_is_said_to_be_so() -> None:
    text = seen(language="lo")
    assert text.startswith("ຂໍ້ນີ້ຍັງບໍ່ມີພາສາລາວ. ຂໍ້ຄວາມລຸ່ມນີ້ເປັນພາສາອັງກິດ.\n\nPermit for the border area")


def test_a_text_wanted_in_another_language_needs_no_excuse() -> None:
    assert seen(PERMIT_ZH, language="en").startswith("边境地区通行许可证")


def test_an_expired_rule_is_marked_before_anything_else() -> None:
    text = seen(expired=True, valid_to="2025-11-16")
    assert text.startswith("⚠️ No longer in force. Ended on 16 November 2025.\n\nPermit")
    assert "In force until" not in text
    assert seen(expired=True).startswith("⚠️ No longer in force.\n\n")


def test_a_rule_in_force_says_until_when() -> None:
    assert "In force until 31 December 2030" in seen(valid_to="2030-12-31")
    assert "Comes into force on 1 January 2999" in seen(valid_from="2999-01-01")
    assert "In force since 2014\n" in seen(valid_from="2014")


def test_what_replaced_a_rule_is_offered_first() -> None:
    assert labels(screen(superseded_by="border/new-permit"))[0] == "The rule now in force"


def test_a_section_never_stands_without_the_short_answer() -> None:
    text = seen(section=2)
    assert text.index("Foreigners need a permit") < text.index("Documents needed\nA passport & a visa.")
    assert labels(screen(section=2))[0] == "Where to ask"


def test_a_section_that_is_no_longer_there_leaves_the_short_answer() -> None:
    assert seen(section=9) == seen()


def test_a_poor_entry_is_shown_all_the_same() -> None:
    bare = {key: PERMIT[key] for key in ("id", "topic", "language", "title", "status", "short_answer")}
    poor = bare | {"status": "official"}
    assert seen(poor) == "Permit for the border area\n\nForeigners need a permit to enter a border commune of Lai Châu."
    assert labels(screen(poor)) == ["☰ Border and border gates"]
