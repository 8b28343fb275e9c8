"""The archive keeps files whole or not at all, under the name of their content."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.archive import Archive
from storage.errors import DamagedFile, UnwritableFolder


@pytest.fixture
def archive(tmp_path):
    """An archive in a folder that does not exist yet."""
    return Archive(tmp_path / "archive")


@given(st.binary())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_was_put_can_be_read(archive, data):
    """The same bytes under their SHA-256, in a folder of two letters."""
    name = archive.put(data, ".docx")
    assert name == hashlib.sha256(data).hexdigest()
    assert archive.read(name) == data
    assert archive.path(name) == archive.folder / name[:2] / f"{name}.docx"


def test_putting_twice_changes_nothing(archive):
    """The file is not even touched."""
    name = archive.put(b"plan", ".docx")
    before = archive.path(name).stat()
    assert archive.put(b"plan", ".docx") == name
    assert archive.path(name).stat() == before
    assert [path.name for path in archive.path(name).parent.iterdir()] == [f"{name}.docx"]


def test_a_damaged_file_is_noticed_and_can_be_put_again(archive):
    """Reading says which file it is; the same content heals it."""
    name = archive.put(b"plan", ".docx")
    archive.path(name).write_bytes(b"pla")
    with pytest.raises(DamagedFile, match=name) as noticed:
        archive.read(name)
    assert noticed.value.remedy
    archive.put(b"plan", ".docx")
    assert archive.read(name) == b"plan"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_no_file(archive, monkeypatch, broken):
    """Neither half a file nor a temporary one."""

    def crash(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, broken, crash)
    with pytest.raises(KeyboardInterrupt):
        archive.put(b"plan", ".docx")
    monkeypatch.undo()
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "*"])
def test_an_unknown_name_is_a_key_error(archive, name):
    """Also one that is no name at all."""
    archive.put(b"plan")
    with pytest.raises(KeyError):
        archive.read(name)


@pytest.mark.parametrize("suffix", ["docx", "/../x", ".d/x", ".DOCX"])
def test_a_suffix_that_is_none_is_refused(archive, suffix):
    """It becomes part of a path."""
    with pytest.raises(ValueError, match="suffix"):
        archive.put(b"plan", suffix)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """With what to do about it."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnwritableFolder, match="can't be written"):
        Archive(tmp_path / "file").put(b"plan")
