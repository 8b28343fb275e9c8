"""What each kind of evidence is worth, as data: fitted on the tuning half of the labelled set, never on the other.

`make match-fit` prints these numbers (tests/definitions/matching/fit.py): the coefficients of a logistic regression,
that is, each number is how many times e the odds grow for one whole unit of that evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LINE: Final[Mapping[str, float]] = {
    "words": 0.00,
    "cover": 2.25,
    "share": 4.01,
    "whole": 1.79,
    "rarest": 2.58,
    "title": 0.00,
    "fuzzy": 0.12,
    "concepts": 2.89,
    "place": 2.18,
    "district": 0.00,
    "elsewhere": -6.46,
    "nowhere": -0.14,
    "placeless": -2.05,
    "month": 1.87,
    "near_month": 0.33,
    "late": -1.97,
    "early": -4.73,
    "partner": 1.80,
    "genre": 1.24,
    "unit": 1.14,
    "other_unit": -1.11,
    "topic": 0.00,
    "same_story": 3.56,
    "series": 4.62,
    "alike": 2.25,
}
LINE_BIAS: Final = -10.83
SUBJECT: Final[Mapping[str, float]] = {
    "words": 1.17,
    "cover": 0.06,
    "whole": 1.92,
    "rarest": 1.54,
    "title": 0.00,
    "line": 3.41,
    "lines": 6.11,
    "learned": 1.65,
}
SUBJECT_BIAS: Final = -5.45

# How probable a suggestion has to be.
LINKS_ITSELF: Final = 0.9  # a line is linked without a person,
BEFORE_THE_NEXT: Final = 1.5  # where the next line is so far behind (logarithm of the odds)
SUBJECT_ITSELF: Final = 0.9
SUBJECT_OFFERED: Final = 0.15
OFFERED: Final = 0.003  # worth the Office's eye
OF_THE_FIELD: Final = 0.3  # a found item is of the plan's field
