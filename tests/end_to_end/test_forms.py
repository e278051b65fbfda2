"""Whole conversations in the two forms, with everything real but Telegram."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.enquiries import StoredEnquiry
from bot.store import Store
from tests.end_to_end.conftest import Running, started
from tests.telegram_double import TOKEN, Heard, TelegramDouble, User

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

Person = Callable[[str], User]
PATIENCE_S = 30.0
REFERENCE = re.compile(r"LC-\d{4}-[2-9A-HJKMNP-Z]{4}")


@dataclass
class Chat:
    """Somebody's conversation: what was heard last, with its buttons."""

    user: User
    heard: list[Heard] = field(default_factory=list)

    async def says(self, text: str, messages: int = 1) -> str:
        """Type a text; what is heard last."""
        self.user.sends(text)
        return await self.hears(messages)

    async def presses(self, label: str, messages: int = 1) -> str:
        """Press a button of the message heard last; what is heard then."""
        self.user.presses(self.heard[-1], label)
        return await self.hears(messages)

    async def hears(self, messages: int = 1) -> str:
        for _ in range(messages):
            self.heard.append(await self.user.hears(PATIENCE_S))
        return self.heard[-1].text


@pytest.fixture
def chat(person: Person) -> Chat:
    """An English-speaking person's."""
    return Chat(person("en"))


async def stored(assistant: Running, reference: str) -> StoredEnquiry | None:
    """What the staff would read."""
    async with Store.from_url(f"sqlite+aiosqlite:///{assistant.log.parent}/bot.db") as store:
        return await store.enquiries.find(reference)


async def fills_in(chat: Chat) -> str:
    """An enquiry from its first question to the summary."""
    await chat.presses("Investment")
    await chat.says("A tea factory")
    await chat.says("Which land is free?\n\nWe need 2 ha.")
    await chat.says("Anna Schmidt")
    await chat.presses("None, skip")
    await chat.says("Germany")
    await chat.says("anna@example.com")
    return await chat.presses("Yes, I agree")


@pytest.mark.parametrize(
    ("client", "begin", "kind", "typed", "agree", "send", "shown"),
    [
        (
            "en", "I want to send an enquiry to the province", "Cooperation",
            ("Sister city", "Let us twin our towns.", "Anna Schmidt", "Stadt Ulm", "Germany", "anna@example.com"),
            "Yes, I agree", "Send", ("Cooperation", "Stadt Ulm", "Germany"),
        ),
        (
            "vi", "tôi muốn gửi yêu cầu tới tỉnh", "Mua sản phẩm",
            ("Mua chè", "Tôi cần 200 kg chè.", "Nguyễn Thị Hồng Hạnh", "Công ty Chè Việt", "Việt Nam", "0912 345 678"),
            "Tôi đồng ý", "Gửi", ("Mua sản phẩm", "Công ty Chè Việt", "+84 912 345 678"),
        ),
        (
            "zh-hans", "我想向省里提交咨询", "参观访问",
            ("参观茶园", "我们一行八人，想在三月参观茶园。", "王小明", "昆明旅行社", "中国", "13800138000"),
            "我同意", "发送", ("参观访问", "昆明旅行社", "+86 138 0013 8000"),
        ),
        (
            "lo", "ຂ້ອຍຢາກສົ່ງຄຳສອບຖາມເຖິງແຂວງ", "ສື່ມວນຊົນ",
            ("ສຳພາດ", "ພວກເຮົາຢາກສຳພາດກ່ຽວກັບຊາ.", "ສົມພອນ", "ໜັງສືພິມວຽງຈັນ", "ລາວ", "020 5512 3456"),
            "ຍິນຍອມ", "ສົ່ງ", ("ສື່ມວນຊົນ", "ໜັງສືພິມວຽງຈັນ", "+856 20 55 123 456"),
        ),
    ],
    ids=["en", "vi", "zh", "lo"],
)  # fmt: skip
async def test_an_enquiry_in_each_language(
    assistant: Running,
    person: Person,
    client: str,
    begin: str,
    kind: str,
    typed: tuple[str, ...],
    agree: str,
    send: str,
    shown: tuple[str, ...],
) -> None:
    chat = Chat(person(client))
    await chat.says(begin)
    await chat.presses(kind)
    for text in typed:
        await chat.says(text)
    summary = await chat.presses(agree)
    assert all(part in summary for part in (*shown, *typed[:3]))
    confirmation = await chat.presses(send)
    found = REFERENCE.search(confirmation)
    assert found
    enquiry = await stored(assistant, found[0])
    assert enquiry is not None
    assert (enquiry.language, enquiry.subject, enquiry.message) == (client[:2], typed[0], typed[1])
    assert enquiry.sender is not None
    assert (enquiry.sender.name, enquiry.sender.chat) == (typed[2], chat.user.id)


