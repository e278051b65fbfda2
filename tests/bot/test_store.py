"""What the bot remembers."""

from __future__ import annotations

from pathlib import Path

from bot.store import Store


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


async def test_only_the_latest_updates_are_kept(tmp_path: Path) -> None:
    async with Store.from_url(f"sqlite+aiosqlite:///{tmp_path}/bot.db", kept_updates=3) as store:
        for update in (10, 11, 12, 13):
            assert await store.first_time(update)
        assert not await store.first_time(11)
        assert await store.first_time(10)
