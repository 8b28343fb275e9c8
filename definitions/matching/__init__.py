"""Matching what came out to what was planned: plan lines, topics, key activities; every suggestion says its reasons.

`Index.of(definition, lines)` once, then `suggest(index, item, learned)` for each item that is to be linked, and
`relevant(index, item)` for what was found by itself: whether it is of the year's field, and why. `linking.py` holds the rules
of linking: which lines count, what people have judged, what links itself, what waits for a person. All of it is pure, and
nothing depends on the order of lines or of what was learned.
"""

from definitions.matching.index import Index, PlanLine
from definitions.matching.items import Item
from definitions.matching.learned import Judged, Learned
from definitions.matching.relevance import Relevance, relevant
from definitions.matching.suggest import Suggestion, suggest

__all__ = ["Index", "Item", "Judged", "Learned", "PlanLine", "Relevance", "Suggestion", "relevant", "suggest"]
