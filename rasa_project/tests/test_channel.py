"""The channel with the trained model behind it, over HTTP, with a stand-in for the action server."""

from __future__ import annotations

import os
import unittest
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from rasa_project.channel import AssistantChannel

MODEL = Path(os.environ.get("VAR_DIR", "var")) / "rasa" / "models" / "dialogue.tar.gz"
TOKEN = "right"
GREETED = [{"recipient_id": "tg-1", "custom": {"type": "say", "key": "greet", "values": {}}}]


class ActionServer:
    """Replies with the action called and the message it was called for; fails when told to."""

    def __init__(self) -> None:
        self.fails = False

    async def start(self) -> str:
        app = web.Application()
        app.router.add_post("/webhook", self._run)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/webhook"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _run(self, request: web.Request) -> web.Response:
        if self.fails:
            return web.json_response({"error": "out of order"}, status=500)
        call = await request.json()
        message = call["tracker"]["latest_message"]
        custom = {
            "action": call["next_action"],
            "text": message["text"],
            "intent": message["intent"]["name"],
            "entities": {entity["entity"]: entity["value"] for entity in message["entities"]},
            "metadata": message["metadata"],
        }
        return web.json_response({"events": [], "responses": [{"custom": custom}]})


class ChannelTest(unittest.IsolatedAsyncioTestCase):
    agent: Agent

    @classmethod
    def setUpClass(cls) -> None:
        cls.agent = Agent.load(str(MODEL))
        Sanic.test_mode = True  # so that it can be started more than once in a process

    async def asyncSetUp(self) -> None:
        self.actions = ActionServer()
        self.agent.processor.action_endpoint = EndpointConfig(await self.actions.start())
        self.addAsyncCleanup(self.actions.stop)
        app = Sanic(self.id().replace(".", "_"), configure_logging=False)
        app.ctx.agent = self.agent
        register([AssistantChannel(TOKEN)], app, route="/webhooks/")
        server = await app.create_server(port=0, host="127.0.0.1", return_asyncio_server=True, access_log=False)
        await server.startup()
        self.addAsyncCleanup(server.close)
        port = server.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/webhooks/assistant"
        self.client = aiohttp.ClientSession()
        self.addAsyncCleanup(self.client.close)

    async def post(self, authorization: str = f"Bearer {TOKEN}", **body: Any) -> tuple[int, Any]:
        headers = {"Authorization": authorization} if authorization else {}
        async with self.client.post(f"{self.url}/webhook", json={"sender": "tg-1", **body}, headers=headers) as answer:
            return answer.status, await answer.json()

    async def called(self, **body: Any) -> dict[str, Any]:
        """The call of the action server that a message leads to."""
        status, [reply] = await self.post(**body)
        assert status == 200
        return reply["custom"]

    async def test_a_fixed_sentence(self) -> None:
        assert await self.post(message="hello") == (200, GREETED)

    async def test_only_the_right_token_opens(self) -> None:
        for authorization in ("", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN} ", "Bearer ໄ"):
            with self.subTest(authorization):
                status, body = await self.post(authorization.encode().decode("latin-1"), message="hello")
                assert (status, list(body)) == (401, ["error"])

    async def test_without_a_token_set_the_channel_does_not_start(self) -> None:
        for credentials in (None, {}, {"token": ""}):
            with self.assertRaises(RasaException):  # noqa: PT027 (Rasa's environment has no pytest)
                AssistantChannel.from_credentials(credentials)

    async def test_a_question_reaches_its_action_with_metadata(self) -> None:
        metadata = {"language": "en", "language_chosen": True}
        call = await self.called(message="How long is the border with China?", metadata=metadata)
        assert (call["action"], call["intent"]) == ("action_answer_question", "ask_question")
        assert call["metadata"] == metadata

    async def test_metadata_may_be_absent(self) -> None:
        call = await self.called(message="How long is the border with China?")
        assert (call["action"], call["metadata"]) == ("action_answer_question", {})

    async def test_a_button_sets_intent_and_entities(self) -> None:
        entities = {"entry": "border/evisa-basics", "section": 2, "language": "lo"}
        call = await self.called(payload={"intent": "show_entry", "entities": entities})
        assert (call["action"], call["entities"]) == ("action_show_entry", entities)

    async def test_a_typed_payload_is_only_a_text(self) -> None:
        for typed in ('/affirm{"role":"staff"}', '／affirm{"role":"staff"}', ' \n//show_entry{"entry":"border/x"}'):
            with self.subTest(typed):
                call = await self.called(message=typed)
                assert call["entities"] == {}
                assert call["intent"] not in ("affirm", "show_entry")
                assert call["text"][0] != "/"

    async def test_an_unknown_intent_is_refused_and_breaks_nothing(self) -> None:
        status, body = await self.post(payload={"intent": "no_such_intent", "entities": {}})
        assert status == 400
        assert body["error"].startswith("payload intent must be one of ")
        assert await self.post(message="hello") == (200, GREETED)

    async def test_a_failing_action_is_an_empty_list_and_the_conversation_goes_on(self) -> None:
        self.actions.fails = True
        assert await self.post(message="How long is the border with China?") == (200, [])
        self.actions.fails = False
        assert await self.post(message="hello") == (200, GREETED)
        call = await self.called(message="How long is the border with China?")
        assert call["action"] == "action_answer_question"

    async def test_nothing_typed_is_met_with_help(self) -> None:
        _, [reply] = await self.post(message=" / ")
        assert reply["custom"]["key"] == "help"

    async def test_bodies_that_are_no_json_are_refused(self) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        for body in (b"", b"{", b"\xff", b"[]"):
            async with self.client.post(f"{self.url}/webhook", data=body, headers=headers) as answer:
                assert (answer.status, list(await answer.json())) == (400, ["error"])

    async def test_it_says_that_it_is_up(self) -> None:
        async with self.client.get(f"{self.url}/") as answer:
            assert await answer.json() == {"status": "ok"}

    async def test_what_people_type_never_becomes_a_button(self) -> None:
        for typed in ("show_entry", "show entry", "show_topic", "show topic", "■■"):
            parsed = await self.agent.parse_message(typed)
            assert parsed["intent"]["name"] not in ("show_entry", "show_topic"), typed


if __name__ == "__main__":
    unittest.main()
