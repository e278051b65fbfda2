"""Chats together, each in order."""

from __future__ import annotations

import asyncio
import datetime

from telegram import Chat, Message, Update

from bot.sequence import InOrderPerChat


def update(chat: int) -> Update:
    now = datetime.datetime.now(datetime.UTC)
    return Update(1, message=Message(1, now, Chat(chat, Chat.PRIVATE)))


async def test_one_chat_waits_for_itself_and_for_nobody_else() -> None:
    done: list[str] = []
    other_is_done = asyncio.Event()

    async def slow() -> None:
        await other_is_done.wait()
        done.append("first of chat 1")

    async def quick(name: str) -> None:
        done.append(name)
        if name == "chat 2":
            other_is_done.set()

    processor = InOrderPerChat()
    await asyncio.wait_for(
        asyncio.gather(
            processor.process_update(update(1), slow()),
            processor.process_update(update(1), quick("second of chat 1")),
            processor.process_update(update(2), quick("chat 2")),
            processor.process_update("not an update", quick("no chat")),
        ),
        timeout=5,
    )
    assert done == ["chat 2", "no chat", "first of chat 1", "second of chat 1"]


async def test_a_busy_chat_leaves_room_for_the_others() -> None:
    blocked, served = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        await blocked.wait()

    async def serve() -> None:
        served.set()

    processor = InOrderPerChat(at_once=2)
    flood = [asyncio.create_task(processor.process_update(update(1), wait())) for _ in range(50)]
    await asyncio.sleep(0)
    await asyncio.wait_for(processor.process_update(update(2), serve()), timeout=5)
    assert served.is_set()
    blocked.set()
    await asyncio.gather(*flood)


async def test_no_more_chats_at_once_than_allowed() -> None:
    running, most = 0, 0

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    processor = InOrderPerChat(at_once=3)
    await asyncio.gather(*(processor.process_update(update(chat), work()) for chat in range(20)))
    assert most == 3
