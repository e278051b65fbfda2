"""The checksums of a model's files, so that a damaged download or a half-done copy is noticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

CHECKSUMS = "checksums.json"
_CHECKED = ("*.safetensors", "vocabulary.txt", "modules.json")


class WrongChecksum(ValueError):
    """A file of the model is not as it was published."""


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    (folder / CHECKSUMS).write_text(json.dumps(_checksums(folder), indent=1) + "\n", "utf-8")


def verify(folder: Path) -> None:
    """Raises WrongChecksum unless the model's files are just those that were written."""
    try:
        expected = json.loads((folder / CHECKSUMS).read_text("utf-8"))
    except (OSError, ValueError) as err:
        raise WrongChecksum(f"{folder / CHECKSUMS} cannot be read: get the model again") from err
    if expected != _checksums(folder):
        raise WrongChecksum(f"the model in {folder} is damaged: get it again (`git checkout -- {folder}`)")


def _checksums(folder: Path) -> dict[str, str]:
    paths = sorted(path for pattern in _CHECKED for path in folder.glob(pattern))
    return {path.name: sha256(path) for path in paths}
