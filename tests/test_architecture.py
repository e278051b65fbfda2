"""Who may import whom, and what an import may cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"bot", "knowledge_base", "rasa_project"}
MAY_IMPORT = {
    "knowledge_base": {"knowledge_base"},
    "bot": {"bot", "knowledge_base"},
    "rasa_project": {"rasa_project", "knowledge_base"},
}
ONLY_IN = {
    "faiss": {"knowledge_base/dense.py"},
    "bm25s": {"knowledge_base/lexical.py"},
    "lingua": {"knowledge_base/language.py"},
    "httpx": {"bot/rasa.py"},
    "babel": {"knowledge_base/countries.py"},
    "phonenumbers": {"rasa_project/actions/contact.py"},
    "email_validator": {"rasa_project/actions/contact.py"},
}


def imports(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(OURS))
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    wrong = {str(path.relative_to(ROOT)): imports(path) & OURS - MAY_IMPORT[package] for path in files(package)}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_heavy_library_is_used_in_one_place(library: str) -> None:
    users = {str(path.relative_to(ROOT)) for package in OURS for path in files(package) if library in imports(path)}
    assert users == ONLY_IN[library]


def test_telegram_stays_in_the_bot_and_rasa_in_its_project() -> None:
    users = {package: set().union(*(imports(path) for path in files(package))) for package in OURS}
    assert "telegram" not in users["knowledge_base"] | users["rasa_project"]
    assert not {"rasa", "rasa_sdk"} & (users["knowledge_base"] | users["bot"])


@pytest.mark.parametrize("package", ["knowledge_base", "bot"])
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    script = f"import {package}, sys; print(*{{'torch', 'faiss', 'telegram', 'transformers'}} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
