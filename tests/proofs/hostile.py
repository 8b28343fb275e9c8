"""Files that are spoilt byte by byte, and bombs, at the reader of files from outside: `make prove-hostile`.

`--files N --seed S` says how many. Every file is a real workbook or Word document with some bytes, or a part, made
different; what may follow is a refusal in a sentence, or the very cells of the unspoilt file. Cells that differ are lawful
only where the parts of the package were changed and packed anew (then the file says something else, and a reader that is
not ours, openpyxl, python-calamine or python-docx, has to read the same); anything else is a silent acceptance. The mass is read in this
process, every hundredth file through the confined child, where time and memory are measured. Figures: docs/proofs.md.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import json
import random
import re
import subprocess
import sys
import time
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "notifications" / "incoming")]

import openpyxl  # noqa: E402
from docx import Document  # noqa: E402
from hostile_files import HOSTILE, MAIN, saved  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from definitions.tables import Reading  # noqa: E402
from flows import confined  # noqa: E402
from notifications.incoming.gate import UnfitFile  # noqa: E402
from notifications.incoming.reading import read  # noqa: E402

PAGE = ROOT / "docs" / "proofs.md"
FIGURES = re.compile(r"(<!-- hostile -->\n).*?(<!-- end of hostile -->)", re.DOTALL)
EVERY = 100  # of so many files one goes through the child
BOMBS = (
    "bomb", "bomb below the limit", "bomb elsewhere", "bomb in a document", "document type", "laughs in a document",
    "far cell", "wide merge", "many letters", "deep", "parts that share bytes",
)  # fmt: skip
ROWS = 12


# ---------------------------------------------------------------- files as they come


def bases() -> list[tuple[str, bytes]]:
    """Workbooks as openpyxl and as Excel write them, Word documents: plans with texts, days, numbers, merged cells."""
    book = plan_book()
    return [("openpyxl", saved(book)), ("Excel", as_excel(saved(book))), ("Word", saved(plan_document()))]


def plan_book() -> Workbook:
    """A plan of a month, sample data."""
    book = Workbook()
    page = book.active
    page.title = "Kế hoạch"
    page.append(["KẾ HOẠCH TUYÊN TRUYỀN THÁNG 4/2023 (dữ liệu mẫu)"])
    page.merge_cells("A1:F1")
    page.append(["STT", "Nội dung tuyên truyền", "Thể loại", "Thời gian", "Số lượng", "Mã dòng"])
    for n in range(1, ROWS):
        page.append(
            [
                n,
                f"Ra quân làm sạch bãi biển & kênh mương, đợt {n}",
                "Tin, bài",
                dt.date(2023, 4, n),
                n * 1.5,
                f"2023-04/a/{n:02d}",
            ]
        )
    other = book.create_sheet("Riêng")
    other.append(["ẩn", True, dt.datetime(2023, 4, 5, 14, 30)])  # noqa: DTZ001 - a sheet has no zone
    other.sheet_state = "hidden"
    return book


def as_excel(data: bytes) -> bytes:
    """The same workbook with its texts in a table of their own, as Excel writes it."""
    texts: dict[str, int] = {}

    def shared(found: re.Match[str]) -> str:
        number = texts.setdefault(found[2], len(texts))
        return f'<c r="{found[1]}" t="s"><v>{number}</v></c>'

    parts = parts_of(data)
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        inline = r'<c r="([A-Z]+\d+)" t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>'
        parts[name] = re.sub(inline, shared, parts[name].decode()).encode()
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">{items}</sst>'.encode()
    )
    link = b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind)
    return packed(list(parts.items()))


def plan_document() -> Any:
    """A plan in a table of Word, sample data."""
    document = Document()
    document.add_paragraph("KẾ HOẠCH TUYÊN TRUYỀN THÁNG 4/2023 (dữ liệu mẫu)")
    table = document.add_table(ROWS, 4)
    for n, row in enumerate(table.rows):
        for cell, text in zip(
            row.cells, (str(n), f"Ra quân làm sạch bãi biển, đợt {n}", "Tin", f"{n}/4/2023"), strict=True
        ):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    return document


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: list[tuple[str, bytes]]) -> bytes:
    """A package of these parts, whatever they are; the same bytes for the same parts."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of a name that it writes twice
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