@pytest.mark.parametrize(
    ("client", "begin", "choices", "shown"),
    [
        (
            "en", "which permit do I need for the border area",
            ("Other foreigner, visiting", "A border commune", "Sightseeing", "1 night", "On foot"),
            ("border-area permit", "not a decision", "Sources"),
        ),
        (
            "vi", "kiểm tra giúp tôi cần giấy tờ gì để vào khu vực biên giới",
            ("Người nước khác sang thăm", "Xã biên giới", "Tham quan", "1 đêm", "Đi bộ"),
            ("Công an tỉnh", "không phải quyết định", "Nguồn"),
        ),
        (
            "zh-hans", "帮我看看我进边境地区需要哪些证件",
            ("持护照的中国人", "边境乡", "旅游观光", "1晚至15天", "步行"),
            ("边境地区通行许可证", "并非决定", "来源"),
        ),
        (
            "lo", "ກວດໃຫ້ແດ່ວ່າຂ້ອຍຕ້ອງມີເອກະສານຫຍັງເຂົ້າເຂດຊາຍແດນ",
            ("ຄົນປະເທດອື່ນທີ່ມາຢ້ຽມຢາມ", "ຕາແສງຊາຍແດນ", "ທ່ອງທ່ຽວ", "1 ຄືນ", "ຍ່າງ"),
            ("ໃບອະນຸຍາດ", "ບໍ່ແມ່ນການຕັດສິນ", "ແຫຼ່ງທີ່ມາ"),
        ),
    ],
    ids=["en", "vi", "zh", "lo"],
)  # fmt: skip
async def test_the_guide_in_each_language(
    person: Person, client: str, begin: str, choices: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    chat = Chat(person(client))
    await chat.says(begin)
    for choice in choices:
        await chat.presses(choice)
    result = "\n".join([chat.heard[-1].text, *[heard.text for heard in await rest_of(chat)]])
    assert all(part in result for part in shown)
    assert '<a href="http' in "".join(heard.html for heard in chat.heard)
    answer = chat.heard[-1].button("[1]").label.partition(" ")[2]
    assert answer in await chat.presses("[1]")


async def rest_of(chat: Chat) -> list[Heard]:
    """The rest of an answer that is too long for one message: the buttons are under the last."""
    rest = []
    while not chat.heard[-1].labels:
        await chat.hears()
        rest.append(chat.heard[-1])
    return rest


async def test_the_guide_asks_only_what_matters(chat: Chat) -> None:
    await chat.says("which permit do I need for the border area")
    for choice in ("Vietnamese from elsewhere", "Elsewhere", "Sightseeing", "On foot"):  # Not how long.
        await chat.presses(choice)
    assert chat.heard[-1].text.startswith("What applies to you")


async def test_back_why_and_cancel(chat: Chat) -> None:
    await chat.says("I want to send an enquiry to the province")
    await chat.presses("Investment")
    assert "at a glance" in await chat.says("why do you ask that")
    assert "What is it about?" in await chat.presses("Back")
    await chat.presses("A visit")
    await chat.says("Tea")
    assert "What is the subject?" in await chat.says("go back")
    assert "Nothing was sent" in await chat.says("cancel")
    assert "265.165" in await chat.says("How long is the border between Lai Châu and China?")


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(chat: Chat) -> None:
    await chat.says("I want to send an enquiry to the province")
    assert "What is it about?" in await chat.says("How long is the border between Lai Châu and China?", messages=2)
    assert "265.165" in chat.heard[-2].text
    await chat.presses("Investment")
    await chat.says("Tea")
    await chat.says("How long is the border between Lai Châu and China?")
    assert "What is your name?" in chat.heard[-1].text  # It was the message.
    assert "What is your name?" in await chat.says("How long is the border between Lai Châu and China?", messages=2)


async def test_a_question_in_the_middle_of_the_guide(person: Person) -> None:
    chat = Chat(person("vi"))
    await chat.says("kiểm tra giúp tôi cần giấy tờ gì để vào khu vực biên giới")
    await chat.presses("Người nước khác sang thăm")
    assert "Đi đến đâu?" in await chat.says("Đường biên giới Lai Châu với Trung Quốc dài bao nhiêu?", messages=2)
    assert "265,165" in chat.heard[-2].text


async def test_nonsense_three_times_offers_to_stop(chat: Chat) -> None:
    await chat.says("which permit do I need for the border area")
    assert "choose one of the buttons" in await chat.says("zxcv qwerty")
    await chat.says("hjkl asdf")
    assert "Shall we go on" in await chat.says("qqqq wwww")
    assert "Who is going?" in await chat.presses("Go on")
    for nonsense in ("zxcv qwerty", "hjkl asdf", "qqqq wwww"):
        await chat.says(nonsense)
    assert "stopped" in await chat.presses("Stop")


async def test_who_wants_a_person_in_the_middle_of_an_enquiry_goes_on_with_it(chat: Chat) -> None:
    await chat.says("I want to send an enquiry to the province")
    assert "What is it about?" in await chat.says("I want to speak with a real person", messages=2)
    assert chat.heard[-2].text.startswith("These people can help you:")
    assert "What is the subject?" in await chat.presses("Press")


@pytest.mark.parametrize("is_in_the_guide", [True, False])
async def test_who_wants_a_person_is_told_whom_to_ask_and_an_enquiry_begins(chat: Chat, is_in_the_guide: bool) -> None:
    if is_in_the_guide:
        await chat.says("which permit do I need for the border area")
    await chat.says("I want to speak with a real person", messages=3 if is_in_the_guide else 2)
    assert is_in_the_guide == ("guide is stopped" in "".join(heard.text for heard in chat.heard))
    assert chat.heard[-2].text.startswith("These people can help you:")
    assert "What is it about?" in chat.heard[-1].text
    assert "What is the subject?" in await chat.presses("Press")


async def test_an_enquiry_takes_the_place_of_the_guide(chat: Chat) -> None:
    await chat.says("which permit do I need for the border area")
    await chat.says("I want to send an enquiry to the province", messages=2)
    assert "guide is stopped" in chat.heard[-2].text
    assert "What is it about?" in chat.heard[-1].text
    assert "What is the subject?" in await chat.presses("Press")


async def test_the_last_questions_are_sent_along_if_allowed(assistant: Running, chat: Chat) -> None:
    await chat.says("How long is the border between Lai Châu and China?")
    await chat.says("I want to send an enquiry to the province")
    await chat.presses("Investment")
    for text in ("Tea", "Which land is free?", "Anna", "Tee GmbH", "Germany"):
        await chat.says(text)
    asked = await chat.says("anna@example.com")
    assert "• How long is the border between Lai Châu and China?" in asked
    await chat.presses("Yes, send them along")
    assert "• How long is the border" in await chat.presses("Yes, I agree")
    found = REFERENCE.search(await chat.presses("Send"))
    assert found
    enquiry = await stored(assistant, found[0])
    assert enquiry is not None
    assert enquiry.questions == ("How long is the border between Lai Châu and China?",)


async def test_a_part_is_changed_before_the_enquiry_is_sent_and_pressing_twice_sends_one(
    assistant: Running, chat: Chat
) -> None:
    await chat.says("I want to send an enquiry to the province")
    await fills_in(chat)
    assert "What is your name?" in await chat.presses("✎ Name")
    summary = await chat.says("Anna Maria Schmidt")
    assert "Anna Maria Schmidt" in summary
    shown = chat.heard[-1]
    first = await chat.presses("Send")
    chat.heard.append(shown)
    assert await chat.presses("Send") == first
    found = REFERENCE.search(first)
    assert found
    enquiry = await stored(assistant, found[0])
    assert enquiry is not None
    assert enquiry.sender is not None
    assert enquiry.sender.name == "Anna Maria Schmidt"
    assert (enquiry.kind, enquiry.message) == ("investment", "Which land is free?\n\nWe need 2 ha.")


async def test_without_consent_nothing_is_kept(assistant: Running, chat: Chat) -> None:
    await chat.says("I want to send an enquiry to the province")
    await chat.presses("Press")
    for text in ("Film", "May we film here?", "Anna", "TV", "Germany", "anna@example.com"):
        await chat.says(text)
    assert "nothing was sent" in await chat.presses("No, stop here")
    async with Store.from_url(f"sqlite+aiosqlite:///{assistant.log.parent}/bot.db") as store:
        assert all(enquiry.subject != "Film" for enquiry in await store.enquiries.new())


async def test_another_language_in_the_middle(person: Person) -> None:
    chat = Chat(person("en"))
    await chat.says("I want to send an enquiry to the province")
    await chat.says("/language")
    assert "您的咨询属于哪一类？" in await chat.presses("中文", messages=2)
    assert "主题是什么？" in await chat.presses("投资")


async def test_what_goes_wrong_in_a_field_is_said(chat: Chat) -> None:
    await chat.says("I want to send an enquiry to the province")
    await chat.presses("Press")
    assert "at most 120 characters" in await chat.says("x" * 121)
    await chat.says("Film")
    assert "at most 2000 characters" in await chat.says("x" * 3000)
    await chat.says("x" * 2000)
    await chat.says("Anna")
    await chat.presses("None, skip")
    await chat.presses("Laos")
    assert "neither an e-mail address" in await chat.says("some other time, perhaps")
    assert "does not look right" in await chat.says("anna@nowhere")
    assert "May this be kept and read?" in await chat.says("020 5512 3456")


async def test_buttons_of_a_form_that_is_over_do_no_harm(chat: Chat) -> None:
    await chat.says("which permit do I need for the border area")
    question = chat.heard[-1]
    await chat.says("cancel")
    chat.heard.append(question)
    assert "already closed" in await chat.presses("Chinese with a passport")


async def test_a_form_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with TelegramDouble() as double:
        chat = Chat(double.user(77, "en"))
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url}
        async with started(tmp_path, **settings) as assistant:
            await assistant.prints("serving Telegram as")
            await chat.says("I want to send an enquiry to the province")
            await chat.presses("Investment")
            await chat.says("A tea factory")
        async with started(tmp_path, **settings) as assistant:
            await assistant.prints("serving Telegram as")
            assert "What is your name?" in await chat.says("Which land is free?")
            assert "What do you want to say" in await chat.presses("Back")
