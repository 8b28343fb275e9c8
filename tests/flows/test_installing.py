"""The machine runs the office by itself: a file that its own tools accept, and that overwrites nothing."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath
from xml.etree import ElementTree as ET

import pytest

from flows import cli
from flows.service import Service

SMALL = Path(__file__).parents[1] / "offices" / "small" / "2023.yaml"
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def data(at_home, tmp_path):
    """The data folder of an office that has begun, with a blank in its name."""
    world = at_home(tmp_path / "van phong")
    world.ledger.close()
    return world.office.settings.data


def install(data, *more):
    """Call it as an operator does."""
    return cli.main(["--lang", "vi", "install", str(SMALL), "--data", str(data), *more])


def unit_of(file):
    """The sections of a unit; systemd's own syntax is that of an ini file, keys with their case."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(file, encoding="utf-8")
    return parser


def test_a_unit_of_the_system_is_hardened_and_starts_this_very_program(data, capsys):
    """Read-only but for the office's own folders; what was refused is not tried again; what to run is printed."""
    assert install(data, "--user", "vongnam") == 0
    unit = unit_of(data / "vongnam.service")
    service = unit["Service"]
    assert service["ExecStart"].startswith(
        f'"{Path(sys.executable).with_name("vongnam")}" "up" "{SMALL}" "--data" "{data}"'
    )
    assert (service["User"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("vongnam", "strict", "yes")
    assert service["ReadWritePaths"] == f'"{data}"'
    assert service["RestartPreventExitStatus"] == "1 2"
    said = capsys.readouterr().out
    assert "sudo systemctl enable --now vongnam" in said
    assert f"vongnam doctor --data {shlex.quote(str(data))}" in said


def test_a_unit_of_a_user_asks_for_nothing_that_only_the_system_may(data, capsys):
    """No user, no folders of the system; and it goes on when that person logs out."""
    assert install(data) == 0
    unit = unit_of(data / "vongnam.service")
    assert {"User", "ProtectSystem", "CapabilityBoundingSet"} & set(unit["Service"]) == set()
    assert unit["Install"]["WantedBy"] == "default.target"
    assert "enable-linger" in capsys.readouterr().out


def test_backups_and_a_key_elsewhere_can_be_written(data, tmp_path):
    """The folders that the settings name beside the data folder are named in the unit."""
    (data / "vongnam.env").write_text(f"VONGNAM_BACKUPS={tmp_path / 'luu'}\n")
    assert install(data, "--user", "vongnam") == 0
    assert unit_of(data / "vongnam.service")["Service"]["ReadWritePaths"] == f'"{data}" "{tmp_path / "luu"}"'
    assert (tmp_path / "luu").is_dir()  # a folder that is not there cannot be opened for a service


def test_a_path_is_taken_as_it_is_written(tmp_path):
    """Blanks, quotes, per cent and dollar signs mean nothing to systemd."""
    folder = PurePosixPath('/srv/a "b" 50% $HOME')
    unit = Service(["/opt/vongnam", "up", str(folder)], folder, [folder], "vongnam").unit()
    assert 'ExecStart="/opt/vongnam" "up" "/srv/a \\"b\\" 50%% $$HOME"' in unit
    assert 'ReadWritePaths="/srv/a \\"b\\" 50%% $HOME"' in unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("user", ["root", ""])
def test_systemd_itself_finds_no_fault(data, user, tmp_path):
    """`systemd-analyze verify` says nothing about either unit."""
    assert install(data, *(["--user", user] if user else [])) == 0
    call = ["systemd-analyze", *([] if user else ["--user"]), "verify", str(data / "vongnam.service")]
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}  # where nobody is logged in
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=env)
    assert "vongnam.service" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_a_task_of_windows_begins_with_the_machine(data, capsys):
    """As XML that the task scheduler reads: UTF-16, its parts in the order of the schema, words quoted as Windows does."""
    assert install(data, "--windows") == 0
    task = ET.fromstring((data / "vongnam.xml").read_bytes())
    parts = [it.tag.removeprefix(NAMESPACE) for it in task]
    assert parts == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert task.find(f"{NAMESPACE}Triggers/{NAMESPACE}BootTrigger") is not None
    execute = task.find(f"{NAMESPACE}Actions/{NAMESPACE}Exec")
    assert execute.findtext(f"{NAMESPACE}Arguments") == f'up {SMALL} --data "{data}" --port 4200'
    assert "schtasks /Create" in capsys.readouterr().out


def test_a_task_keeps_what_xml_would_take_for_its_own():
    """An ampersand in the name of a folder."""
    folder = PureWindowsPath("D:\\Sở & Văn phòng")
    task = ET.fromstring(Service(["C:\\v.exe", "up", str(folder)], folder, [folder]).task().encode("utf-16"))
    assert task.findtext(f"{NAMESPACE}Actions/{NAMESPACE}Exec/{NAMESPACE}WorkingDirectory") == str(folder)


def test_nothing_is_overwritten_and_nothing_is_installed_before_the_office_has_begun(data, tmp_path, capsys):
    """The same file once more is fine; another one stays; an empty folder and a wrong user are refused with a remedy."""
    assert install(data) == install(data) == 0
    assert install(data, "--user", "vongnam") == 1
    assert "--out" in capsys.readouterr().err
    assert install(data, "--user", "vongnam", "--out", str(tmp_path / "khac.service")) == 0
    assert install(tmp_path / "trong") == 3
    assert install(data, "--user", "văn phòng") == 2
