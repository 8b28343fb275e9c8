"""The cells of a workbook of 200 rows: ours (looked at, then read), openpyxl, python-calamine; and the child around ours. ms.

The workbook is written here, as Excel writes one: texts in a table of their own, days as numbers with a style. What is asked
for is what a reader of plans needs: every row as the texts that Excel shows. `values` stops at the peer's own values.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROWS, WARM, RUNS, CHILDREN = 200, 10, 80, 9
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = (
    "STT",
    "Nội dung tuyên truyền",
    "Nội dung số",
    "Hoạt động",
    "Thể loại",
    "Đơn vị",
    "Thời gian",
    "Báo, Đài",
    "Ghi chú",
    "Mã dòng",
)


def main(which: str) -> None:
    """Print the median milliseconds of one reading; of the child, from its start to its answer."""
    data = workbook()
    read = {"ours": _ours, "openpyxl": _openpyxl, "calamine": _calamine, "values": _values, "child": _child}[which]()
    last = read(data)
    assert which == "values" or (len(last), last[1][0], last[1][6], last[1][9]) == (
        ROWS + 1,
        "1",
        "01/04/2023",
        "2023-04/phong/000",
    )
    runs, warm = (CHILDREN, 1) if which == "child" else (RUNS, WARM)
    for _ in range(warm):
        read(data)
    print(json.dumps({"value": median(_once(read, data) for _ in range(runs))}))


def _once(read: Callable[[bytes], Any], data: bytes) -> float:
    gc.collect()
    start = time.perf_counter()
    read(data)
    return (time.perf_counter() - start) * 1000


# ---------------------------------------------------------------- the readers


def _ours() -> Callable[[bytes], Any]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from notifications.incoming.reading import read

    return lambda data: [row.cells for row in read(data).tables[0].rows]


def _child() -> Callable[[bytes], Any]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from flows.confined import read

    return lambda data: [row.cells for row in read(data).tables[0].rows]


def _openpyxl() -> Callable[[bytes], Any]:
    import openpyxl

    def read(data: bytes) -> Any:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [[shown(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]

    return read


def _values() -> Callable[[bytes], Any]:
    from python_calamine import CalamineWorkbook

    return lambda data: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _calamine() -> Callable[[bytes], Any]:
    values = _values()
    return lambda data: [[shown(value) for value in row] for row in values(data)]


def shown(value: Any) -> str:
    """A peer's value as the text that Excel shows."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


# ---------------------------------------------------------------- the workbook


def workbook() -> bytes:
    """A plan of 200 lines, sample data; the same bytes each time."""
    texts: dict[str, int] = {}
    rows = [_row(1, HEAD, texts)]
    for n in range(ROWS):
        said = f"Tuyên truyền về bảo vệ môi trường biển, hải đảo, đợt {n} (dữ liệu mẫu)"
        cells = (
            n + 1,
            said,
            "II.1, II.3",
            2,
            "Tin, bài",
            f"Phòng {n % 12}",
            dt.date(2023, 4, 1 + n % 28),
            "Báo; Đài",
            f"Ghi chú {n}",
            f"2023-04/phong/{n:03d}",
        )
        rows.append(_row(n + 2, cells, texts))
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="Kế hoạch" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{LINKS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="{ROWS * 7 + 10}" uniqueCount="{len(texts)}">{items}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1:J{ROWS + 1}"/><sheetData>{"".join(rows)}</sheetData></worksheet>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)),
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{part}',
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def _row(number: int, cells: tuple[Any, ...], texts: dict[str, int]) -> str:
    return f'<row r="{number}" spans="1:10">{"".join(_cell("ABCDEFGHIJ"[n], number, value, texts) for n, value in enumerate(cells))}</row>'


def _cell(column: str, row: int, value: Any, texts: dict[str, int]) -> str:
    if isinstance(value, dt.date):
        return f'<c r="{column}{row}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int):
        return f'<c r="{column}{row}"><v>{value}</v></c>'
    return f'<c r="{column}{row}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'


if __name__ == "__main__":
    main(sys.argv[1])