# ---------------------------------------------------------------- how they are spoilt

SAYS = re.compile(r"worksheets/sheet|sharedStrings\.xml|styles\.xml|workbook\.xml|document\.xml")
TELLING = b'<>"&/=;0123456789ABrst :'


def spoilt_bytes(chance: random.Random, data: bytes) -> bytes:
    """One to three places: a bit, a byte, a piece gone, doubled, moved, put in, emptied, or the end cut off."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if not found:
            break
        at, length = chance.randrange(len(found)), chance.choice((1, 1, 2, 4, 16, 200))
        way = chance.randrange(8)
        if way == 0:
            found[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            found[at] = chance.randrange(256)
        elif way == 2:
            found[at] = chance.choice(TELLING)
        elif way == 3:
            del found[at : at + length]
        elif way == 4:
            found[at:at] = found[at : at + length]
        elif way == 5:
            found[at:at] = chance.randbytes(length)
        elif way == 6:
            found[at : at + length] = bytes(len(found[at : at + length]))
        else:
            found = found[: chance.randrange(len(found))] if chance.random() < 0.3 else found[at:] + found[:at]
    return bytes(found)


def spoilt_part(chance: random.Random, data: bytes) -> bytes:
    """The bytes of one part, packed anew: every sum is right, only what it says is not."""
    parts = parts_of(data)
    telling = [name for name in parts if SAYS.search(name)]
    name = chance.choice(telling if chance.random() < 0.8 else list(parts))
    parts[name] = spoilt_bytes(chance, parts[name])
    return packed(list(parts.items()))


def spoilt_package(chance: random.Random, data: bytes) -> bytes:
    """A part gone, emptied, renamed, doubled, or in the place of another."""
    parts = list(parts_of(data).items())
    n, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    way = chance.randrange(5)
    if way == 0:
        del parts[n]
    elif way == 1:
        parts[n] = parts[n][0], b""
    elif way == 2:
        parts[n] = parts[n][0][:-1], parts[n][1]
    elif way == 3:
        parts.append(parts[n])
    else:
        parts[n], parts[other] = (parts[n][0], parts[other][1]), (parts[other][0], parts[n][1])
    return packed(parts)


WAYS = (("bytes of the file", spoilt_bytes, 4), ("bytes of a part", spoilt_part, 5), ("parts", spoilt_package, 1))


# ---------------------------------------------------------------- what another reader sees


def seen_otherwise(data: bytes, found: Reading) -> bool:
    """Whether openpyxl (else python-calamine), or python-docx, reads the same titles and cells; who fails sees nothing."""
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")
        return _by_openpyxl(data, found) if found.sort == "xlsx" else _by_docx(data, found)
    return found.sort == "xlsx" and _by_calamine(data, found)


_CALAMINE = (
    "import io, json, sys, python_calamine as c\n"
    "book = c.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))\n"
    "sheets = [(it.name, str(it.visible) != 'SheetVisibleEnum.Visible') for it in book.sheets_metadata]\n"
    "rows = [book.get_sheet_by_name(it.name).to_python(skip_empty_area=False) for it in book.sheets_metadata]\n"
    "print(json.dumps([sheets, rows], default=lambda it: {'at': it.isoformat()}))"
)


def _by_calamine(data: bytes, found: Reading) -> bool:
    """Where openpyxl falls over what has nothing to do with cells (an attribute of a view), python-calamine is asked."""
    with contextlib.suppress(OSError, ValueError):
        command = [str(ROOT / ".venv-bench/bin/python"), "-c", _CALAMINE]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
        sheets, rows = json.loads(done.stdout)
        return [tuple(it) for it in sheets] == [(table.title, table.hidden) for table in found.tables] and all(
            _same_rows(theirs, table) for theirs, table in zip(rows, found.tables, strict=True)
        )
    return False


def _same_rows(theirs: list[list[Any]], table: Any) -> bool:
    ours = {(row.number, n): text for row in table.rows for n, text in enumerate(row.cells, 1) if text}
    said = {
        (down, n): value
        for down, row in enumerate(theirs, 1)
        for n, value in enumerate(row, 1)
        if value not in ("", None)
    }
    return ours.keys() == said.keys() and all(agrees(ours[place], _moment(said[place])) for place in ours)


def _moment(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return dt.datetime.fromisoformat(value["at"]) if "-" in value["at"] else dt.time.fromisoformat(value["at"])


def _by_openpyxl(data: bytes, found: Reading) -> bool:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheets = [(it.title, it.sheet_state != "visible") for it in book.worksheets]
    if sheets != [(table.title, table.hidden) for table in found.tables]:
        return False
    return all(_same(sheet, table) for sheet, table in zip(book.worksheets, found.tables, strict=True))


def _same(sheet: Any, table: Any) -> bool:
    ours = {(row.number, n): text for row in table.rows for n, text in enumerate(row.cells, 1) if text}
    theirs = {
        (cell.row, cell.column): cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
    }
    blank = {place for place, cell in theirs.items() if isinstance(cell.value, str) and not cell.value.strip()}
    hidden = {(it.row, it.column) for it in theirs.values() if _within(sheet, it)}
    return ours.keys() - hidden == theirs.keys() - blank - hidden and all(
        agrees(ours[place], theirs[place].value) for place in ours.keys() & theirs.keys()
    )


def _within(sheet: Any, cell: Any) -> bool:
    """Whether a cell lies under a merged one, where openpyxl shows nothing."""
    return any(
        cell.coordinate in area and cell.coordinate != area.coord.partition(":")[0]
        for area in sheet.merged_cells.ranges
    )


def agrees(ours: str, theirs: Any) -> bool:
    """Whether a text of ours is what openpyxl's value looks like."""
    if isinstance(theirs, bool):
        return ours == str(theirs).upper()
    if isinstance(theirs, dt.datetime):
        day = f"{theirs:%d/%m}/{theirs.year:04d}"
        return ours in (day, f"{day} {theirs:%H:%M}", f"{theirs:%H:%M}")
    if isinstance(theirs, dt.time):
        return ours == f"{theirs:%H:%M}"
    if isinstance(theirs, int | float):
        return float(ours) == theirs
    return ours == str(theirs).strip()


