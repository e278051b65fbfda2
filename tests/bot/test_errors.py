"""When something fails: logged once, and said to the person in their language."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.bot.samples import answer, say
from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import TOKEN, TelegramDouble, User


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Dịch vụ tạm thời gián đoạn."),
        ("en", "The service is not available just now."),
        ("zh", "服务暂时不可用"),
        ("lo", "ຕອນນີ້ບໍລິການຍັງໃຊ້ບໍ່ໄດ້."),
    ],
)
async def test_when_rasa_is_down_the_person_is_told(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa, language: str, sentence: str
) -> None:
    rasa.is_down = True
    person = double.user(3, language)
    person.sends("/topics")
    assert (await person.hears()).text.startswith(sentence)


async def test_an_action_that_failed_is_not_met_with_silence(
    anna: User, rasa: ScriptedRasa, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.response = httpx.Response(200, json=[])
    update = anna.sends("Do I need a permit?")
    assert (await anna.hears()).text == "Something went wrong on our side. Please try again in a moment."
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == [f"update {update}: Rasa answered with an empty list: an action failed, see its log"]


async def test_what_nobody_foresaw_is_logged_once_with_the_update(
    anna: User, rasa: ScriptedRasa, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.on("hello", say("a_sentence_that_is_not_there"))
    update = anna.sends("hello")
    assert (await anna.hears()).text.startswith("Something went wrong")
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in errors] == [f"update {update} failed"]
    assert errors[0].exc_info


async def test_after_a_failure_the_next_question_is_answered(anna: User, rasa: ScriptedRasa) -> None:
    rasa.is_down = True
    anna.sends("first")
    await anna.hears()
    rasa.is_down = False
    rasa.on("second", answer())
    anna.sends("second")
    assert (await anna.hears()).text.startswith("Permit")


async def test_who_blocked_the_bot_causes_no_storm(
    anna: User, double: TelegramDouble, caplog: pytest.LogCaptureFixture
) -> None:
    anna.has_blocked = True
    anna.sends("Do I need a permit?")
    await anna.hears_nothing()
    assert len(double.called("sendMessage")) == 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_when_telegram_asks_for_patience_the_answer_comes_later(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa
) -> None:
    rasa.on("permit", answer())
    double.fails("sendMessage", 429, retry_after=1)
    anna.sends("permit")
    assert (await anna.hears()).text.startswith("Permit")


async def test_when_telegram_fails_once_the_answer_comes_all_the_same(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sending.PAUSE_S", 0.01)
    rasa.on("permit", answer())
    double.fails("sendMessage", 502)
    anna.sends("permit")
    assert (await anna.hears()).text.startswith("Permit")


async def test_the_token_is_in_no_message_to_people(anna: User, double: TelegramDouble, rasa: ScriptedRasa) -> None:
    rasa.is_down = True
    anna.sends("permit")
    assert TOKEN not in (await anna.hears()).text


@pytest.mark.parametrize("table", ["handled_updates", "chats"])
async def test_when_the_database_fails_it_is_logged_once_and_said_once(
    anna: User, rasa: ScriptedRasa, tmp_path: Path, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.db")) as database:
        database.execute(f"DROP TABLE {table}")
    rasa.on("permit", answer())
    anna.sends("permit")
    assert (await anna.hears()).text.startswith("Something went wrong")
    await anna.hears_nothing()
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1
