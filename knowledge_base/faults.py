"""What is wrong with the documents, said so that staff can mend it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


class Severity(enum.IntEnum):
    """How much a fault hinders: only an unreadable document stops ``build``."""

    INCOMPLETE = 1
    """Merely missing yet (a translation, the questions): reported, ``check`` still passes."""
    FAULT = 2
    """Must be mended: ``check`` fails."""
    UNREADABLE = 3
    """The document cannot be read: ``check`` fails and nothing is built."""


@dataclass(frozen=True, order=True)
class Fault:
    """One finding, shown as ``file:line: what is wrong: what to do``."""

    path: Path
    line: int
    what: str
    fix: str
    severity: Severity = Severity.FAULT

    def __str__(self) -> str:
        incomplete = "incomplete: " if self.severity is Severity.INCOMPLETE else ""
        return f"{_relative(self.path)}:{self.line}: {incomplete}{self.what}: {self.fix}"


def _relative(path: Path) -> Path:
    """The path as seen from the working directory, where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except (ValueError, RuntimeError):  # it lies elsewhere; it is a link to itself
        return path
