"""A small workspace of two systems, and random edits of everything in it that somebody may change."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import attestle
from attestle.errors import ToolkitError
from attestle.model.derived_ids import derive_uuid
from conftest import ROOT

CASES = ROOT / "tests/cases"
BASE = CASES / "_base"
SYSTEM, OTHER = "demo", "annex"
STAMP = "2026-11-24T00:00:00+00:00"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORDS = (
    "TODO",
    "will",
    "[a link](../boundary.md)",
    "[see](3.1.3.md)",
    "app-07",
    "![x](../x.png)",
    "- State: planned",
    "é",
    "<b>",
)
_NAMES = ("note.md", "3.1.2.md", "catalog.json", "x.yaml", "plan.xml", ".hidden", "texts.json")
Edit = Callable[[random.Random, Path], str]


def make_workspace(root: Path) -> None:
    """Both systems are sound and assembled."""
    shutil.copytree(BASE, root)
    shutil.copytree(root / f"ssp/{SYSTEM}", root / f"ssp/{OTHER}")
    for path in sorted((root / f"ssp/{OTHER}").rglob("*")):
        if path.suffix in (".md", ".yaml", ".csv"):
            text = path.read_text(encoding="utf-8")
            told = _UUID.sub(lambda match: derive_uuid(match[0], OTHER), text)
            path.write_text(told.replace("DEMO-", "ANNEX-"), encoding="utf-8")
    for name in (SYSTEM, OTHER):
        attestle.assemble(root, name, stamp=STAMP)
    _run_git(root, "init", "-q")
    _commit(root)


def restore_workspace(template: Path, root: Path) -> None:
    """As the template is; what is so already is not touched, and keeps its times."""
    wanted = {path.relative_to(template): path for path in list_files(template)}
    for path in sorted(root.rglob("*"), reverse=True):
        if path.relative_to(root).parts[0] == ".git":
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(root) not in wanted or path.is_symlink():
            path.unlink()
    for name, source in wanted.items():
        target = root / name
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def list_edits() -> tuple[Edit, ...]:
    return (
        *(_lay_case,) * 6, *(_write_into,) * 4, *(_take_lines_out,) * 2, _swap_texts, _delete_file,
        _rename_file, _add_file, _move_folder, _link_file, _link_system, _restore_file, _assemble, _commit_all,
        _edit_within_a_second, _copy_system, _rename_system, _rename_system,
        _change_identity, _change_identity, _change_settings,
    )  # fmt: skip


def list_files(root: Path) -> list[Path]:
    inside = (path for path in sorted(root.rglob("*")) if ".git" not in path.parts)
    return [path for path in inside if path.is_file() and not path.is_symlink()]


def _choose_text(chance: random.Random, root: Path) -> Path:
    return chance.choice([path for path in list_files(root) if path.suffix != ".png"])


def _tell(root: Path, path: Path, what: str) -> str:
    return f"{what} {path.relative_to(root).as_posix()}"


def _lay_case(chance: random.Random, root: Path) -> str:
    """The files of a case of a code, over either system: between them they reach every rule."""
    overlay = chance.choice([path for path in sorted(CASES.glob("*/*")) if path.is_dir()])
    other = chance.random() < 0.3
    for source in sorted(path for path in overlay.rglob("*") if path.is_file()):
        name = source.relative_to(overlay).as_posix()
        name = name.replace(f"ssp/{SYSTEM}/", f"ssp/{OTHER}/") if other else name
        target = root / name.removesuffix(".delete")
        if name == "case.json" or not _is_free(root, target):
            continue
        if name.endswith(".delete"):
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return f"laid {overlay.relative_to(CASES).as_posix()}{' over the other' if other else ''}"


def _is_free(root: Path, target: Path) -> bool:
    """Whether earlier edits left a folder on the way, and no folder or link in the place."""
    ways = [path for path in target.parents if path.is_relative_to(root)]
    return not target.is_dir() and all(path.is_dir() or not path.exists() for path in ways)


def _write_into(chance: random.Random, root: Path) -> str:
    path = _choose_text(chance, root)
    lines = path.read_bytes().split(b"\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(_WORDS).encode())
    path.write_bytes(b"\n".join(lines))
    return _tell(root, path, "wrote into")


def _take_lines_out(chance: random.Random, root: Path) -> str:
    path = _choose_text(chance, root)
    lines = path.read_bytes().split(b"\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.randint(1, 3)]
    path.write_bytes(b"\n".join(lines))
    return _tell(root, path, "took lines out of")


def _swap_texts(chance: random.Random, root: Path) -> str:
    """Two files of one folder: every hash was there before, at another path."""
    path = _choose_text(chance, root)
    other = chance.choice([item for item in list_files(root) if item.parent == path.parent])
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)
    return _tell(root, path, f"swapped {other.name} with")


def _delete_file(chance: random.Random, root: Path) -> str:
    path = chance.choice(list_files(root))
    path.unlink()
    return _tell(root, path, "deleted")


def _rename_file(chance: random.Random, root: Path) -> str:
    path = chance.choice(list_files(root))
    path.rename(path.with_name(f"other-{path.name}"))
    return _tell(root, path, "renamed")


def _add_file(chance: random.Random, root: Path) -> str:
    folder = chance.choice(list_files(root)).parent
    source = chance.choice(list_files(root))
    target = folder / chance.choice((source.name, *_NAMES))
    if target != source and not target.is_dir():
        shutil.copyfile(source, target)
    return _tell(root, target, f"copied {source.name} to")


def _move_folder(chance: random.Random, root: Path) -> str:
    folder = chance.choice([path.parent for path in list_files(root) if path.parent != root])
    target = folder.with_name(f"{folder.name}-moved")
    if not target.exists():
        folder.rename(target)
    return _tell(root, folder, "moved")


def _link_file(chance: random.Random, root: Path) -> str:
    path = chance.choice(list_files(root))
    kept = root / ".trestle" / f"kept-{path.name}"
    path.rename(kept)
    path.symlink_to(kept)
    return _tell(root, path, "put a link in the place of")


def _link_system(chance: random.Random, root: Path) -> str:
    """The link stays, and what it leads to comes and goes: a folder, a file, nothing."""
    link, target = root / "ssp/linked", root / ".trestle/linked"
    if not os.path.lexists(link):
        link.symlink_to(target)
    if target.is_dir():
        target.rmdir()
    elif target.exists():
        target.unlink()
    elif chance.random() < 0.5:
        target.mkdir()
    else:
        target.write_bytes(b"")
    return _tell(root, link, "changed what stands behind")


def _restore_file(chance: random.Random, root: Path) -> str:
    files = [path for path in sorted(BASE.rglob("*")) if path.is_file()]
    source = chance.choice(files)
    target = root / source.relative_to(BASE)
    if _is_free(root, target) and not target.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return _tell(root, target, "restored")


def _assemble(chance: random.Random, root: Path) -> str:
    name = chance.choice((SYSTEM, OTHER))
    try:
        attestle.assemble(root, name, stamp=STAMP)
    except ToolkitError:
        return f"could not assemble {name}"
    return f"assembled {name}"


def _commit_all(chance: random.Random, root: Path) -> str:
    del chance
    _commit(root)
    return "committed"


def _edit_within_a_second(chance: random.Random, root: Path) -> str:
    """The size stays, and so does the time that can be set."""
    path = _choose_text(chance, root)
    facts, data = path.stat(), bytearray(path.read_bytes())
    at = chance.randrange(len(data) or 1)
    data[at : at + 1] = b"x" if data[at : at + 1] != b"x" else b"y"
    path.write_bytes(data)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return _tell(root, path, "changed a sign, and set the time back, of")


def _copy_system(chance: random.Random, root: Path) -> str:
    target = root / "ssp" / chance.choice(("third", "fourth"))
    source = root / f"ssp/{SYSTEM}"
    if source.is_dir() and not target.exists():
        shutil.copytree(source, target, symlinks=True)
    return _tell(root, target, "copied a system to")


def _rename_system(chance: random.Random, root: Path) -> str:
    """Its documents are left behind; a system without its description cannot be read."""
    source = root / "ssp" / chance.choice((SYSTEM, OTHER))
    target = source.with_name("moved")
    if source.is_dir() and not target.exists():
        source.rename(target)
        if chance.random() < 0.3:
            (target / "system.md").unlink(missing_ok=True)
    return _tell(root, source, "renamed")


def _change_identity(chance: random.Random, root: Path) -> str:
    """The system takes the uuid of the other one, or a new one: whose are the documents then?"""
    files = [path for path in sorted((root / "ssp").glob("*/system.md")) if path.is_file()]
    if not files:
        return "found no system"
    path = chance.choice(files)
    uuids = [*_UUID.findall(chance.choice(files).read_text(encoding="utf-8", errors="replace"))[:1]]
    uuid = chance.choice([*uuids, derive_uuid("another", str(chance.random()))])
    text = path.read_text(encoding="utf-8", errors="replace")
    path.write_text(_UUID.sub(uuid, text, count=1), encoding="utf-8")
    return _tell(root, path, "changed the uuid in")


def _change_settings(chance: random.Random, root: Path) -> str:
    lines = (
        'known-tools = ["Doorkeeper", "Portal"]\n',
        'ignore = ["SYN"]\n',
        'texts = "official"\n',
        'fonts = ["fonts"]\n',
        'oscal-version = "1.1.2"\n',
        '[references]\n"https://demo.example/x" = "catalogs/mini/catalog.json"\n',
        "not toml\n",
    )
    (root / "attestle.toml").write_text(chance.choice(lines), encoding="utf-8")
    return "changed the settings"


def _run_git(root: Path, *args: str) -> None:
    subprocess.run(["git", "-C", str(root), *args], check=False, capture_output=True)


def _commit(root: Path) -> None:
    _run_git(root, "add", "-A")
    _run_git(root, "-c", "user.name=a", "-c", "user.email=a@a.example", "commit", "-qm", "edits")


def choose_options(chance: random.Random, root: Path) -> Iterator[str]:
    """Day, choice of findings, files in the place of addresses: mostly the same as before."""
    yield "--as-of"
    yield chance.choice(("2026-11-24",) * 6 + ("2026-11-25", "2027-03-01"))
    if chance.random() < 0.1:
        yield from ("--ignore", "SSP")
    if chance.random() < 0.1:
        yield from ("--catalog", f"https://demo.example/x={root / 'catalogs/mini/catalog.json'}")
    if chance.random() < 0.05:
        yield from ("--new-since", "HEAD")
