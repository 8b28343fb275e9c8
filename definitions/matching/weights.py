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
    "share": 3.88,
    "whole": 1.74,
    "rarest": 2.37,
    "title": 0.00,
    "fuzzy": 0.20,
    "concepts": 2.89,
    "place": 2.14,
    "district": 0.00,
    "elsewhere": -6.36,
    "nowhere": -0.14,
    "placeless": -2.01,
    "month": 1.86,
    "near_month": 0.32,
    "late": -1.97,
    "early": -4.66,
    "partner": 1.79,
    "genre": 1.25,
    "unit": 1.14,
    "other_unit": -1.10,
    "topic": 0.00,
    "same_story": 3.56,
    "series": 4.54,
    "alike": 2.18,
    "unlike": -0.54,
}
LINE_BIAS: Final = -10.54
SUBJECT: Final[Mapping[str, float]] = {
    "words": 0.28,
    "cover": 0.00,
    "whole": 0.92,
    "rarest": 2.40,
    "title": 0.00,
    "line": 3.77,
    "lines": 6.33,
    "learned": 1.42,
}
SUBJECT_BIAS: Final = -5.35

# How probable a suggestion has to be.
LINKS_ITSELF: Final = 0.9  # a line is linked without a person,
BEFORE_THE_NEXT: Final = 1.5  # where the next line is so far behind (logarithm of the odds)
SUBJECT_ITSELF: Final = 0.94  # a topic or an activity likewise: printed by `make match-fit`
SUBJECT_OFFERED: Final = 0.15
OFFERED: Final = 0.003  # worth the Office's eye
OF_THE_FIELD: Final = 0.3  # a found item is of the plan's field
