"""Each kind of reply of Rasa's as a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import replies
from bot.answers import AnswerScreens
from bot.markup import bold
from bot.presses import ShowEntry, ShowTopic
from bot.screens import Button, FixedScreens, Row, Screen, column
from bot.texts import Texts
from knowledge_base.entries import TOPICS

# Sentences after which a person may want to look around.
OPENING = ("greet", "help", "who_are_you", "deny", "affirm")


class UnknownSentence(Exception):
    """Rasa asked for a fixed sentence that the catalogue does not have."""


class Renderer:
    """Turns replies into screens, worded in the language that the reply names."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.fixed = FixedScreens(texts)
        self._answers = AnswerScreens(texts)

    def render(self, reply: replies.Reply, language: str) -> Screen:
        """The screen for ``reply``; ``language`` is the person's, for replies that name none."""
        spoken = reply.language or language
        match reply:
            case replies.Say():
                return self._say(reply, spoken)
            case replies.Answer():
                return self._answers.answer(reply.entry, reply.section, spoken)
            case replies.Clarify():
                return self._clarify(reply)
            case replies.NothingFound():
                return self._nothing_found(reply)
            case replies.Topics():
                return self._topics(reply)
            case replies.Topic():
                return self._topic(reply)
            case replies.Person():
                return self._person(reply)
            case replies.SetLanguage():
                return self.fixed.language_changed(spoken)
            case replies.ChooseLanguage():
                return self.fixed.languages(spoken)

    def _say(self, reply: replies.Say, language: str) -> Screen:
        if not self._texts.has(reply.key):
            raise UnknownSentence(f"Rasa says {reply.key!r}: add it to bot/texts/*.yml")
        rows: tuple[Row, ...] = ()
        if reply.key in OPENING:
            rows = (
                *self._all_topics(language),
                (self.fixed.change_language(language), self.fixed.ask_person(language)),
            )
        return self.fixed.sentence(language, reply.key, rows, reply.values)

    def _clarify(self, reply: replies.Clarify) -> Screen:
        rows = (
            *_choices(reply.choices, reply.language),
            (self.fixed.ask_person(reply.language),),
        )
        return self.fixed.sentence(reply.language, "clarify", rows)

    def _nothing_found(self, reply: replies.NothingFound) -> Screen:
        language = reply.language
        key = "nothing_found_near" if reply.near else "nothing_found"
        elsewhere = (self.fixed.all_topics(language), self.fixed.ask_person(language))
        rows = (*_choices(reply.near, language), elsewhere)
        return self.fixed.sentence(language, key, rows)

    def _topics(self, reply: replies.Topics) -> Screen:
        language = reply.language
        buttons = (
            Button(
                f"{self._texts.topic(language, item.topic)} ({item.count})",
                ShowTopic(item.topic),
            )
            for item in reply.topics
        )
        return self.fixed.sentence(language, "topics", column(buttons))

    def _topic(self, reply: replies.Topic) -> Screen:
        language = reply.language
        blocks = [bold(self._texts.topic(language, reply.topic))]
        if not reply.entries:
            blocks.append(self._texts.get(language, "topic_empty"))
        if reply.pages > 1:
            page = self._texts.get(language, "topic_page", page=reply.page, pages=reply.pages)
            blocks.append(page)
        rows = (
            *_choices(reply.entries, language),
            *self._turning(reply),
            (self.fixed.all_topics(language),),
        )
        return Screen(tuple(blocks), rows)

    def _turning(self, reply: replies.Topic) -> tuple[Row, ...]:
        """The row with which to turn the page, where there are several."""
        steps = (("button_previous", reply.page - 1), ("button_next", reply.page + 1))
        row = tuple(
            Button(self._texts.get(reply.language, key), ShowTopic(reply.topic, page))
            for key, page in steps
            if 1 <= page <= reply.pages
        )
        return (row,) if row else ()

    def _person(self, reply: replies.Person) -> Screen:
        if reply.entry is None:
            rows = ((self.fixed.all_topics(reply.language),),)
            return self.fixed.sentence(reply.language, "person_nobody", rows)
        sentence = self.fixed.sentence(reply.language, "person")
        answer = self._answers.answer(reply.entry, 0, reply.language)
        return replace(answer, blocks=sentence.blocks + answer.blocks)

    def _all_topics(self, language: str) -> tuple[Row, ...]:
        return column(Button(self._texts.topic(language, topic), ShowTopic(topic)) for topic in TOPICS)


def _choices(choices: Iterable[replies.Choice], language: str) -> tuple[Row, ...]:
    return column(Button(choice.title, ShowEntry(choice.entry, language=language)) for choice in choices)
