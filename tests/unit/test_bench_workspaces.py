"""The workspaces that the benchmarks are run over: the same each time, and none like another."""

from __future__ import annotations

import re
from pathlib import Path

from workspaces import assemble_documents, write_settings, write_shared, write_system

from attestle import validate

_UUID = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def _read_all(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_number_is_always_the_same_system_and_no_other_one(tmp_path: Path) -> None:
    for name in ("first", "again"):
        assert write_system(tmp_path / name, 1, 3) == "system-0003"
    other = write_system(tmp_path / "other", 1, 4)
    made = _read_all(tmp_path / "first/ssp/system-0003")
    assert made == _read_all(tmp_path / "again/ssp/system-0003")
    assert made != _read_all(tmp_path / "other/ssp" / other)
    uuids = [
        {item for data in _read_all(tmp_path / name).values() for item in _UUID.findall(data)}
        for name in ("first", "other")
    ]
    assert uuids[0]
    assert not uuids[0] & uuids[1]


def test_what_is_made_has_no_errors(tmp_path: Path) -> None:
    write_shared(tmp_path)
    names = [write_system(tmp_path, 1, index) for index in (0, 10)]
    write_settings(tmp_path, names)
    for name in names:
        assemble_documents(tmp_path, name)
    assert [item for item in validate(tmp_path) if item.is_error] == []
