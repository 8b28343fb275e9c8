"""What each kind of evidence is worth, as data: fitted on the tuning half of the labelled set, never on the other.

`make match-fit` prints these numbers (tests/definitions/matching/fit.py): the coefficients of a logistic regression,
that is, each number is how many times e the odds grow for one whole unit of that evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LINE: Final[Mapping[str, float]] = {
    "words": 0.00,
    "cover": 2.20,
    "share": 4.04,
    "whole": 1.83,
    "rarest": 2.48,
    "title": 0.00,
    "fuzzy": 0.18,
    "concepts": 2.90,
    "place": 2.15,
    "district": 0.00,
    "elsewhere": -6.49,
    "nowhere": -0.16,
    "placeless": -2.11,
    "month": 1.87,
    "near_month": 0.37,
    "late": -2.00,
    "early": -4.81,
    "partner": 1.79,
    "genre": 1.26,
    "unit": 1.34,
    "other_unit": -1.12,
    "topic": 0.00,
    "same_story": 3.52,
    "series": 4.55,
    "alike": 2.26,
}
LINE_BIAS: Final = -10.78
SUBJECT: Final[Mapping[str, float]] = {
    "words": 1.16,
    "cover": 0.07,
    "whole": 1.94,
    "rarest": 1.54,
    "title": 0.00,
    "line": 3.39,
    "lines": 6.13,
    "learned": 1.65,
}
SUBJECT_BIAS: Final = -5.46

# How probable a suggestion has to be.
LINKS_ITSELF: Final = 0.9  # a line is linked without a person,
BEFORE_THE_NEXT: Final = 1.5  # where the next line is so far behind (logarithm of the odds)
SUBJECT_ITSELF: Final = 0.9
SUBJECT_OFFERED: Final = 0.15
OFFERED: Final = 0.003  # worth the Office's eye
OF_THE_FIELD: Final = 0.3  # a found item is of the plan's field
