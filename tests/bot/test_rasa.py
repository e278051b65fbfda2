"""The client of Rasa: what it sends, what it makes of what comes back."""

from __future__ import annotations

import json

import httpx
import pytest

from bot.person import Person
from bot.rasa import RasaClient, RasaFailed, RasaUnavailable
from bot.replies import Answer, Choice, NothingFound, Say
from bot.settings import load_settings
from knowledge_base.entries import Section, Source
from tests.bot.samples import answer, say
from tests.bot.scripted_rasa import ScriptedRasa

ANNA = Person("telegram-1", "en")


async def test_a_text_goes_out_as_the_channel_wants_it(monkeypatch: pytest.MonkeyPatch, rasa: ScriptedRasa) -> None:
    monkeypatch.setenv("RASA_TOKEN", "rasa-secret")
    async with RasaClient.from_settings(load_settings(), rasa.transport) as client:
        await client.say(ANNA, "Do I need a permit?")
    request = rasa.requests[0]
    assert str(request.url) == "http://127.0.0.1:5005/webhooks/assistant/webhook"
    assert request.headers["Authorization"] == "Bearer rasa-secret"
    assert json.loads(request.content) == {
        "sender": "telegram-1",
        "message": "Do I need a permit?",
        "metadata": {"language": "en", "language_chosen": False},
    }


async def test_a_press_goes_out_as_a_payload(client: RasaClient, rasa: ScriptedRasa) -> None:
    await client.press(ANNA, {"intent": "show_topics", "entities": {}})
    assert rasa.turns[0]["payload"] == {"intent": "show_topics", "entities": {}}
    assert "message" not in rasa.turns[0]


async def test_replies_become_objects(client: RasaClient, rasa: ScriptedRasa) -> None:
    rasa.on("permit", say("greet"), answer(section=1))
    greeting, reply = await client.say(ANNA, "permit")
    assert greeting == Say("say", "greet")
    assert isinstance(reply, Answer)
    assert reply.section == 1
    assert reply.entry.sections[1] == Section("Documents needed", "A passport & a visa.")
    assert reply.entry.sources == (
        Source("Nghị định 34/2014/NĐ-CP", "https://example.vn/34?a=1&b=2", "Chính phủ", "2014-04-29"),
    )
    assert reply.entry.related == (Choice(entry="border/border-communes-2025", title="The border communes"),)


async def test_no_answer_is_a_reply_not_an_error(client: RasaClient) -> None:
    assert await client.say(ANNA, "weather") == (NothingFound("nothing_found", "en"),)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("gone")]
)
async def test_a_rasa_that_cannot_be_reached_is_unavailable(error: httpx.TransportError) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    async with RasaClient.from_settings(load_settings(), httpx.MockTransport(fail)) as client:
        with pytest.raises(RasaUnavailable, match=type(error).__name__):
            await client.say(ANNA, "permit")


async def test_a_rasa_that_is_still_starting_is_unavailable(client: RasaClient, rasa: ScriptedRasa) -> None:
    rasa.response = httpx.Response(503)
    with pytest.raises(RasaUnavailable):
        await client.say(ANNA, "permit")


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (httpx.Response(200, json=[]), "empty list"),
        (httpx.Response(200, text=" [] \n"), "cannot be read|empty list"),
        (httpx.Response(200, text="<html>"), "cannot be read"),
        (httpx.Response(200, json=[{"recipient_id": "1", "text": "Hi"}]), r"0\.custom: Field required"),
        (httpx.Response(200, json=[{"custom": {"type": "dance"}}]), r"0\.custom: .*'dance'"),
        (httpx.Response(200, json=[{"custom": answer(language="fr")}]), r"answer\.language"),
        (httpx.Response(400, json={"error": "sender must be …"}), "400.*sender must be"),
        (httpx.Response(401), "RASA_TOKEN"),
        (httpx.Response(500, text="oops"), "500: oops"),
    ],
)
async def test_what_is_no_answer_is_a_clear_failure(
    client: RasaClient, rasa: ScriptedRasa, response: httpx.Response, reason: str
) -> None:
    rasa.response = response
    with pytest.raises(RasaFailed, match=reason):
        await client.say(ANNA, "permit")
