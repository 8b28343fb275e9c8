"""A slice of `make fuzz`, small enough for every run: the whole of it prints its figures into docs/fuzz.md."""

from __future__ import annotations

import pytest
from lived import Faults, lived
from mangled import judged, mangled, placed
from written import written

LIVES = range(40)
SPOILT = range(300)
SLICES = 10


@pytest.mark.parametrize("part", range(4))
def test_a_definition_nobody_wrote_is_refused_with_words_or_lives_its_year(part):
    """Whatever the loader takes lives through a random year without an exception, and every invariant holds."""
    found = [_lived(seed) for seed in LIVES[part::4]]
    taken = [counts for counts in found if not isinstance(counts, Faults)]
    assert len(taken) > len(found) // 2
    assert all(counts["beats"] for counts in taken)
    refused = [fault for it in found if isinstance(it, Faults) for fault in it.faults]
    assert all(fault.say("vi") and fault.line for fault in refused)


@pytest.mark.parametrize("part", range(SLICES))
def test_a_spoilt_definition_is_refused_at_its_place_or_taken(part):
    """Flipped bytes, bombs, odd values: faults that stand in the text, in both languages, or a year explained."""
    for seed in SPOILT[part::SLICES]:
        _, texts = mangled(seed)
        found = judged(texts)
        if found is not None:
            placed(found, texts)


def test_a_life_is_the_same_whenever_it_is_lived():
    """Everything comes from the seed: what was found once is found again."""
    seed = next(seed for seed in LIVES if not isinstance(_lived(seed), Faults))
    assert lived(written(seed), seed) == lived(written(seed), seed)


def _lived(seed):
    """What was counted in that year, or why there is none."""
    try:
        return lived(written(seed), seed)[0]
    except Faults as found:
        return found
