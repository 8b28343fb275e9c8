"""Fits weights and thresholds on the tuning half alone; prints them as they stand in definitions/matching/weights.py."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

from labelled import Labelled, definition, judged, lines, publications, roughened  # noqa: E402

from definitions.matching import Index, Item, Learned, suggest  # noqa: E402
from definitions.matching.evidence import FEATURES  # noqa: E402
from definitions.matching.suggest import SUBJECT_FEATURES, looked_at, subject_evidence  # noqa: E402

RIDGE = 1.0  # keeps what little data says little
NOT_BELOW_ZERO = {
    "words",
    "cover",
    "share",
    "whole",
    "rarest",
    "title",
    "fuzzy",
    "concepts",
    "place",
    "district",
    "month",
}
NOT_BELOW_ZERO |= {
    "near_month",
    "partner",
    "genre",
    "unit",
    "topic",
    "same_story",
    "series",
    "alike",
    "line",
    "lines",
    "learned",
}
NOT_ABOVE_ZERO = {"elsewhere", "nowhere", "late", "early", "other_unit", "unlike"}


def logistic(rows: np.ndarray, truth: np.ndarray, names: tuple[str, ...], rounds: int = 4000) -> np.ndarray:
    """Projected gradient descent; a sign that makes no sense is not allowed to appear. The last number is the bias."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    low = np.array([0.0 if n in NOT_BELOW_ZERO else -np.inf for n in names] + [-np.inf])
    high = np.array([0.0 if n in NOT_ABOVE_ZERO else np.inf for n in names] + [np.inf])
    weights, speed = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    step = 4.0 / np.linalg.norm(rows, 2) ** 2
    for _ in range(rounds):
        ahead = weights + 0.9 * speed
        slope = rows.T @ (1 / (1 + np.exp(-rows @ ahead)) - truth) + RIDGE * np.append(ahead[:-1], 0) * 0.5
        new = np.clip(ahead - step * slope, low, high)
        speed, weights = new - weights, new
    return weights


def _shapes(it: Labelled) -> tuple[Item, ...]:
    """As it was composed, with its title alone (so it is recorded by hand), and the same two roughened."""
    rough = roughened(it)
    return it.item, replace(it.item, lead=""), rough, replace(rough, lead="")


def main() -> None:
    """Lines first, then topics and activities with the lines' weights in force."""
    index = Index.of(definition(), lines())
    tuning = [it for it in publications() if not it.held_out]
    home = definition().year.issuer.place
    rows, truth, subjects, right = [], [], [], []
    for n, it in enumerate(tuning):
        known = Learned.of((judged(index, one) for one in tuning[:n]), home)
        for item in _shapes(it):
            seen, recalled = index.see(item), known.recall(item)
            found = looked_at(index, seen, recalled)
            rows += [w.evidence.numbers for w in found]
            truth += [float(w.line.id in it.lines) for w in found]
            told = recalled.subjects
            sharing = index.subjects[seen.plain].sharing(seen.weights)
            for id in (*(t.id for t in definition().year.topics), *(a.id for a in definition().year.activities)):
                numbers, _, _ = subject_evidence(index, seen, id, sharing[id], found, told)
                subjects.append([numbers[name] for name in SUBJECT_FEATURES])
                right.append(float(id in it.topics or id in it.activities))
    told_line = logistic(np.array(rows), np.array(truth), FEATURES)
    told_subject = logistic(np.array(subjects), np.array(right), SUBJECT_FEATURES)
    for name, names, told in (("LINE", FEATURES, told_line), ("SUBJECT", SUBJECT_FEATURES, told_subject)):
        sys.stdout.write(_written(name, names, told))
    sys.stdout.write(f"SUBJECT_ITSELF: Final = {_itself(index, tuning):.2f}\n")


WANTED = 0.98
"""So many of a hundred links that make themselves have to be right."""
STEPS = [0.80 + 0.02 * n for n in range(10)]


def _itself(index: Index, tuning: list[Labelled]) -> float:
    """The least probability from which on topics as well as activities are right as often as is wanted, in every shape.

    With the weights in force: run it again after they were changed.
    """
    told: dict[str, list[tuple[float, bool]]] = {"topic": [], "activity": []}
    for it in tuning:
        for item in _shapes(it):
            for one in suggest(index, item):
                if one.kind != "line":
                    told[one.kind].append((one.score, one.id in (*it.topics, *it.activities)))
    return next(least for least in STEPS if all(_right(found, least) >= WANTED for found in told.values()))


def _right(found: list[tuple[float, bool]], least: float) -> float:
    sure = [right for score, right in found if score >= least]
    return sum(sure) / len(sure)


def _written(name: str, names: tuple[str, ...], told: np.ndarray) -> str:
    rows = (f'    "{feature}": {weight:.2f},\n' for feature, weight in zip(names, told, strict=False))
    return f"{name}: Final[Mapping[str, float]] = {{\n{''.join(rows)}}}\n{name}_BIAS: Final = {told[-1]:.2f}\n"


if __name__ == "__main__":
    main()
