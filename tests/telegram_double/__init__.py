"""A local double of Telegram: a small real server that plays the Bot API, and people who use it.

It refuses what Telegram refuses (see `checks`), so that a bot that gets through a test with
it would get through with Telegram. Point TELEGRAM_API_URL at ``double.url``, use ``TOKEN``::

    async with TelegramDouble() as double:
        ...                                    # start a bot with double.url and TOKEN
        anna = double.user(1, "en")
        anna.sends("Do I need a permit?")
        answer = await anna.hears()            # the next message, or edit of one, by the bot
        assert "permit" in answer.text         # what Anna sees; .html is what the bot sent
        anna.presses(answer, "Documents needed")
        answer = await anna.hears()
        assert answer.edited
        await anna.hears_nothing()

``double.deliver({...})`` sends any update, ``double.deliver_again(update_id)`` one twice;
``double.fails("sendMessage", 429, retry_after=1)`` makes the next call fail;
``double.calls`` has every call, ``double.refusals`` those that were refused.

Unlike Telegram it delivers updates of kinds not in ``allowed_updates`` too: they do come,
from the time before the setting was changed.
"""

from tests.telegram_double.double import TOKEN, Call, TelegramDouble
from tests.telegram_double.people import Button, Heard, User
from tests.telegram_double.refusals import Refusal

__all__ = ["TOKEN", "Button", "Call", "Heard", "Refusal", "TelegramDouble", "User"]
