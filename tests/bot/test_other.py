"""What people send besides questions, and what Telegram sends besides messages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import TelegramDouble, User

PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
FILE = {"file_id": "f", "file_unique_id": "f"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"photo": PHOTO}, "I cannot see pictures"),
        ({"photo": PHOTO, "caption": "What is this?"}, "I cannot see pictures"),
        ({"voice": FILE | {"duration": 3}}, "I cannot listen"),
        ({"document": FILE}, "I cannot open files"),
        ({"location": {"latitude": 22.4, "longitude": 103.4}}, "I cannot use a location"),
        ({"contact": {"phone_number": "1", "first_name": "Minh"}}, "I only understand written questions"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "I only understand written questions"),
        ({"text": ""}, "I see no text"),
    ],
)
async def test_what_is_no_text_gets_a_helpful_line(anna: User, content: dict[str, Any], sentence: str) -> None:
    anna.sends_message(**content)
    assert (await anna.hears()).text.startswith(sentence)


async def test_a_sticker_gets_a_friendly_line_in_the_persons_language(li: User) -> None:
    li.sends_sticker()
    assert (await li.hears()).text.startswith("很可爱")


async def test_an_album_of_pictures_gets_one_line(anna: User) -> None:
    for _ in range(4):
        anna.sends_message(photo=PHOTO, media_group_id="album")
    await anna.hears()
    await anna.hears_nothing()


async def test_where_nobody_expects_an_answer_there_is_none(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa
) -> None:
    channel = {"id": -100, "type": "channel", "title": "News"}
    group = {"id": -5, "type": "group", "title": "Friends"}
    member = {"user": {"id": 9, "is_bot": True, "first_name": "bot"}, "status": "member"}
    anna.edits_message(text="Do I need a permit, really?")
    anna.sends_message(chat=group, new_chat_members=[anna.as_json])
    anna.sends_message(pinned_message={"message_id": 1, "date": 0, "chat": anna.chat})
    anna.sends_message(some_new_kind={"of": "content"})
    double.deliver({"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "News"}})
    double.deliver(
        {
            "my_chat_member": {
                "chat": group,
                "from": anna.as_json,
                "date": 1,
                "old_chat_member": member,
                "new_chat_member": member,
            }
        }
    )
    double.deliver({"an_update_of_tomorrow": {"id": 1}})
    double.deliver({"inline_query": {"id": "1", "from": anna.as_json, "query": "permit", "offset": ""}})
    double.deliver({"callback_query": {"id": "1", "from": anna.as_json, "chat_instance": "1", "data": "T"}})
    await anna.hears_nothing()
    assert rasa.requests == []

    anna.sends("Do I need a permit?")  # … and the bot is well.
    assert (await anna.hears()).text.startswith("I have no answer")