def _by_docx(data: bytes, found: Reading) -> bool:
    document = Document(io.BytesIO(data))
    theirs = [
        ["".join(cell.itertext("{*}t")) for cell in row._tr.tc_lst] for table in document.tables for row in table.rows
    ]
    theirs = [[" ".join(text.split()) for text in row if text.strip()] for row in theirs]
    ours = [[" ".join(text.split()) for text in row.cells if text] for table in found.tables for row in table.rows]
    return [_glued(row) for row in theirs if row] == [_glued(row) for row in ours if row]


def _glued(row: list[str]) -> list[str]:
    """Texts without the spaces that stand for line ends: those are no letters of the file."""
    return [text.replace(" ", "") for text in row]


# ---------------------------------------------------------------- the siege


def siege(files: int, seed: int, every: int = EVERY) -> dict[str, Any]:
    """What became of each file: {"verdicts": {(way, verdict): n}, "crashes": [...], "silent": [...], "slowest", "child"}."""
    whole = [(name, data, read(data)) for name, data in bases()]
    verdicts: Counter[tuple[str, str]] = Counter()
    found: dict[str, Any] = {"verdicts": verdicts, "crashes": [], "silent": [], "slowest": 0.0, "child": []}
    ways = [way for way in WAYS for _ in range(way[2])]
    for n in range(files):
        chance = random.Random(f"{seed}/{n}")
        (_, data, unspoilt), (way, spoil, _) = chance.choice(whole), chance.choice(ways)
        spoilt = spoil(chance, data)
        begun = time.perf_counter()
        verdict = judged(spoilt, unspoilt, packed_anew=spoil is not spoilt_bytes)
        found["slowest"] = max(found["slowest"], time.perf_counter() - begun if verdict == "refused" else 0.0)
        verdicts[way, verdict] += 1
        if verdict in ("crash", "silent"):
            found["crashes" if verdict == "crash" else "silent"].append(f"{seed}/{n}")
        if n % every == 0:
            found["child"].append(through_the_child(spoilt, verdict))
    return found


