"""Fitting the confidence: how likely the first hit is right, given the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge_base.batch import BadQuestions, Question
from knowledge_base.decision import Calibration, Evidence
from knowledge_base.entries import LANGUAGES
from knowledge_base.search import KnowledgeBase


def fit(questions: Iterable[Question], base: KnowledgeBase) -> Mapping[str, Calibration]:
    """Fit one logistic model per language to ``questions`` with and without an answer.

    They must not be the questions that quality is measured on. A language with few questions
    leans on the others: theirs count with a tenth of the weight.

    Raises:
        BadQuestions: all are found right, or none is, so that there is nothing to tell apart.
    """
    languages, evidence, right = [], [], []
    for question in questions:
        result = base.search(question.question, question.lang)
        if result.evidence:
            languages.append(result.language)
            evidence.append(astuple(result.evidence))
            right.append(result.hits[0].passage.entry in question.entries)
    if len(set(right)) < 2:
        raise BadQuestions("give questions with and without an answer in the documents: these are all of one kind")
    features, labels, spoken = np.array(evidence), np.array(right), np.array(languages)
    names = [field.name for field in fields(Evidence)]
    calibration = {}
    for language in LANGUAGES:
        weights = np.where(spoken == language, 1.0, 0.1)
        model = LogisticRegression(C=10.0, max_iter=1000).fit(features, labels, sample_weight=weights)
        fitted = dict(zip(names, map(float, model.coef_[0]), strict=True))
        calibration[language] = Calibration(bias=float(model.intercept_[0]), **fitted)
    return calibration
