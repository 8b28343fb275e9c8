"""A real office: started on the real clock, with nothing sent before it is released."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import httpx
import pytest

from flows.cli import main
from flows.wiring import Settings

pytestmark = pytest.mark.real

SMALL = Path(__file__).parents[1] / "offices" / "small"


@pytest.fixture(scope="module")
def next_year(tmp_path_factory):
    """The small office's files, for the year after this one."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    year = dt.datetime.now(dt.UTC).year + 1  # noqa: TID251 - a real clock is what this test is about
    text = (folder / "2023.yaml").read_text("utf-8").replace("2023", str(year))
    (folder / f"{year}.yaml").write_text(text, "utf-8")
    return folder / f"{year}.yaml"


@pytest.fixture(scope="module")
def office(begin, next_year, tmp_path_factory):
    """The small office, up, with no mail server named yet."""
    running = begin("up", str(next_year), data=tmp_path_factory.mktemp("up") / "data")
    yield running
    running.stop()


def test_a_real_office_begins_held(office, capsys):
    """Nothing is sent yet, and how to release it is said; without a mail server that is refused, with one it is done."""
    assert "Đang chạy thử" in office.said
    assert main(["--lang", "en", "status", "--data", str(office.data)]) == 0
    assert "Trial run" in capsys.readouterr().out
    assert main(["--lang", "en", "sending", "on", "--data", str(office.data)]) == 3
    assert "VONGNAM_SMTP_HOST" in capsys.readouterr().err
    (office.data / "vongnam.env").write_text("VONGNAM_SMTP_HOST=127.0.0.1\nVONGNAM_MAIL_FROM=vp@so.example\n")
    assert main(["sending", "on", "--data", str(office.data)]) == 0
    assert main(["--lang", "en", "status", "--data", str(office.data)]) == 0
    assert "Trial run" not in capsys.readouterr().out


def test_the_page_answers_and_the_doctor_says_that_nobody_reaches_it(office, eventually, capsys):
    """It is up with the rest; its address is this machine alone, which is no address for letters of a real office."""
    page = Settings.read(office.data).page_url
    answer = eventually(lambda: httpx.get(f"{page}/healthz", trust_env=False))
    assert (answer.status_code, answer.text) == (200, "ok")
    assert httpx.get(page, trust_env=False).headers["referrer-policy"] == "no-referrer"
    assert main(["--lang", "vi", "doctor", "--data", str(office.data)]) == 3
    assert f"VONGNAM_PAGE_URL là {page}" in capsys.readouterr().out


def test_a_second_program_on_the_same_folder_is_refused(office, next_year, capsys):
    """One folder, one program: the second says so in a sentence and changes nothing."""
    assert main(["--lang", "vi", "up", str(next_year), "--data", str(office.data)]) == 3
    assert "đang có một chương trình chạy" in capsys.readouterr().err


def test_the_screen_is_drawn_again_from_the_ledger(office, capsys):
    """`deploy` and `resync` speak to the Prefect server of that folder."""
    assert main(["deploy", "--data", str(office.data)]) == 0
    assert "Phê duyệt" in capsys.readouterr().out
    assert main(["resync", "--data", str(office.data)]) == 0
