"""The commands, as staff and programs call them; the real packaged model is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_base.__main__ import main
from knowledge_base.encoder import ModelProblem, SentenceTransformerEncoder
from tests.knowledge_base.conftest import Write, text


@pytest.fixture
def index(write: Write, documents: Path, tmp_path: Path) -> Path:
    permit = "Foreigners need a permit issued by the police to enter a border commune."
    write("border/permit", en=text("Border permit", permit, "Do I need papers for the frontier?"))
    write("agriculture/tea", en=text("Lai Châu tea", "Tea grows on 10,000 hectares.", "How much tea is grown?"))
    folder = tmp_path / "index"
    assert main(["build", "--documents", str(documents), "--index", str(folder)]) == 0
    return folder


def test_build_does_nothing_when_up_to_date(index: Path, documents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (index / "current").resolve()
    assert main(["build", "--documents", str(documents), "--index", str(index)]) == 0
    assert "up to date" in capsys.readouterr().err
    assert (index / "current").resolve() == before


def test_build_refuses_what_cannot_be_read_and_keeps_the_old_index(
    index: Path, write: Write, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (index / "current").resolve()
    write("border/broken", en="no title")
    assert main(["build", "--documents", str(documents), "--index", str(index)]) == 2
    assert "there is no title" in capsys.readouterr().err
    assert (index / "current").resolve() == before


def test_check_fails_on_faults_and_shows_what_there_is(
    documents: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write("border/permit", en=text("Permit", "Yes."))
    assert main(["check", "--documents", str(documents)]) == 0
    assert main(["check", "--documents", str(documents), "--strict"]) == 1
    write("border/permit", en=text("Permit", "Yes <br>."))
    assert main(["check", "--documents", str(documents)]) == 1
    assert "permit/en.md:7: HTML" in capsys.readouterr().out


def test_batch_answers_in_the_form_of_the_contract(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": "a", "question": "Is a permission needed near the border?", "lang": "en"}\n\n'
        '{"id": 2, "question": "Who won the football match?"}\n'
    )
    capsys.readouterr()
    assert main(["search", "--batch", str(file), "--index", str(index)]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert set(first) == {"id", "outcome", "language", "confidence", "ms", "hits"}
    assert (first["id"], first["outcome"], first["language"]) == ("a", "answer", "en")
    assert set(first["hits"][0]) == {"entry", "section", "language", "title", "text", "score"}
    assert first["hits"][0]["entry"] == "border/permit"
    assert first["hits"][0]["text"].startswith("Foreigners need a permit issued by the police")
    assert (second["id"], second["outcome"]) == (2, "none")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "questions.jsonl:1: line: Invalid JSON"),
        ('{"id": 1}', "questions.jsonl:1: question: Field required"),
    ],
)
def test_a_bad_batch_is_refused_in_one_sentence(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    (tmp_path / "questions.jsonl").write_text(line)
    assert main(["search", "--batch", str(tmp_path / "questions.jsonl"), "--index", str(index)]) == 2
    assert message in capsys.readouterr().err


def test_bytes_that_are_no_text_are_searched_all_the_same(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["search", "\udcff permit for a border commune", "--lang", "en", "--json", "--index", str(index)]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["entry"] == "border/permit"


def test_an_index_that_cannot_be_written_is_said_in_one_line(
    documents: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("border/permit", en=text("Permit", "Yes."))
    (tmp_path / "file").write_text("in the way")
    assert main(["build", "--documents", str(documents), "--index", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.endswith(f"{tmp_path}/file: cannot be read or written (File exists)\n")


def test_a_reader_that_has_seen_enough_ends_the_search_quietly(index: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"id": 1, "question": "Is a permit needed?"}\n' * 3)
    command = [sys.executable, "-m", "knowledge_base", "search", "--batch", str(tmp_path / "questions.jsonl")]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [*command, "--index", str(index)], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert ended.stderr == ""


def test_search_without_an_index_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "permit?", "--index", str(tmp_path / "none")]) == 2
    assert "run `python -m knowledge_base build`" in capsys.readouterr().err


def test_evaluate_counts_right_wrong_and_refused(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dev.jsonl"
    file.write_text(
        '{"id": 1, "question": "Do I need papers for the frontier?", "lang": "en", "entries": ["border/permit"]}\n'
        '{"id": 2, "question": "Who won the football match?", "lang": "en"}\n'
    )
    assert main(["evaluate", str(file), "--index", str(index), "--details", str(tmp_path / "out.jsonl")]) == 0
    rows = dict(line.split()[:2] for line in capsys.readouterr().out.splitlines() if len(line.split()) == 3)
    assert rows["recall_1"] == rows["refused"] == "1.000"
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(
        ModelProblem, match="EMBEDDING_MODEL '/no/such/folder' cannot be loaded: there is no such folder"
    ):
        SentenceTransformerEncoder.load("/no/such/folder")


def test_a_packaged_model_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge_base.encoder.PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ModelProblem, match="not the one published"):
        SentenceTransformerEncoder.load("minilm")


def test_the_confidence_is_not_fitted_to_questions_of_one_kind(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.jsonl").write_text("")
    assert main(["calibrate", str(tmp_path / "none.jsonl"), "--index", str(index)]) == 2
    assert "give questions with and without an answer" in capsys.readouterr().err