def judged(spoilt: bytes, unspoilt: Reading, *, packed_anew: bool) -> str:
    """refused | same | as it says | silent | crash."""
    try:
        found = read(spoilt)
    except UnfitFile as refused:
        return "refused" if refused.message and refused.remedy else "crash"
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return "crash"
    if found.tables == unspoilt.tables:
        return "same"
    return "as it says" if packed_anew and seen_otherwise(spoilt, found) else "silent"


def through_the_child(data: bytes, verdict: str) -> dict[str, Any]:
    """The same file through the confined child: whether it says the same, and what it costs."""
    begun = time.perf_counter()
    cost = confined.Cost()
    try:
        found, cost = confined.measured(data)
        taken = isinstance(found, Reading)
    except UnfitFile:
        taken = False
    wall = time.perf_counter() - begun
    return {
        "agrees": taken == (verdict not in ("refused", "crash")),
        "wall": wall,
        "seconds": cost.seconds,
        "bytes": cost.memory,
    }


def bombs() -> dict[str, dict[str, Any]]:
    """Each bomb through the child: the size of the file, what it is refused with, what that costs."""
    found = {}
    for name in BOMBS:
        data, _ = HOSTILE[name]
        found[name] = {"size": len(data), **through_the_child(data, "refused")}
    return found


# ---------------------------------------------------------------- told


def told(found: dict[str, Any], bombs: dict[str, Any], files: int, seed: int, took: float) -> str:
    """The section of the page."""
    child, verdicts = found["child"], found["verdicts"]
    worst = max((it["seconds"] for it in (*child, *bombs.values())), default=0)
    most = max((it["bytes"] for it in (*child, *bombs.values())), default=0)
    lines = [
        f"{files:,} spoilt files (seed {seed}, {took:.0f} s): **{len(found['crashes'])} crashes, {len(found['silent'])} silent acceptances**. "
        f"{len(child)} of them went through the child, {sum(it['agrees'] for it in child)} with the same verdict. "
        f"No refusal took longer than {found['slowest'] * 1000:.0f} ms in this process; no child needed more than {worst:.2f} s of "
        f"processor, {most / 2**20:.0f} MB, and {max(it['wall'] for it in (*child, *bombs.values())):.2f} s until its answer.",
        "",
        "| spoilt | refused | the same cells | as the file now says | silent | crash |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for way, _, _ in WAYS:
        lines.append(
            f"| {way} | "
            + " | ".join(f"{verdicts[way, v]:,}" for v in ("refused", "same", "as it says", "silent", "crash"))
            + " |"
        )
    lines += [
        "",
        "| bomb | bytes of the file | processor, s | memory, MB | until the answer, s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, it in bombs.items():
        lines.append(
            f"| {name} | {it['size']:,} | {it['seconds']:.2f} | {it['bytes'] / 2**20:.0f} | {it['wall']:.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Spoil, write the figures down, and say whether anything got through."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.perf_counter()
    found, costs = siege(asked.files, asked.seed), bombs()
    text = told(found, costs, asked.files, asked.seed, time.perf_counter() - begun)
    PAGE.write_text(FIGURES.sub(lambda it: f"{it[1]}{text}{it[2]}", PAGE.read_text("utf-8")), "utf-8")
    print(text)
    print(*found["crashes"], *found["silent"])
    limits = confined.Limits()
    within = all(it["wall"] < limits.wall and it["bytes"] < limits.memory for it in (*found["child"], *costs.values()))
    return (
        0
        if within and not found["crashes"] and not found["silent"] and all(it["agrees"] for it in found["child"])
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
