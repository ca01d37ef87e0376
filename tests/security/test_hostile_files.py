"""A checkout whose every byte and file is hostile: no crash, no hang, nothing read or written
outside, no wrong success.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attestle.store import oscal_documents, systems
from conftest import Run, is_long, snapshot

SYSTEM = "ssp/demo"
SECRET = "root:x:0"
# The whole size in the long form, else a quarter of it in half of the time
PART, SECONDS = (1, 60) if is_long() else (4, 30)


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """A run that hangs is a failure and not a test run without end."""

    def stop(_number: int, _frame: types.FrameType | None) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(run: Run, root: Path, path: str, *, finds: bool = True) -> str:
    """Validate names the file and fails, assembling writes nothing, status does not crash; what
    validate said.
    """
    before = snapshot(root)
    checked = run(root, "validate", "--format", "json", "--as-of", "2026-11-24")
    assert checked.exit_code == 1, checked.output
    assert SECRET not in checked.output
    found = [item for item in json.loads(checked.stdout)["findings"] if item["severity"] == "error"]
    if finds:
        assert any(item["path"] == path or item["path"].startswith(f"{path}/") for item in found), (
            found[:5]
        )
    made = run(root, "ssp", "assemble")
    assert made.exit_code in (1, 2), made.output
    assert SECRET not in made.output
    assert run(root, "status", "--as-of", "2026-11-24").exit_code in (0, 1, 2)
    assert snapshot(root) == before
    return str(checked.stdout)


def _passwd(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
    except OSError:
        pytest.skip("no devices here")


PLACES: dict[str, Callable[[Path], object]] = {
    "passwd": _passwd, "dangling": _dangling, "loop": _loop, "fifo": os.mkfifo, "folder": os.mkdir, "device": _device,
}  # fmt: skip
FILES = (
    f"{SYSTEM}/system.md", f"{SYSTEM}/people.yaml", f"{SYSTEM}/evidence.yaml", f"{SYSTEM}/inventory.csv", f"{SYSTEM}/boundary.md",
    f"{SYSTEM}/controls/AC/3.1.1.md", "catalogs/mini/catalog.json", "profiles/mini/profile.json",
    "system-security-plans/demo/system-security-plan.json",
)  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_what_is_no_file(tiny: Path, run: Run, path: str) -> None:
    """Two of the places for each file, all of them in the long form."""
    places = list(PLACES.values())
    turn = FILES.index(path)
    for make in places if is_long() else (places[turn % 6], places[(turn + 3) % 6]):
        original = (tiny / path).read_bytes()
        (tiny / path).unlink()
        make(tiny / path)
        refused(run, tiny, path)
        _clear(tiny / path)
        (tiny / path).write_bytes(original)


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


@pytest.mark.parametrize(
    "folder",
    [
        f"{SYSTEM}/components",
        f"{SYSTEM}/poam",
        f"{SYSTEM}/controls",
        f"{SYSTEM}/controls/AC",
        SYSTEM,
        "catalogs",
        "ssp",
        "profiles/mini",
    ],
)
def test_a_folder_that_is_a_link(tiny: Path, run: Run, tmp_path: Path, folder: str) -> None:
    """What is behind the link would be fine; it is still not followed, and its absence is not taken
    for emptiness.
    """
    shutil.move(tiny / folder, tmp_path / "elsewhere")
    (tiny / folder).symlink_to(tmp_path / "elsewhere")
    refused(run, tiny, folder)
    if folder != SYSTEM:  # a file under ssp/ is no system, and its absence no error
        (tiny / folder).unlink()
        (tiny / folder).write_bytes(b"")
        refused(run, tiny, folder)


@pytest.mark.parametrize(
    "location",
    [
        "evidence/../../../../../../etc/passwd",
        "evidence//etc/passwd",
        "evidence/link",
        "evidence/" + "x" * 5000,
        "evidence/a\\\\..\\\\b",
        "evidence/\u202egpj.exe",
    ],
)
def test_locations_of_evidence(tiny: Path, run: Run, location: str) -> None:
    (tiny / SYSTEM / "evidence/link").symlink_to("/etc/passwd")
    path = tiny / SYSTEM / "evidence.yaml"
    first = next(
        line
        for line in path.read_text().split("\n")
        if line.strip().startswith("location: evidence/")
    )
    path.write_text(path.read_text().replace(first, f'{first.partition(":")[0]}: "{location}"', 1))
    for args in (
        ("validate", "--as-of", "2026-11-24"),
        ("evidence", "hash"),
        ("ssp", "assemble", "--check"),
    ):
        result = run(tiny, *args)
        assert result.exit_code in (0, 1, 2, 3), (args, result.output)
        assert SECRET not in result.output
        assert "\u202e" not in result.output
    assert "EVD002" in run(tiny, "validate", "--as-of", "2026-11-24", "--select", "EVD,OSC").output


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "https://127.0.0.1:9/x",
        "https://{{HOME}}@127.0.0.1/x",
        "trestle://../../etc/passwd",
        "/etc/passwd",
        "../../../etc/passwd",
        "trestle:///etc/passwd",
        "trestle://catalogs/link/catalog.json",
        "trestle://catalogs",
        "trestle://" + "x" * 5000,
        "#nothing",
        "trestle://profiles/mini/profile.json",
    ],
)
def test_hrefs_of_profiles(
    tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch, href: str
) -> None:
    import socket

    def forbidden(*_args: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    (tiny / "catalogs/link").mkdir()
    (tiny / "catalogs/link/catalog.json").symlink_to("/etc/passwd")
    path = tiny / "profiles/mini/profile.json"
    tree = json.loads(path.read_text())
    tree["profile"]["imports"][0]["href"] = href
    path.write_text(json.dumps(tree))
    refused(run, tiny, "profiles/mini")
    assert run(tiny, "profile", "resolve", "mini").exit_code in (1, 2)


TEXTS: dict[str, str] = {
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "tag": "uuid: !!python/object/apply:os.system [id]\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "deep": "a: " + "[" * 500_000,
    "deep maps": "{a: " * 200_000,
    "huge number": "title: 0x" + "f" * 6000 + "\n",
    "huge integer": "uuid: " + "9" * 6000 + "\n",
    "lone surrogate": 'title: "\\ud800"\n',
    "nul": 'title: "\\0"\n',
    "tab": "a:\n\t- b\n",
    "not a mapping": "- a\n",
    "many keys": "".join(f"k{number}: 1\n" for number in range(20_000)),
    "long key": "? " + "k" * 200_000 + "\n: 1\n",
    "directive": "%YAML 9.9\n---\na: 1\n",
}


@pytest.mark.parametrize("path", [f"{SYSTEM}/people.yaml", f"{SYSTEM}/system.md"])
def test_hostile_yaml(tiny: Path, path: str) -> None:
    fetch = oscal_documents.make_href_reader(tiny)
    for name, text in TEXTS.items():
        (tiny / path).write_text(f"---\n{text}---\n\nbody\n" if path.endswith(".md") else text)
        _, found = systems.load_system(tiny, "demo", fetch)
        assert any(item.path == path and item.is_error for item in found), name


JSONS: dict[str, bytes] = {
    "deep": b"[" * 900_000,
    "deep and closed": b'{"catalog":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "just too deep": b'{"catalog":' + b"[" * 150 + b"]" * 150 + b"}",
    "huge number": b'{"catalog":{"uuid":' + b"1" * 6000 + b"}}",
    "infinite": b'{"catalog":{"uuid":1e999}}',
    "nan": b'{"catalog":{"uuid":NaN}}',
    "surrogate": b'{"catalog":{"uuid":"\\ud800"}}',
    "nul": b'{"catalog":{"uuid":"\\u0000"}}',
    "duplicate": b'{"catalog":{"uuid":"a","uuid":"b"}}',
    "many duplicates": (
        b'{"catalog":{' + b",".join(b'"k":%d' % number for number in range(50_000)) + b"}}"
    ),
    "many keys": (
        b'{"catalog":{' + b",".join(b'"k%d":0' % number for number in range(50_000)) + b"}}"
    ),
    "bom": b'\xef\xbb\xbf{"catalog":{}}',
    "cut": b'{"catalog":{"uuid":"',
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "utf-16": '{"catalog":{}}'.encode("utf-16"),
    "null": b"null",
    "string": b'"catalog"',
    "wrong types": (
        b'{"catalog":{"uuid":[],"metadata":7,"groups":{"a":1},"controls":[[[]],null,{"id":{}}],"back-matter":[]}}'
    ),
}


def test_hostile_json(tiny: Path, run: Run) -> None:
    path = "catalogs/criteria/catalog.json"
    for name, data in JSONS.items():
        document, found = oscal_documents.parse_document(path, data)
        assert name in ("many keys", "wrong types") or (
            document.tree is None and found[0].is_error
        ), name
    for name in ("null", "deep and closed", "wrong types"):
        (tiny / path).write_bytes(JSONS[name])
        checked = run(tiny, "validate", "--format", "json")
        assert checked.exit_code == 1, (name, checked.output[-500:])
        assert any(item["path"] == path for item in json.loads(checked.stdout)["findings"]), name
        assert run(tiny, "catalog", "list").exit_code == 1, name


CONTROLS: dict[str, bytes] = {
    "blanks": b"## " + b" " * (1_000_000 // PART) + b"<!-- @objective a -->x",
    "openings": b"## " + b"<!-- @" * (160_000 // PART),
    "hashes": b"# " * (500_000 // PART),
    "items": b"## x <!-- @objective a -->\n- a" + b" " * (1_000_000 // PART),
    "conflicts": b"<<<<<<< a\n=======\n" * (50_000 // PART),
    "placeholders": b"## x <!-- @objective a -->\n- State: implemented\n\n" + b"<insert" * (140_000 // PART),
    "code": b"## x <!-- @objective a -->\n- State: implemented\n\n" + b"``` ` " * (160_000 // PART),
    "sections": b"".join(b"## x <!-- @objective a c%d -->\n" % number for number in range(30_000 // PART)),
    "drafts": b"".join(b"## x <!-- @draft d%d -->\n" % number for number in range(30_000 // PART)),
    "kinds": b"".join(b"## x <!-- @obgective %d -->\n" % number for number in range(30_000 // PART)),
    "fields": b"## x <!-- @objective a -->\n- State: implemented\n" + b"- Evidense: x\n" * (60_000 // PART),
    "letters": b"## x <!-- @component this-system -->\n- Objectives: " + b"z," * (300_000 // PART),
    "evidence": b"## x <!-- @objective a -->\n- Evidence: " + b",".join(b"e%d" % number for number in range(30_000 // PART)),
    "one line": b"## x <!-- @objective a -->\n- State: implemented\n\n" + b"word " * (200_000 // PART),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTROLS)
def test_hostile_requirement_files(tiny: Path, run: Run, name: str) -> None:
    """A file below 1 MB is judged in a few seconds, whatever it holds."""
    path = tiny / SYSTEM / "controls/AC/3.1.1.md"
    path.write_bytes(b'---\nrequirement: "3.1.1"\n---\n# 3.1.1\n\n' + CONTROLS[name])
    checked = run(tiny, "validate", "--as-of", "2026-11-24")
    assert checked.exit_code in (0, 1), checked.output[-500:]
    assert len(checked.output) < 100_000


def test_hostile_zeros(tiny: Path, run: Run) -> None:
    path = tiny / SYSTEM / "controls/AC/3.1.1.md"
    path.write_text(path.read_text().replace('"3.1.1"', f'"3.1.{"0" * 500_000}"', 1))
    assert run(tiny, "validate").exit_code == 1


def test_a_large_table(tiny: Path, run: Run) -> None:
    path = tiny / SYSTEM / "inventory.csv"
    header = path.read_text().split("\n")[0]
    columns = header.count(",")
    for row in ("x" + "," * columns, "x", '"' + "y" * 200_000 + '"' + "," * columns):
        path.write_text(header + "\n" + (row + "\n") * min(30_000 // PART, 3_000_000 // len(row)))
        assert run(tiny, "validate", "--as-of", "2026-11-24").exit_code == 1
    path.write_text(",".join(f"c{number}" for number in range(50_000 // PART)) + "\n")
    assert run(tiny, "validate", "--as-of", "2026-11-24").exit_code == 1


NAMES = (
    "a\nb.md",
    "\x1b[31mred.md",
    "\u202egpj.md",
    "x\n::error::forged.md",
    "::add-mask::x.md",
    "##[error]x.md",
    "a b.md",
    "-rf.md",
    "CON.md",
    "é.md",
)


@pytest.mark.parametrize("folder", [f"{SYSTEM}/components", f"{SYSTEM}/controls/AC", "catalogs"])
def test_names_of_files(tiny: Path, run: Run, folder: str) -> None:
    """A finding each, told so that neither a terminal nor a CI runner obeys it."""
    for name in (*NAMES, os.fsdecode(b"\xff\xfe.md")):
        (tiny / folder / name).write_bytes(b"x")
    told = run(tiny, "validate", "--format", "json")
    assert len(
        {
            item["path"]
            for item in json.loads(told.stdout)["findings"]
            if item["path"].startswith(f"{folder}/")
        }
    ) > len(NAMES)
    for result in (told, run(tiny, "validate")):
        assert result.exit_code == 1
        assert not any(character in result.output for character in "\x1b\u202e")
        assert "##[" not in result.output
        assert not [line for line in result.output.split("\n") if line.lstrip().startswith("::")]
