"""The inbox: files that people put into the data folder for a form to take, found by name and never elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from definitions.actions import Refusal
from definitions.content import clean
from flows.told import Refused
from flows.wiring import Office

INBOX: Final = "inbox"
MOST_BYTES: Final = 20_000_000
_SCANS: Final = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"II*\0": ".tif", b"MM\0*": ".tif"}


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as it came: its bytes, the name that people gave it (only ever shown), and where it lies."""

    data: bytes
    name: str
    path: Path | None = None

    @property
    def scan(self) -> str:
        """The suffix of a scan (.pdf, .jpg, .png, .tif) by what it begins with. Refused where it is none."""
        found = next((suffix for start, suffix in _SCANS.items() if self.data.startswith(start)), None)
        if found is None:
            raise Refused(
                Refusal("no-scan", f"Tệp «{self.name}» không phải là bản quét.", "Đề nghị dùng PDF hoặc ảnh.")
            )
        return found


def filed(office: Office, name: str) -> Filed:
    """The file of that name in the inbox of the data folder, however its letters are composed. Refused where it is not."""
    folder = office.settings.data / INBOX if office.settings else Path(INBOX)
    found = [it for it in folder.iterdir() if it.is_file() and not it.is_symlink()] if folder.is_dir() else []
    path = next((it for it in found if clean(it.name) == clean(name)), None)
    if path is None:
        there = ", ".join(sorted(clean(it.name) for it in found)[:10])
        raise Refused(
            Refusal(
                "no-file", f"Không có tệp «{clean(name)}» trong thư mục {folder}.",
                f"Đề nghị chép tệp vào thư mục đó{f'; hiện có: {there}' if there else ''}.",
            )
        )  # fmt: skip
    return read(path)


def read(path: Path) -> Filed:
    """That file, if it is not too large."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(
            Refusal("too-large", f"Tệp «{path.name}» lớn hơn {MOST_BYTES // 10**6} MB.", "Đề nghị quét lại nhỏ hơn.")
        )
    return Filed(path.read_bytes(), clean(path.name), path)
