"""`validate` as a library and for the command line: what is meant, what is known from before, what
is left out, and what remains.

The checks themselves are loaded only when an answer has to be worked out anew.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..findings import Finding, ordered
from ..formats import known_findings, settings
from ..formats.known_findings import Known
from ..formats.settings import Settings
from ..store import cache, files, layout, loose
from ..store import settings as stored
from ..store.settings import Rules

STDIN = "stdin"
ENDINGS = (".json", ".yaml", ".yml")
_TOPS = (*layout.MODELS, layout.SSP, layout.SETTINGS)
# The first key of a document, for files of which nothing else says that they are OSCAL
_OSCAL = re.compile(rb"""\A(?:\xef\xbb\xbf)?(?:\s|\#[^\n]*\n|---|\{|["']?\$schema["']?\s*:\s*["']?[^\s"']*["']?,?)*["']?(?:%s)["']?\s*:"""
                    % b"|".join(model.encode() for model in layout.FOLDER_OF))  # fmt: skip
_MOST_FILES = 5000
_BEGINNING = 4096


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be judged: a workspace or parts of it, and documents by themselves, named from
    `root`.
    """

    root: Path
    paths: tuple[str, ...] = ()
    is_workspace: bool = True
    documents: Mapping[str, Path | bytes] | None = (
        None  # bytes that came by themselves, or where a file stands
    )
    passed_over: int = 0  # files of a folder that are no OSCAL documents

    @property
    def judges_workspace(self) -> bool:
        """Whether more is asked for than documents by themselves, which may well stand in a
        workspace and have its settings.
        """
        return self.is_workspace and bool(self.paths or not self.documents)


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for beside the target.

    `baseline` and `select` go before what the settings say.
    """

    as_of: dt.date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: Path | None = None
    without_baseline: bool = False
    settings_from: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What remains, in order, and how much was left out by settings (`ignored`) and by the baseline
    (`known`).
    """

    target: Target
    findings: tuple[Finding, ...]
    ignored: int
    known: int
    stale: tuple[Known, ...]
    baseline_path: str
    fail_on: str
    read: Callable[[str], bytes]

    @property
    def suppressed(self) -> int:
        return self.ignored + self.known

    @property
    def fails(self) -> bool:
        return any(item.is_error or self.fail_on == "warning" for item in self.findings)

    def fingerprints(self) -> tuple[str, ...]:
        """One for each finding; the same for findings that cannot be told apart."""
        return known_findings.fingerprints(self.findings, lambda path: _tree(path, self.read))


def validate(
    target: str | os.PathLike[str] | bytes,
    paths: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
) -> tuple[Finding, ...]:
    """Every finding in a workspace (its folder), in parts of it, in a file or folder anywhere, or
    in the bytes of one document.

    `paths` are files and folders of the workspace, from its root. Findings are ordered, complete
    and located; nothing is left out by settings, printed, written or kept. A document outside a
    workspace, or given as bytes (JSON or YAML), is judged by itself: what refers to other documents
    is not. Raises UsageError if there is no such file or folder.
    """
    if isinstance(target, bytes):
        return _alone(
            Target(Path(), (), False, {STDIN + _ending(target): target}),
            as_of or dt.date.today(),
            cache.Cache(None),
        )
    start = Path(os.path.normpath(Path(target).absolute()))
    meant = (
        Target(start, paths)
        if paths or (start / layout.MARKER).is_dir()
        else targeted([start], None)
    )
    rules = stored.read(meant.root) if meant.is_workspace else Rules()
    return ordered(
        (
            *rules.findings,
            *_found(meant, rules.settings, as_of or dt.date.today(), cache.Cache(None)),
        )
    )


def report(meant: Target, options: Options) -> Report:
    """The findings, but for those that settings, options and baseline leave out.

    What is wrong with settings and baseline is always told.
    """
    baseline = options.baseline
    if options.settings_from and not meant.is_workspace:
        raise UsageError("settings are those of a workspace, and what is checked is in none")
    inside = _in(meant.root, baseline) if baseline and meant.is_workspace else ""
    rules = (
        stored.read(meant.root, options.settings_from, inside) if meant.is_workspace else Rules()
    )
    if baseline and not inside:
        known, wrong = stored.parsed_baseline(
            str(baseline), files.read_outside(baseline, known_findings.MOST_BYTES + 1)
        )
        rules = Rules(rules.settings, known, str(baseline), (*rules.findings, *wrong))
    chosen = settings.with_options(rules.settings, options.select, options.ignore, options.fail_on)
    found = _found(
        meant,
        chosen,
        options.as_of or dt.date.today(),
        cache.opened(meant.root) if options.cached else cache.Cache(None),
    )
    left = tuple(item for item in found if not chosen.leaves_out(item.code, item.path))
    read = _reader(meant)
    split = known_findings.Split(left, 0, ())
    if rules.baseline and not options.without_baseline:
        prints = known_findings.fingerprints(left, lambda path: _tree(path, read))
        split = known_findings.split(left, prints, rules.baseline)
    stale = tuple(entry for entry in split.stale if _was_judged(entry, meant, chosen))
    return Report(
        meant,
        ordered((*rules.findings, *split.new)),
        len(found) - len(left),
        split.known,
        stale,
        rules.baseline_path,
        chosen.fail_on,
        read,
    )


def _was_judged(entry: Known, meant: Target, chosen: Settings) -> bool:
    """Whether a finding that is gone could have been found in this run."""
    here = entry.path in (meant.documents or {}) or (
        meant.judges_workspace and below(entry.path, meant.paths)
    )
    return here and not chosen.leaves_out(entry.code, entry.path)


def write_baseline(path: Path, done: Report) -> int:
    """Write the findings of a report as a baseline; how many they are."""
    kept = tuple(
        item for item in done.findings if item.path not in (layout.SETTINGS, done.baseline_path)
    )
    prints = known_findings.fingerprints(kept, lambda name: _tree(name, done.read))
    full = path.absolute()
    files.save_outside(full.parent, {full.name: known_findings.write(kept, prints)})
    return len(kept)


def targeted(paths: list[Path], root: Path | None) -> Target:
    """What files and folders mean: parts of the workspace they are in, or documents by themselves."""
    full = [Path(os.path.normpath(path.absolute())) for path in paths]
    for path, one in zip(paths, full, strict=True):
        if not one.exists():
            raise UsageError(f'there is no file or folder "{path}"')
    root = root or _workspace(full[0])
    if root is None:
        return _outside(full)
    inside = [_in(root, path) for path in full]
    for path, name in zip(paths, inside, strict=True):
        if not name:
            raise UsageError(
                f"{path} is not in the workspace {root}; give the paths of one workspace at a time"
            )
    found = {
        name: {name: root / name} if _is_document(root / name) else _in_folder(root, root / name)[0]
        for name in inside
        if not _is_own(name)
    }
    documents = {name: path for one in found.values() for name, path in one.items()}
    return Target(
        root, tuple(name for name in inside if not found.get(name)), True, documents or None
    )


def unchecked(meant: Target) -> tuple[str, ...]:
    """The paths given that no check looks at."""
    return tuple(path for path in meant.paths if not _is_own(path))


def given(data: bytes) -> Target:
    """A document that came by itself."""
    return Target(Path.cwd(), (), False, {STDIN + _ending(data): data})


def _ending(data: bytes) -> str:
    return ".json" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"") else ".yaml"


def _is_own(path: str) -> bool:
    return path in (".", layout.SETTINGS) or path.split("/")[0] in (layout.SSP, *layout.MODELS)


def _is_document(path: Path) -> bool:
    return path.is_file() and path.suffix in ENDINGS


def _workspace(path: Path) -> Path | None:
    try:
        return layout.find_root(path)
    except UsageError:
        return None


def _in(root: Path, path: Path) -> str:
    """The path from the root, "" if it is not below it."""
    try:
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except ValueError:
        return ""


def _outside(full: list[Path]) -> Target:
    """Documents by themselves: the files given, and those of the folders given that are OSCAL."""
    here = Path.cwd()
    root = (
        here
        if all(path.is_relative_to(here) for path in full)
        else Path(os.path.commonpath([path if path.is_dir() else path.parent for path in full]))
    )
    found: dict[str, Path] = {}
    passed_over = 0
    for path in full:
        more, others = (
            _in_folder(root, path)
            if path.is_dir()
            else ({path.relative_to(root).as_posix(): path}, 0)
        )
        found |= more
        passed_over += others
    if not found:
        raise UsageError(
            f"there is no OSCAL document in {', '.join(str(path) for path in full)}, and it is in"
            f" no workspace (no {layout.MARKER} folder)"
        )
    return Target(root, (), False, dict(sorted(found.items())), passed_over)


def _in_folder(root: Path, folder: Path) -> tuple[dict[str, Path], int]:
    """The OSCAL documents in a folder by their path from the root, and how many other files of such
    endings there are.
    """
    files_ = _walk(folder) if folder.is_dir() else []
    found = {path.relative_to(root).as_posix(): path for path in files_ if _may_be_oscal(path)}
    return found, len(files_) - len(found)


def _walk(folder: Path) -> list[Path]:
    """Files that can be documents.

    Hidden folders and links are not followed; a workspace below is judged as such, or not at all.
    """
    found: list[Path] = []
    for here, names, inside in os.walk(folder):
        if layout.MARKER in names:
            raise UsageError(f"{here} is a workspace; give it, or what is in it, by itself")
        names[:] = sorted(
            name for name in names if not name.startswith(".") and name != "node_modules"
        )
        found += [
            Path(here, name)
            for name in sorted(inside)
            if name.endswith(ENDINGS) and not name.startswith(".")
        ]
        if len(found) > _MOST_FILES:
            raise UsageError(
                f"there are more than {_MOST_FILES} files in {folder}; give a folder of OSCAL"
                " documents"
            )
    return found


def _may_be_oscal(path: Path) -> bool:
    return bool(_OSCAL.match(loose.beginning(path, _BEGINNING)))


def _found(
    meant: Target, chosen: Settings, as_of: dt.date, kept: cache.Cache
) -> tuple[Finding, ...]:
    own = (
        tuple(
            item
            for item in _workspace_findings(meant.root, chosen, as_of, kept)
            if below(item.path, meant.paths)
        )
        if meant.judges_workspace
        else ()
    )
    return ordered((*own, *(_alone(meant, as_of, kept) if meant.documents else ())))


def below(path: str, chosen: tuple[str, ...]) -> bool:
    """Whether a file is one of those chosen, or in a folder that is; nothing chosen means
    everything.
    """
    return not chosen or any(
        one in ("", ".") or path == one or path.startswith(f"{one}/") for one in chosen
    )


def _workspace_findings(
    root: Path, chosen: Settings, as_of: dt.date, kept: cache.Cache
) -> tuple[Finding, ...]:
    """From before if nothing changed that the answer rests on; otherwise anew, and documents that
    did not change from before.
    """
    if not kept.usable:
        from . import checking

        return checking.everything(root, as_of, known_tools=chosen.known_tools)
    version, state = cache.rule_set(), cache.state(root, _TOPS)
    name = cache.key("workspace", version, as_of.isoformat(), *chosen.known_tools, state.key())
    before = cache.findings_of(kept.get(name)) if state.complete else None
    if before is not None:
        return before
    from . import checking

    answers = checking.Answers(kept, version, state) if state.complete else None
    found = checking.everything(root, as_of, known_tools=chosen.known_tools, answers=answers)
    if answers is not None and cache.unchanged(root, state):
        kept.put({**answers.fresh, name: cache.answer(found)})
    return found


def _alone(meant: Target, as_of: dt.date, kept: cache.Cache) -> tuple[Finding, ...]:
    """Documents by themselves, each from before if it is the same."""
    found: list[Finding] = []
    fresh: dict[str, Any] = {}
    read = _reader(meant)
    version = cache.rule_set() if kept.usable else ""
    for path in meant.documents or {}:
        try:
            data = read(path)
        except files.Unreadable as error:
            found += error.findings
            continue
        name = cache.key("alone", version, as_of.isoformat(), path, data) if kept.usable else ""
        one = cache.findings_of(kept.get(name)) if kept.usable else None
        if one is None:
            from . import checking

            one = checking.alone({path: data}, as_of)
            fresh[name] = cache.answer(one)
        found += one
    kept.put(fresh if kept.usable else {})
    return ordered(found)


def _reader(meant: Target) -> Callable[[str], bytes]:
    """Bytes by the path of a finding. Raises FileNotFoundError or Unreadable."""

    def read(path: str) -> bytes:
        given_ = (meant.documents or {}).get(path)
        if isinstance(given_, bytes):
            return given_
        return files.read(meant.root, path)

    return read


def _tree(path: str, read: Callable[[str], bytes]) -> Any:
    """The parsed file behind a pointer, None where it cannot be parsed."""
    from ..formats import frontmatter, strict_json, yaml12
    from ..formats.text import decode

    try:
        data = read(path)
    except (FileNotFoundError, files.Unreadable):
        return None
    if path.endswith(".json"):
        return strict_json.read(data)[0]
    if path.endswith((".yaml", ".yml")):
        return yaml12.load(decode(data).text, deepest=strict_json.MAX_DEPTH).value
    return (
        yaml12.load(frontmatter.split(decode(data).text).yaml).value
        if path.endswith(".md")
        else None
    )
