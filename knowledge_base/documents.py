"""Reading the documents: one folder per entry, one Markdown file per language."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.entries import LANGUAGES, Entry, EntryText
from knowledge_base.faults import Fault, Severity
from knowledge_base.guide import FILE_NAME as GUIDE_NAME
from knowledge_base.guide import GuideFile, read_guide
from knowledge_base.headers import EntryHeader, TextHeader, missing, read_header
from knowledge_base.markdown import Body

_FILE_LIMIT = 256 * 1024
"""Bytes. A text of this size is a mistake, and would slow every reader down."""

_HEADER = re.compile(r"\A\s*---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


class UnreadableDocuments(Exception):
    """The documents cannot be built; ``faults`` says why, file by file."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Origin:
    """Where in a language file its parts stand: path and line numbers."""

    path: Path
    title: int
    short_answer: int
    sections: tuple[int, ...]
    questions: tuple[int, ...]


@dataclass
class Documents:
    """Everything read from one folder of documents, with what was wrong."""

    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    """(entry id, language) → where its parts stand."""
    header_lines: dict[str, dict[tuple[str | int, ...], int]] = field(default_factory=dict)
    """entry id → the line of each value of its ``entry.yml``."""
    guide: GuideFile | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def unreadable(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.severity is Severity.UNREADABLE]


def read_documents(folder: Path) -> Documents:
    """Read every entry below ``folder`` (``topic/slug/entry.yml`` and its language files).

    What cannot be read is left out and reported in ``faults``; nothing is raised for it.
    """
    documents = Documents(folder)
    for entry_folder in _entry_folders(folder):
        _read_entry(entry_folder, documents)
    _read_guide(documents)
    if not documents.entries and not documents.unreadable:
        fix = "point DOCUMENTS_DIR or --documents to the folder that holds topic/entry folders"
        documents.faults.append(Fault(folder, 1, "no entries here", fix, Severity.UNREADABLE))
    return documents


def documents_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files that make up the entries of ``folder``."""
    digest = hashlib.sha256()
    for entry_folder in _entry_folders(folder):
        for path in sorted([*entry_folder.glob("*.md"), entry_folder / "entry.yml", entry_folder / GUIDE_NAME]):
            if path.is_file():
                digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _entry_folders(folder: Path) -> list[Path]:
    """The folders two levels down, whether or not what they hold is right."""
    return sorted(path for path in folder.glob("[!._]*/[!._]*") if path.is_dir())


def _read_guide(documents: Documents) -> None:
    """Read the border-area guide, if an entry has one; every line must lead to an entry that can be shown."""
    paths = [path for folder in _entry_folders(documents.folder) if (path := folder / GUIDE_NAME).exists()]
    for second in paths[1:]:
        what = f"there is another guide: {paths[0].relative_to(documents.folder)}"
        documents.faults.append(Fault(second, 1, what, "keep one of the two", Severity.UNREADABLE))
    text = _read_file(paths[0], documents.faults) if paths else None
    if text is None:
        return
    documents.guide, faults = read_guide(text, paths[0])
    documents.faults += faults
    if documents.guide:
        documents.faults += _lost_entries(documents.guide, documents)


def _lost_entries(file: GuideFile, documents: Documents) -> Iterator[Fault]:
    for number, line in enumerate(file.guide.table):
        if line.entry not in documents.entries:
            here, fix = file.line("table", number, "entry"), "name the entry that holds the rule"
            yield Fault(file.path, here, f"no entry `{line.entry}`", fix, Severity.UNREADABLE)


def _read_entry(folder: Path, documents: Documents) -> None:
    entry_id = f"{folder.parent.name}/{folder.name}"
    header = _read_entry_header(folder / "entry.yml", entry_id, documents)
    texts = dict(_read_texts(folder, entry_id, documents))
    if header is None:
        return
    if not list(folder.glob("*.md")):
        fix = "write at least one of " + ", ".join(f"{code}.md" for code in LANGUAGES)
        documents.faults.append(Fault(folder / "entry.yml", 1, "the entry has no text", fix))
    if texts:
        fields = {name: getattr(header, name) for name in EntryHeader.model_fields}
        documents.entries[entry_id] = Entry(entry_id, texts, **fields)


def _read_entry_header(path: Path, entry_id: str, documents: Documents) -> EntryHeader | None:
    text = _read_file(path, documents.faults)
    if text is None:
        return None
    header, lines, faults = read_header(EntryHeader, text, path, 1)
    documents.faults += faults + (missing(header, path) if header else [])
    documents.header_lines[entry_id] = lines
    return header


def _read_texts(folder: Path, entry_id: str, documents: Documents) -> Iterator[tuple[str, EntryText]]:
    for path in sorted(folder.glob("*.md")):
        if path.stem not in LANGUAGES:
            fix = "name the file " + ", ".join(f"{code}.md" for code in LANGUAGES[:-1]) + f" or {LANGUAGES[-1]}.md"
            documents.faults.append(Fault(path, 1, f"`{path.stem}` is none of our languages", fix))
            continue
        text = _read_file(path, documents.faults)
        read = text is not None and _read_text(path, text, documents.faults)
        if read:
            documents.origins[entry_id, path.stem] = read[1]
            yield path.stem, read[0]


def _read_file(path: Path, faults: list[Fault]) -> str | None:
    """The file's text with Unix line ends; None, and a fault, where there is none."""
    if not path.exists():
        faults.append(Fault(path, 1, "the file is missing", "add it", Severity.UNREADABLE))
        return None
    try:
        if not path.is_file():
            raise OSError(errno.EINVAL, "not a file")
        data = path.read_bytes()
    except OSError as err:
        what = f"the file cannot be opened ({err.strerror})"
        faults.append(Fault(path, 1, what, "put a readable file there", Severity.UNREADABLE))
        return None
    if len(data) > _FILE_LIMIT:
        what = f"the file has {len(data) // 1024} KB, at most {_FILE_LIMIT // 1024}"
        faults.append(Fault(path, 1, what, "split it into several entries", Severity.UNREADABLE))
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as err:
        line = data[: err.start].count(b"\n") + 1
        fix = "save the file again with the encoding UTF-8"
        faults.append(Fault(path, line, "bytes that are not UTF-8", fix, Severity.UNREADABLE))
        return None


def _read_text(path: Path, text: str, faults: list[Fault]) -> tuple[EntryText, Origin] | None:
    """Read one language file: header, title, short answer, sections."""
    match = _HEADER.match(text)
    header_text, body = (match[1], text[match.end() :]) if match else ("", text)
    if match is None and text.lstrip().startswith("---"):
        fix = "close the header with a line ---"
        faults.append(Fault(path, 1, "the header does not end", fix, Severity.UNREADABLE))
        return None
    first_line = text[: match.start(1)].count("\n") + 1 if match else 1
    header, lines, found = read_header(TextHeader, header_text, path, first_line)
    parsed = Body.parse(body, text[: match.end()].count("\n") + 1 if match else 1)
    faults += [*found, *parsed.faults(path)]
    if header is None or not parsed.readable:
        return None
    title, sections = parsed.titles[0], parsed.sections
    origin = Origin(
        path,
        title.line,
        title.text_line,
        tuple(part.line for part in sections),
        tuple(lines["questions", number] for number in range(len(header.questions))),
    )
    texts = tuple(part.section for part in sections)
    return EntryText(path.stem, title.heading, header.status, title.text, texts, header.questions), origin
