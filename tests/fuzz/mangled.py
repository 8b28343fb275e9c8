"""Definitions that were spoilt on the way: one text of three changed as bad luck, bad tools or bad will would change it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

from written import written

from definitions.errors import Faults
from definitions.explain import explain
from definitions.load import load, warnings
from definitions.source import Source
from definitions.tree import BREAK

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ("definitions/ha-tinh", "tests/offices/small")
PARTS: Final = ("process", "year", "organisation")
LARGE: Final = 10 * 1024 * 1024
ODD: Final = (
    "[]", "{}", "null", "~", "yes", "0", "-1", "9" * 400, "1e309", ".nan", "2023-02-30", "0000-00-00", "9999-12-31",
    "25:61", "[[1]]", "{a: {b: c}}", "''", '"\\u0000"', "*x", "&x 1", "!!python/object:os.system x", "<<", "|", ">-",
    "2023 to 9999", "2200-12-31", "1900-01-01", "366 months after it is due", "day 31", "999999 days before", "😀", "ﬁ",
    "9 times a week", "0 of 0", "set by the year", "none", "@", "`", "%", "\u202e", "\ufeff", "2023-W53", "on on on",
)  # fmt: skip

Bytes = tuple[bytes, bytes, bytes]


@lru_cache(maxsize=4)
def _texts(folder: str) -> Bytes:
    names = ("process.yaml", "2023.yaml", "organisation.yaml")
    process, year, people = ((ROOT / folder / name).read_bytes() for name in names)
    return process, year, people


def mangled(seed: int) -> tuple[str, Bytes]:
    """What was done to which text, and the three texts."""
    random = Random(f"mangled {seed}")
    chosen = random.choice((*FOLDERS, *FOLDERS, "written"))
    texts = tuple(map(str.encode, written(random.randrange(2000)))) if chosen == "written" else _texts(chosen)
    part = random.choice((0, 0, 1, 1, 2))
    ways = random.choices(WAYS, k=random.choice((1, 1, 1, 2, 4)))
    spoilt = texts[part]
    for way in ways:
        spoilt = way(random, spoilt) if len(spoilt) < LARGE else spoilt
    names = " + ".join(way.__name__.strip("_") for way in ways)
    first, second, third = (spoilt if n == part else text for n, text in enumerate(texts))
    return f"{chosen}, {PARTS[part]}: {names}", (first, second, third)


def judged(texts: Bytes) -> Faults | None:
    """What the program says to these texts: their faults, said in both languages; None where it takes and explains them."""
    process, year, people = (Source(f"{part}.yaml", text) for part, text in zip(PARTS, texts, strict=True))
    try:
        definition = load(process, year, people)
    except Faults as found:
        for lang in ("vi", "en"):
            found.say(lang)
        return found
    warnings(definition, process, year, people)
    explain(definition)
    return None


def placed(found: Faults, texts: Bytes) -> None:
    """AssertionError where a fault has no place in its text, or no sentence in one of the languages."""
    assert found.faults, "refused without a fault"
    lines = {f"{part}.yaml": _lines(text) for part, text in zip(PARTS, texts, strict=True)}
    for fault in found.faults:
        known = lines[fault.file]
        assert 1 <= fault.line <= len(known), (fault, len(known))
        assert 1 <= fault.column <= len(known[fault.line - 1]) + 1, (fault, known[fault.line - 1])
        for lang in ("vi", "en"):
            said = fault.say(lang)
            assert len(said) > len(fault.where) + 10, said


def _lines(text: bytes) -> list[str]:
    """The lines as an editor counts them: the text is composed and has no byte order mark."""
    return BREAK.split(unicodedata.normalize("NFC", text.decode("utf-8", "replace").removeprefix("\ufeff")))


# ---------------------------------------------------------------- ways to spoil a text

Way = Callable[[Random, bytes], bytes]


def _by_lines(change: Callable[[Random, list[bytes], int], None]) -> Way:
    def way(random: Random, text: bytes) -> bytes:
        lines = text.split(b"\n")
        change(random, lines, random.randrange(len(lines)))
        return b"\n".join(lines)

    way.__name__ = change.__name__
    return way


def _byte_flips(random: Random, text: bytes) -> bytes:
    flipped = bytearray(text)
    for _ in range(random.randint(1, 5)):
        if flipped:
            flipped[random.randrange(len(flipped))] = random.randrange(256)
    return bytes(flipped)


def _line_deleted(random: Random, lines: list[bytes], n: int) -> None:
    del lines[n : n + random.choice((1, 1, 3, 20))]


def _line_doubled(random: Random, lines: list[bytes], n: int) -> None:
    lines[n:n] = lines[n : n + random.choice((1, 2, 6))]


def _lines_swapped(random: Random, lines: list[bytes], n: int) -> None:
    other = random.randrange(len(lines))
    lines[n], lines[other] = lines[other], lines[n]


def _indented(random: Random, lines: list[bytes], n: int) -> None:
    lines[n] = (
        random.choice((b" ", b"  ", b"\t", b"        ")) + lines[n] if random.random() < 0.6 else lines[n].lstrip()
    )


def _value_changed(random: Random, lines: list[bytes], n: int) -> None:
    key, colon, _ = lines[n].partition(b":")
    lines[n] = key + (colon or b":") + b" " + random.choice(ODD).encode("utf-8", "surrogatepass")


def _key_slipped(random: Random, lines: list[bytes], n: int) -> None:
    key, colon, value = lines[n].partition(b":")
    at = random.randrange(len(key) + 1)
    lines[n] = key[:at] + random.choice((b"", b"x", b"_", b" ", b"-")) + key[at + 1 :] + colon + value


def _anchored(random: Random, lines: list[bytes], n: int) -> None:
    key, colon, value = lines[n].partition(b":")
    said = random.choice((b" &a", b" *a", b" !t", b" !!int", b" &a &b", b" !<x>"))
    lines[n] = random.choice((key + colon + said + value, key + colon + said, b"<<: *a"))


def _control(random: Random, text: bytes) -> bytes:
    at = random.randrange(len(text) + 1)
    odd = (b"\0", b"\x07", b"\x1b[31m", b"\x7f", "\u2028".encode(), "\u200b".encode(), b"\xef\xbf\xbe", b"\xed\xa0\x80")
    return text[:at] + random.choice(odd) + text[at:]


def _decomposed(random: Random, text: bytes) -> bytes:
    return unicodedata.normalize(random.choice(("NFD", "NFKD")), text.decode("utf-8", "replace")).encode()


def _line_ends(random: Random, text: bytes) -> bytes:
    return text.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\r", "\x85".encode(), "\u2028".encode())))


def _encoded(random: Random, text: bytes) -> bytes:
    said = text.decode("utf-8", "replace")
    return random.choice(
        (b"\xef\xbb\xbf" + text, said.encode("utf-16"), said.encode("utf-16-be"), said.encode("cp1258", "replace"))
    )


def _truncated(random: Random, text: bytes) -> bytes:
    return text[: random.randrange(len(text) + 1)]


def _deep(random: Random, text: bytes) -> bytes:
    depth = random.choice((5, 19, 21, 1000, 60_000))
    pair = random.choice((b"[]", b"{}"))
    inner = (b"[" if pair == b"[]" else b"{a: ") * depth
    closed = (b"]" if pair == b"[]" else b"}") * random.choice((depth, 0))
    return random.choice((text + b"\nextra: " + inner + closed, inner + closed))


def _bomb(random: Random, text: bytes) -> bytes:
    lines = [b"a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)]
    return b"\n".join(lines) + b"\n" + text


def _huge(random: Random, text: bytes) -> bytes:
    filler = random.choice((b"# " + b"x" * 70 + b"\n", b"a: b\n", b"- " + "Đ".encode() * 40 + b"\n"))
    return text + filler * (LARGE // len(filler))


def _crowded(random: Random, text: bytes) -> bytes:
    """Thousands of parties, steps or people, up to the size that is read."""
    heads = list(re.finditer(rb"^(parties|steps|people|roles|clauses|topics):.*\n", text, re.MULTILINE))
    if not heads:
        return text
    head = random.choice(heads)
    line = {
        b"parties": b"  p%d: {role: office, name: A}\n",
        b"steps": b"  s%d: {title: A, kind: do, by: office, every: month, needs: s%d}\n",
        b"people": b"  van-phong-%d: {a: {name: B}}\n",
    }.get(head[1], b"  x%d: A\n")
    count = random.choice((100, 1000, 3000))
    more = b"".join(line % ((n, (n + 1) % count) if line.count(b"%d") > 1 else n) for n in range(count))
    return text[: head.end()] + more + text[head.end() :]


def _circle(random: Random, text: bytes) -> bytes:
    ids = re.findall(rb"^  ([a-z][a-z0-9-]*):$", text, re.MULTILINE) or [b"x"]
    needs = b"    needs: [%s, %s]\n" % (random.choice(ids), random.choice(ids))
    return text.replace(b"    kind:", needs + b"    kind:", random.choice((1, 3, 50)))


def _far_date(random: Random, text: bytes) -> bytes:
    odd = (b"0001-01-01", b"9999-12-31", b"2200-12-31", b"1900-01-01", b"2023-02-29", b"99999-01-01", b"2199-12-31")
    dates = re.findall(rb"\d{4}-\d\d-\d\d", text) or [b"2023"]
    return text.replace(random.choice(dates), random.choice(odd), random.choice((1, -1)))


def _far_year(random: Random, text: bytes) -> bytes:
    years = (
        (b"2023", b"2200"),
        (b"2023", b"1900"),
        (b"year: 2023", b"year: 2023 to 2200"),
        (b"12-31", b"12-31 to 2200-12-31"),
    )
    old, new = random.choice(years)
    return text.replace(old, new)


def _number(random: Random, text: bytes) -> bytes:
    found = list(re.finditer(rb"\b\d+\b", text))
    if not found:
        return text
    one = random.choice(found)
    odd = (b"0", b"-1", b"366", b"367", b"99999", b"9" * 5000, "٣".encode(), "²".encode(), b"1.5", b"0x10", b"1_000")
    return text[: one.start()] + random.choice(odd) + text[one.end() :]


def _words_moved(random: Random, text: bytes) -> bytes:
    words = text.split(b" ")
    a, b = random.randrange(len(words)), random.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    return b" ".join(words)


def _nothing(random: Random, text: bytes) -> bytes:
    return random.choice(
        (b"", b"\n", b"---\n", b"...\n", b"# only words\n", text + b"\n---\n" + text, b"[]", b"a", b"\0")
    )


_USUAL: Final[tuple[Way, ...]] = (
    _byte_flips,
    *map(_by_lines, (_line_deleted, _line_doubled, _lines_swapped, _indented, _value_changed, _value_changed)),
    *map(_by_lines, (_key_slipped, _anchored)),
    _control, _decomposed, _line_ends, _encoded, _truncated, _circle, _far_date, _number, _words_moved,
)  # fmt: skip
WAYS: Final = (*_USUAL * 3, _deep, _bomb, _huge, _crowded, _far_year, _nothing)
"""The rare ones cost more: one in ten is enough of them."""
