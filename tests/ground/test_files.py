"""Files appear complete or not at all, and what the system says of it is a sentence."""

import errno
import os
import stat
import sys

import pytest

from inventory.ground import files


def put(path, content=b"new", meanwhile=lambda: None, **facts):
    with files.whole(path, **facts) as draft:
        draft.write_bytes(content)
        meanwhile()


def test_a_file_is_there_complete_and_private(tmp_path):
    put(tmp_path / "报表.xlsx")
    assert (tmp_path / "报表.xlsx").read_bytes() == b"new"
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "报表.xlsx").stat().st_mode) == 0o600


def test_nobody_else_can_look_while_it_is_written(tmp_path):
    with files.whole(tmp_path / "report.xlsx") as draft:
        draft.write_bytes(b"new")
        assert draft.parent.parent == tmp_path  # the same disk, so that the name changes in one step
        if sys.platform != "win32":
            assert stat.S_IMODE(draft.parent.stat().st_mode) == 0o700
    assert [one.name for one in tmp_path.iterdir()] == ["report.xlsx"]


def test_what_is_there_is_not_replaced_unless_somebody_says_so(tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(files.FileThere, match="is there already"):
        put(path)
    assert path.read_bytes() == b"old"
    put(path, overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "report.xlsx"
    with pytest.raises(files.FileThere):
        put(path, meanwhile=lambda: path.write_bytes(b"a colleague's"))
    assert path.read_bytes() == b"a colleague's"
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_in_the_middle_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), files.whole(tmp_path / "report.xlsx") as draft:
        raise ZeroDivisionError(draft.write_bytes(b"half"))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_and_a_folder_in_the_way_are_said(tmp_path):
    with pytest.raises(files.FolderMissing, match="no folder"):
        put(tmp_path / "nowhere" / "report.xlsx")
    with pytest.raises(files.FolderInTheWay, match="is a folder"):
        put(tmp_path)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [(errno.ENOSPC, files.DiskFull), (errno.EACCES, files.MayNotWrite), (errno.EROFS, files.MayNotWrite)],
)
def test_what_the_system_refuses_is_a_sentence_and_leaves_nothing(tmp_path, code, refusal):
    with pytest.raises(refusal), files.whole(tmp_path / "report.xlsx"):
        raise OSError(code, os.strerror(code))
    assert not list(tmp_path.iterdir())


def test_another_reason_of_the_system_is_passed_on(tmp_path):
    with pytest.raises(files.CannotWrite, match="Input/output"), files.whole(tmp_path / "report.xlsx"):
        raise OSError(errno.EIO, "Input/output error")
