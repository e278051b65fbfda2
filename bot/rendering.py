"""Each kind of reply of Rasa's as a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import form_replies, replies
from bot.answers import AnswerScreens
from bot.forms import FormScreens
from bot.guide import GuideScreens
from bot.markup import bold
from bot.presses import ShowEntry, ShowTopic
from bot.screens import Button, FixedScreens, Row, Screen, column
from bot.texts import DEFAULT_LANGUAGE, Texts
from knowledge_base.entries import TOPICS

# Sentences after which a person may want to look around.
OPENING = ("greet", "help", "who_are_you", "are_you_bot", "small_talk", "abuse", "deny", "affirm")

# Sentences about a form that is not open, or not any more.
AFTER_FORMS = ("form_over", "no_form_open", "enquiry_stopped", "enquiry_no_consent", "guide_stopped")


class UnknownSentence(Exception):
    """Rasa asked for a fixed sentence that the catalogue does not have."""


class Renderer:
    """Turns replies into screens, worded in the language that the reply names."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.fixed = FixedScreens(texts)
        self._answers = AnswerScreens(texts)
        self._forms = FormScreens(texts)
        self._guide = GuideScreens(texts)

    def render(self, reply: replies.Reply, language: str) -> Screen:
        """The screen for ``reply``; ``language`` is the person's, for replies that name none."""
        spoken = reply.language or language
        match reply:
            case replies.Say():
                return self._say(reply, spoken)
            case replies.Answer():
                show = self._answers.section if reply.only_section else self._answers.answer
                return show(reply.entry, reply.section, spoken)
            case replies.AnswerSource():
                return self._answers.source(reply.entry, spoken)
            case replies.AllShown():
                return self._all_shown(reply)
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
            case replies.OfferLanguage():
                return self.fixed.offer_language(spoken)
            case replies.OtherLanguage():
                return self.fixed.languages(DEFAULT_LANGUAGE, "foreign_language")
            case form_replies.Ask():
                return self._forms.ask(reply)
            case form_replies.OfferToStop():
                return self._forms.offer_to_stop(reply)
            case form_replies.EnquirySummary():
                return self._forms.summary(reply)
            case form_replies.GuideResult():
                return self._guide.result(reply)
            case form_replies.Enquiry():
                raise TypeError("an enquiry is stored before it is spoken of")

    def stored(self, reply: form_replies.Enquiry, reference: str) -> Screen:
        """What becomes of an enquiry that was stored."""
        said = {"reference": reference, "contact": reply.enquiry.contact}
        rows = ((self.fixed.all_topics(reply.language),),)
        return self.fixed.sentence(reply.language, "enquiry_sent", rows, said)

    def _say(self, reply: replies.Say, language: str) -> Screen:
        if not self._texts.has(reply.key):
            raise UnknownSentence(f"Rasa says {reply.key!r}: add it to bot/texts/*.yml")
        rows: tuple[Row, ...] = ()
        if reply.key in OPENING:
            rows = (
                *self._all_topics(language),
                *self.fixed.both_forms(language),
                (self.fixed.change_language(language), self.fixed.ask_person(language)),
            )
        elif reply.key in AFTER_FORMS:
            rows = (*self.fixed.both_forms(language), (self.fixed.all_topics(language),))
        return self.fixed.sentence(language, reply.key, rows, reply.values)

    def _clarify(self, reply: replies.Clarify) -> Screen:
        rows = (
            *_choices(reply.choices, reply.language),
            (self.fixed.ask_person(reply.language),),
        )
        return self.fixed.sentence(reply.language, "clarify", rows)

    def _all_shown(self, reply: replies.AllShown) -> Screen:
        language = reply.language
        key = "all_shown_related" if reply.related else "all_shown"
        elsewhere = (self.fixed.all_topics(language), self.fixed.ask_person(language))
        rows = (*_choices(reply.related, language), elsewhere)
        return self.fixed.sentence(language, key, rows, {"title": reply.entry.title})

    def _nothing_found(self, reply: replies.NothingFound) -> Screen:
        language = reply.language
        key = "nothing_found_near" if reply.near else "nothing_found"
        elsewhere = (self.fixed.all_topics(language), self.fixed.ask_person(language))
        enquiry = ((self.fixed.start_enquiry(language),),) if reply.offer_enquiry else ()
        rows = (*_choices(reply.near, language), *enquiry, elsewhere)
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
        enquiry = (self.fixed.start_enquiry(reply.language),)
        if reply.entry is None:
            rows = (enquiry, (self.fixed.all_topics(reply.language),))
            return self.fixed.sentence(reply.language, "person_nobody", rows)
        sentence = self.fixed.sentence(reply.language, "person")
        answer = self._answers.answer(reply.entry, 0, reply.language)
        return replace(answer, blocks=sentence.blocks + answer.blocks, rows=(enquiry, *answer.rows))

    def _all_topics(self, language: str) -> tuple[Row, ...]:
        return column(Button(self._texts.topic(language, topic), ShowTopic(topic)) for topic in TOPICS)


def _choices(choices: Iterable[replies.Choice], language: str) -> tuple[Row, ...]:
    return column(Button(choice.title, ShowEntry(choice.entry, language=language)) for choice in choices)
