"""What the border-area guide found, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from bot.answers import source_line
from bot.dates import show_date
from bot.form_replies import GuideLine, GuideResult
from bot.forms import FormScreens
from bot.markup import bold, escape
from bot.presses import Act, ShowEntry
from bot.screens import Button, FixedScreens, Screen, column
from bot.texts import Texts


class GuideScreens:
    """Renders the guide's result."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._forms = FormScreens(texts)
        self._fixed = FixedScreens(texts)

    def result(self, reply: GuideResult) -> Screen:
        """The rules by what they say, each with the number of its entry; that they decide nothing; the sources."""
        language = reply.language
        entries = {line.entry: line for line in reply.lines}
        numbers = {entry: number for number, entry in enumerate(entries, start=1)}
        blocks = (
            bold(self._texts.get(language, "guide_result")),
            "\n".join(self._facets(reply)),
            *self._groups(reply, numbers),
            bold(reply.caution),
            "\n".join(self._notes(reply, entries, numbers)),
        )
        shown = (
            Button(f"[{numbers[entry]}] {line.title}", ShowEntry(entry, language=language, apart=True))
            for entry, line in entries.items()
        )
        again = Button(self._texts.get(language, "button_start_again"), Act("start_guide"))
        return Screen(blocks, (*column(shown), (again, self._fixed.ask_person(language))))

    def _facets(self, reply: GuideResult) -> Iterator[str]:
        """What was answered: a misunderstanding must be seen."""
        for facet, value in reply.facets.items():
            name = self._texts.get(reply.language, f"guide_field_{facet}")
            yield f"{escape(name)}: {escape(self._forms.label('guide', facet, value, reply.language))}"

    def _groups(self, reply: GuideResult, numbers: Mapping[str, int]) -> Iterator[str]:
        for kind, lines in groupby(reply.lines, key=lambda line: line.kind):
            heading = bold(self._texts.get(reply.language, f"guide_kind_{kind}"))
            yield "\n".join((heading, *(f"• {escape(line.text)} [{numbers[line.entry]}]" for line in lines)))

    def _notes(self, reply: GuideResult, entries: Mapping[str, GuideLine], numbers: Mapping[str, int]) -> Iterator[str]:
        """The main source of each entry; a press on the entry shows the others."""
        language = reply.language
        yield f"<i>{escape(self._texts.get(language, 'sources'))}</i>"
        for entry, line in entries.items():
            yield from (f"[{numbers[entry]}] {source_line(source, language)}" for source in line.sources[:1])
        if dates := [line.as_of for line in reply.lines if line.as_of]:
            # The oldest of them: nothing shown is older than is said here.
            yield f"<i>{escape(self._texts.get(language, 'as_of', date=show_date(min(dates), language)))}</i>"
