"""A workbook on paper: opened by LibreOffice, as words and as a picture of the documentation."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def through(data, folder, suffix):
    """What LibreOffice makes of a workbook."""
    assert OFFICE, "the second tier needs LibreOffice (apt-get install libreoffice-calc)"
    (folder / "so.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    call = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        str(folder / "made"),
        str(folder / "so.xlsx"),
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    return folder / "made" / f"so.{suffix}"


def pictured(paper, name, height):
    """The first page as a picture of the documentation, written where that is asked for."""
    stem = paper.with_suffix("")
    call = [
        "pdftoppm",
        "-r",
        "115",
        "-png",
        "-f",
        "1",
        "-l",
        "1",
        "-singlefile",
        "-x",
        "80",
        "-y",
        "90",
        "-W",
        "1220",
        "-H",
        str(height),
    ]
    subprocess.run([*call, str(paper), str(stem)], check=True, timeout=60)
    picture = stem.with_suffix(".png")
    assert picture.stat().st_size > 20_000
    if os.environ.get("VONGNAM_RENEW"):
        shutil.copy(picture, ROOT / "docs" / name)


def words(paper):
    """What can be read on it, page by page."""
    text = subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, timeout=60).stdout
    return [" ".join(page.split()) for page in text.decode().split("\f") if page.strip()]
