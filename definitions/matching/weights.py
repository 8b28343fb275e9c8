"""What each kind of evidence is worth, as data: fitted on the tuning half of the labelled set, never on the other.

`make match-fit` prints these numbers (tests/definitions/matching/fit.py): the coefficients of a logistic regression,
that is, each number is how many times e the odds grow for one whole unit of that evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LINE: Final[Mapping[str, float]] = {
    "words": 0.00,
    "cover": 3.17,
    "share": 4.32,
    "rarest": 2.51,
    "title": 0.00,
    "fuzzy": 0.62,
    "concepts": 3.25,
    "place": 2.20,
    "district": 0.00,
    "elsewhere": -6.43,
    "nowhere": -0.18,
    "placeless": -2.01,
    "month": 1.91,
    "near_month": 0.34,
    "late": -1.88,
    "early": -4.61,
    "partner": 1.72,
    "genre": 1.24,
    "unit": 1.37,
    "other_unit": -1.05,
    "topic": 0.00,
    "same_story": 3.46,
    "series": 4.78,
    "alike": 2.02,
}
LINE_BIAS: Final = -10.84
SUBJECT: Final[Mapping[str, float]] = {
    "words": 1.30,
    "cover": 0.17,
    "rarest": 1.89,
    "title": 0.00,
    "line": 3.46,
    "lines": 6.90,
    "learned": 3.98,
}
SUBJECT_BIAS: Final = -5.35

# How probable a suggestion has to be.
LINKS_ITSELF: Final = 0.9  # a line is linked without a person,
BEFORE_THE_NEXT: Final = 1.5  # where the next line is so far behind (logarithm of the odds)
SUBJECT_ITSELF: Final = 0.9
SUBJECT_OFFERED: Final = 0.15
OFFERED: Final = 0.003  # worth the Office's eye
OF_THE_FIELD: Final = 0.3  # a found item is of the plan's field
