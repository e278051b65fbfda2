"""What the bot remembers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store import Store, StoreProblem


async def test_a_chosen_language_outlives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new/folder/bot.db"
    async with Store.from_url(url) as store:
        assert await store.language(1) is None
        await store.choose_language(1, "zh")
        await store.choose_language(1, "lo")
        await store.choose_language(-1_002_000_000_000, "vi")
    async with Store.from_url(url) as store:
        assert await store.language(1) == "lo"
        assert await store.language(-1_002_000_000_000) == "vi"


async def test_an_update_is_new_only_once_even_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Store.from_url(url) as store:
        assert await store.first_time(900)
        assert not await store.first_time(900)
    async with Store.from_url(url) as store:
        assert not await store.first_time(900)
        assert await store.first_time(5)  # Telegram's numbers may start again.


@pytest.mark.parametrize("path", ["file/bot.db", "folder"])
async def test_a_database_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreProblem, match=r"the bot's database cannot be opened \(.+\): check DATABASE_URL"):
        async with Store.from_url(f"sqlite+aiosqlite:///{tmp_path}/{path}"):
            pass


async def test_many_updates_at_once_are_each_new_just_once(tmp_path: Path) -> None:
    async with Store.from_url(f"sqlite+aiosqlite:///{tmp_path}/bot.db") as store:
        new = await asyncio.gather(*(store.first_time(number % 100) for number in range(200)))
    assert sum(new) == 100


async def test_only_the_latest_updates_are_kept(tmp_path: Path) -> None:
    async with Store.from_url(f"sqlite+aiosqlite:///{tmp_path}/bot.db", kept_updates=3) as store:
        for update in (10, 11, 12, 13):
            assert await store.first_time(update)
        assert not await store.first_time(11)
        assert await store.first_time(10)
