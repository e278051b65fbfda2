"""Reading and checking documents: what staff see when something is wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from knowledge_base.check import check
from knowledge_base.documents import documents_hash, read_documents
from knowledge_base.entries import LANGUAGES
from knowledge_base.faults import Severity
from tests.knowledge_base.conftest import ENTRY, Write, text

TODAY = datetime.date(2026, 11, 22)


def findings(documents: Path, severity: Severity = Severity.FAULT) -> list[str]:
    """What ``check`` reports of at least this severity, as ``file:line: …`` below the documents."""
    faults = check(read_documents(documents), TODAY)
    return [str(fault).split("documents/")[-1] for fault in faults if fault.severity >= severity]


def everywhere(body: str) -> dict[str, str]:
    """The same text in all four languages, each with its own six questions."""
    return {
        code: "---\nquestions: [" + ", ".join(f"{code} question {n}" for n in range(6)) + f"]\n---\n{body}"
        for code in LANGUAGES
    }


def test_a_text_is_kept_word_for_word(documents: Path, write: Write) -> None:
    answer = "You need a *permit*.\n\n- first\n- second & third"
    write(
        "border/permit", en=f"---\nquestions: [why]\n---\n# Permit\n\n{answer}\n\n## Papers\n\nPassport.\n\n1. Form\n"
    )

    entry = read_documents(documents).entries["border/permit"]

    assert entry.texts["en"].short_answer == answer
    assert [(s.heading, s.text) for s in entry.texts["en"].sections] == [("Papers", "Passport.\n\n1. Form")]
    assert entry.sources[0].url == "https://example.org/decree"


def test_sound_documents_have_no_faults(documents: Path, write: Write) -> None:
    write("border/permit", **everywhere("# Permit\n\nYou need one.\n"))
    assert findings(documents, Severity.INCOMPLETE) == []


def test_every_fault_is_reported_at_once_with_file_line_and_fix(documents: Path, write: Write) -> None:
    write(
        "border/permit",
        "audience: [visitors]\nas_of: 2025-13-40\nreview_by: 2027-02-01\nsources: [{title: T, url: nowhere}]",
        en="# Permit\n\nYes <b>indeed</b>.\n",
        vi="---\nquestions: [a\n---\n# Giấy phép\n\nCó.\n",
    )
    write("weather/today", en="# Weather\n\n" + "x" * 701)
    write("border/fees", ENTRY + "review-by: 2027-01-01\n", en="# Fees\n\n## Costs\n10 USD\n")
    (documents / "border/fees/zh.md").write_bytes("# 费用\n\n十".encode("gb18030"))

    assert findings(documents) == [
        "border/fees/en.md:1: there is no short answer: write it below the title, before the first `## Section`",
        "border/fees/entry.yml:6: unknown field `review-by`: did you mean `review_by`?",
        "border/fees/zh.md:1: bytes that are not UTF-8: save the file again with the encoding UTF-8",
        "border/permit/en.md:3: HTML: write plain Markdown, without <tags>",
        "border/permit/entry.yml:1: `audience` cannot be `visitors`: "
        "name one or more of visitor, investor, trader, organisation, press, diaspora",
        "border/permit/entry.yml:2: `as_of` cannot be `2025-13-40`: write a date such as 2025-11-17, 2025-11 or 2025",
        "border/permit/entry.yml:4: `url` cannot be `nowhere`: write a whole address that begins with https:// or http://",
        "border/permit/vi.md:3: not valid YAML (expected ',' or ']', but got '<stream end>'): "
        "check the indentation, the colons and the quotes",
        "weather/today/en.md:3: the short answer has 701 characters, at most 700: move detail into a section",
        "weather/today/entry.yml:1: unknown topic `weather`: "
        "use one of investment, agriculture, border, visiting, relations",
    ]


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        ("as_of: 2025\nreview_by: 2027-01-01\naudience: [press]\n", "1: the field `sources` is missing"),
        (ENTRY + "valid_too: 2025-01-01\n", "6: unknown field `valid_too`: did you mean `valid_to`?"),
        (ENTRY + "as_of: 2024\n", "6: a field that stands twice or has no plain name: keep one"),
        (ENTRY + "valid_from: 2025-02\nvalid_to: 2025-01\n", "7: the rule ends before it begins"),
        (ENTRY + "superseded_by: border/new\n", "6: the successor `border/new` does not exist"),
        (ENTRY + "related:\n  - border/permit\n  - border/gone\n", "8: the related entry `border/gone` leads nowhere"),
        (ENTRY + "location: {name: Gate, lat: 222, lon: 103}\n", "6: `lat` cannot be `222`: write degrees"),
        (ENTRY + "contact: &a {name: *a}\n", "6: a YAML alias (*name): write the value out"),
        ("[not, fields]", "1: not a list of `field: value` lines"),
        (ENTRY + "contact: {name: Police, fone: 113}\n", "6: unknown field `fone`: did you mean `phone`?"),
        (ENTRY + "location: {name: Gate, xã Phong Thổ}\n", "6: unknown field `xã Phong Thổ`"),
        (ENTRY + "valid_from: 20140615\n", "6: `valid_from` cannot be `20140615`: write a date such as 2025-11-17"),
        (ENTRY + "valid_from: 2014-W24-7\n", "6: `valid_from` cannot be `2014-W24-7`: write a date"),
        (ENTRY + "sources:\n", "6: a field that stands twice"),
        ("audience: [press]\nas_of: 2025\nreview_by:\nsources:\n", "1: the field `sources` is missing"),
        (ENTRY + "contact: a\x07\n", "6: a character that YAML does not allow: remove it"),
        (ENTRY + "facts: " + 5000 * "[" + 5000 * "]", "1: hundreds of brackets within one another"),
    ],
)  # fmt: skip
def test_faults_of_entry_yml(documents: Path, write: Write, entry: str, finding: str) -> None:
    write("border/permit", entry, **everywhere("# Permit\n\nYou need one.\n"))
    assert any(line.startswith(f"border/permit/entry.yml:{finding}") for line in findings(documents)), findings(
        documents
    )


@pytest.mark.parametrize("dates", ["valid_from: 2025-05\nvalid_to: 2025\n", "valid_from: 2025\nvalid_to: 2025-05\n"])
def test_a_rule_may_begin_and_end_in_the_year_known(documents: Path, write: Write, dates: str) -> None:
    write("border/permit", ENTRY + dates, en=text("Permit", "Yes."))
    assert findings(documents) == []


def test_a_contact_may_be_just_a_name(documents: Path, write: Write) -> None:
    write("border/permit", ENTRY + "contact: Provincial Police\n", en=text("Permit", "Yes."))
    assert findings(documents) == []
    contact = read_documents(documents).entries["border/permit"].contact
    assert contact is not None
    assert contact.name == "Provincial Police"


def test_a_name_that_no_button_can_carry_is_told(documents: Path, write: Write) -> None:
    write("border/Border_Gates", en=text("Gates", "Three."))
    assert findings(documents) == [
        "border/Border_Gates/entry.yml:1: the name `border/Border_Gates` has other signs than a-z, 0-9 and -: "
        "rename the folder, such as evisa-basics"
    ]


def test_fields_left_empty_are_merely_missing(documents: Path, write: Write) -> None:
    write(
        "border/permit",
        ENTRY + "related:\nfigures:\ncontact:\n",
        en="---\nstatus:\nquestions:\n---\n# Permit\n\nYes.\n",
    )
    assert findings(documents) == []
    entry = read_documents(documents).entries["border/permit"]
    assert (entry.related, entry.texts["en"].status, entry.texts["en"].questions) == ((), "draft", ())


def test_files_may_come_from_any_editor(documents: Path, write: Write) -> None:
    folder = write(
        "border/permit", en="\n---\nstatus: reviewed\nquestions: [why]\n---\n# Permit\n\nYes.\n\n## Papers\nNone.\n"
    )
    plain = read_documents(documents)
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_documents(documents) == plain
    assert plain.entries["border/permit"].texts["en"].status == "reviewed"
    assert plain.origins["border/permit", "en"].title == 6


def test_what_is_no_file_does_not_stop_the_check(documents: Path, write: Write) -> None:
    folder = write("border/permit", en=text("Permit", "Yes."))
    (folder / "vi.md").mkdir()
    (folder / "zh.md").symlink_to("zh.md")
    (folder / "lo.md").symlink_to("/dev/zero")
    assert findings(documents) == [
        "border/permit/lo.md:1: the file cannot be opened (not a file): put a readable file there",
        "border/permit/vi.md:1: the file cannot be opened (not a file): put a readable file there",
        "border/permit/zh.md:1: the file is missing: add it",
    ]


def test_what_is_merely_missing_is_incomplete_not_wrong(documents: Path, write: Write) -> None:
    write("border/permit", en="# Permit\n\nYou need one.\n")

    assert findings(documents) == []
    assert findings(documents, Severity.INCOMPLETE) == [
        "border/permit/en.md:1: incomplete: 0 of at least 6 questions: add ways in which people ask for this",
        "border/permit/entry.yml:1: incomplete: no text in `lo` yet: write lo.md",
        "border/permit/entry.yml:1: incomplete: no text in `vi` yet: write vi.md",
        "border/permit/entry.yml:1: incomplete: no text in `zh` yet: write zh.md",
    ]


def test_a_question_may_stand_only_once_however_it_is_typed(documents: Path, write: Write) -> None:
    write("border/permit", en=text("Permit", "Yes.", "Do I need a PERMIT?"))
    write("border/belt", en=text("Belt", "No.", "do i need a permit"))
    (fault,) = findings(documents)
    assert fault.startswith("border/permit/en.md:3: the question “Do I need a PERMIT?” stands already in border/belt")


def test_a_translation_must_keep_every_number(documents: Path, write: Write) -> None:
    write(
        "border/permit",
        vi=text("Phép", "Lệ phí 1.200.000 đồng từ 17/11/2025.", sections="## Phạt\nTừ 3 triệu đồng."),
        en=text("Permit", "The fee is 1,200,000 VND from 17 November 2025.", sections="## Fine\nFrom 3 million VND."),
        zh=text("许可证", "2025年11月17日起收费120万盾。", sections="## 罚款\n500万盾起。"),
    )
    assert findings(documents) == [
        "border/permit/zh.md:9: the number 3000000 of vi.md is missing here: give every figure in digits",
        "border/permit/zh.md:9: the number 5000000 does not stand in vi.md: correct one of the two",
    ]


def test_a_fact_has_one_value_and_every_text_shows_it(documents: Path, write: Write) -> None:
    write("border/length", ENTRY + "figures: {border.km: 265.165}\n", en=text("Length", "265.165 km."))
    write("border/posts", ENTRY + "figures:\n  border.km: 273\n", vi=text("Chiều dài", "Dài 273 km."))
    write("border/gates", ENTRY + "figures: {gates.count: 3}\n", lo=text("ດ່ານ", "2 ດ່ານ"))
    assert findings(documents) == [
        "border/gates/entry.yml:6: the figure 3 (`gates.count`) does not stand in lo.md: "
        "correct the figure or the text",
        "border/posts/entry.yml:7: `border.km` is 273 here but 265.165 in border/length: "
        "find out which is right and correct the other",
    ]


def test_an_empty_folder_is_said_to_be_empty(documents: Path, write: Write) -> None:
    assert "no entries here" in findings(documents)[0]
    write("border/permit")
    assert "no entries here" in findings(documents, Severity.UNREADABLE)[0]


def test_the_hash_follows_the_content(documents: Path, write: Write) -> None:
    folder = write("border/permit", en="# Permit\n\nYou need one.\n")
    before = documents_hash(documents)
    (folder / "notes.txt").write_text("a note beside")
    assert documents_hash(documents) == before
    (folder / "en.md").write_text("# Permit\n\nYou need two.\n")
    assert documents_hash(documents) != before


def test_an_unknown_audience_or_a_source_without_address_is_wrong_but_can_be_read(
    documents: Path, write: Write
) -> None:
    entry = "audience: [visitor, tourists]\nas_of: 2025\nreview_by: 2099-01-01\nsources: [{title: Decree}]\n"
    write("border/permit", entry, **everywhere("# Permit\n\nYou need one.\n"))
    assert findings(documents, Severity.UNREADABLE) == []
    assert [finding.partition(": write")[0].partition(": name")[0] for finding in findings(documents)] == [
        "border/permit/entry.yml:1: `audience` cannot be `tourists`",
        "border/permit/entry.yml:4: a source without `url`",
    ]
    assert read_documents(documents).entries["border/permit"].audience == ("visitor",)
