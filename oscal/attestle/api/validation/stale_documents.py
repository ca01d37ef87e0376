"""SYN001: the committed documents are what the markdown makes. Only sound systems can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...assembly.answer_outlines import outline_answer
from ...assembly.system_documents import MODELS, PLAN, build_documents, build_reports, is_complete
from ...codes import make_finding
from ...findings import Finding
from ...formats import strict_json
from ...model.derived_ids import OSCAL_VERSION
from ...model.objective_answers import RequirementAnswer
from ...model.workspace import Work
from ...store import cache, files, layout
from ...store.document_shelf import DocumentShelf
from ...store.kept_systems import KeptSystem
from ...store.workspace_settings import read_oscal_version
from ...trees import Tree
from ..assembled_outputs import Outputs, build_outputs, join_outputs
from ..clock import now
from .chosen_systems import is_own_file
from .plan_parts import compare_plan, note_plan

# What is found of a document on disk: nothing, or one of these
_OLDER = "is older than the markdown it is made from"
_LEFT = "has nothing left that it is made from"
# Where the outlines of answers are kept, and what was found by them
_OUTLINES, _REPORTS = "outlines", "reports"


def list_sound(
    works: Iterable[Work], systems: tuple[str, ...], findings: Sequence[Finding]
) -> list[Work]:
    """Those of which it can be said what would be assembled: neither in their own files nor in what
    all share is an error. One in another of the systems says nothing of them.
    """
    names = frozenset(systems)
    wrong = [item.path for item in findings if item.is_error]
    if not all(is_own_file(path, names) for path in wrong):
        return []
    unsound = {path.split("/")[1] for path in wrong}
    return [work for work in works if work.system.name not in unsound]


def find_stale_documents(
    root: Path, work: Work, shelf: DocumentShelf, kept: KeptSystem | None
) -> Iterator[Finding]:
    """One for each document that assembling would change or take away."""
    if kept is None or work.system.characteristics.this_system_uuid:
        # all four documents of an imported plan rest on the plan on disk
        verdicts = _judge_outputs(root, build_outputs(root, work, now(), shelf.read))
    else:
        verdicts = _judge_kept(root, work, shelf, kept)
    for path, what in verdicts.items():
        if what:
            yield make_finding(
                "SYN001",
                path,
                f"{path.rpartition('/')[2]} {what}",
                hint=(
                    "in a pull request nothing needs to be done, it follows after the merge;"
                    f" elsewhere run: attestle ssp assemble {work.system.name}"
                ),
            )


def _judge_outputs(root: Path, outputs: Outputs) -> dict[str, str]:
    changes = files.find_changes(root, outputs.files)
    return {path: _OLDER if data is not None else _LEFT for path, data in changes.items()}


def _judge_kept(root: Path, work: Work, shelf: DocumentShelf, kept: KeptSystem) -> dict[str, str]:
    """Built is only what an earlier run did not compare: of the plan the requirements that changed,
    of the reports none while only the words of texts did.
    """
    version = read_oscal_version(root)
    is_own = version in ("", OSCAL_VERSION)
    is_same = compare_plan(root, work, kept) if is_own else None
    if is_same is not None:
        plan_path = layout.document_path(PLAN, work.system.name)
        verdicts = {plan_path: "" if is_same else _OLDER, **_judge_reports(root, work, shelf, kept)}
        return dict(sorted(verdicts.items()))
    built = build_documents(work)
    verdicts, joined = _judge_built(root, work, version, built, shelf, kept)
    if is_complete(PLAN, built[PLAN]):
        _note_reports(work, kept, verdicts)
        if is_own:
            _note_plan(root, work, shelf, kept, verdicts, joined)
    return dict(sorted(verdicts.items()))


def _note_plan(
    root: Path,
    work: Work,
    shelf: DocumentShelf,
    kept: KeptSystem,
    verdicts: Mapping[str, str],
    joined: Mapping[str, tuple[str, Tree]],
) -> None:
    path = layout.document_path(PLAN, work.system.name)
    document, _ = shelf.read(path)
    tree = dict(document.tree) if document and document.tree else None
    made = joined[path][1] if path in joined else None if verdicts[path] else tree
    if tree and made:
        note_plan(root, work, kept, made, tree)


def _judge_reports(
    root: Path, work: Work, shelf: DocumentShelf, kept: KeptSystem
) -> dict[str, str]:
    """The documents that refer to a plan, which there is."""
    keys = _key_reports(work, kept)
    known = {path: kept.find_word(_REPORTS, path, key) for path, key in keys.items()}
    if all(word is not None for word in known.values()):
        return {path: word or "" for path, word in known.items()}
    version = read_oscal_version(root)
    verdicts, _ = _judge_built(root, work, version, build_reports(work), shelf, kept)
    _note_reports(work, kept, verdicts)
    return verdicts


def _note_reports(work: Work, kept: KeptSystem, verdicts: Mapping[str, str]) -> None:
    for path, key in _key_reports(work, kept).items():
        kept.note_word(_REPORTS, path, key, verdicts[path])


def _key_reports(work: Work, kept: KeptSystem) -> dict[str, str]:
    """By path all that such a document rests on: the outlines of the answers, all else of the
    system, which the frame stands for, and what is on disk.
    """
    outlines = [_find_outline(kept, answer) for answer in work.system.answers.values()]
    paths = [layout.document_path(model, work.system.name) for model in MODELS if model != PLAN]
    return {
        path: cache.make_key(kept.frame_key, kept.hashes.get(path, ""), *outlines) for path in paths
    }


def _find_outline(kept: KeptSystem, answer: RequirementAnswer) -> str:
    path = answer.source.path
    key = kept.key_answer(path)
    known = kept.find_word(_OUTLINES, path, key) if key else None
    if known is not None:
        return known
    outline = cache.make_key(repr(outline_answer(answer)))
    if key:
        kept.note_word(_OUTLINES, path, key, outline)
    return outline


def _judge_built(
    root: Path,
    work: Work,
    version: str,
    built: Mapping[str, Tree | None],
    shelf: DocumentShelf,
    kept: KeptSystem,
) -> tuple[dict[str, str], Mapping[str, tuple[str, Tree]]]:
    """A document is brought together with the one on disk only if one of both is another; those
    that were, by path with their model.
    """
    verdicts: dict[str, str] = {}
    joined: Mapping[str, tuple[str, Tree]] = {}
    unknown: dict[str, Tree | None] = {}
    keys: dict[str, str] = {}
    for model, tree in built.items():
        path = layout.document_path(model, work.system.name)
        keys[path] = _make_key(work, version, tree, kept.hashes.get(path, ""))
        before = kept.find_verdict(path, keys[path])
        if before is None:
            unknown[model] = tree
        else:
            verdicts[path] = before
    if unknown:
        outputs = join_outputs(root, work, unknown, now(), shelf.read)
        found, joined = _judge_outputs(root, outputs), outputs.trees
        for model in unknown:
            path = layout.document_path(model, work.system.name)
            verdicts[path] = found.get(path, "")
            kept.note_verdict(path, keys[path], verdicts[path])
    return verdicts, joined


def _make_key(work: Work, version: str, built: Mapping[str, object] | None, on_disk: str) -> str:
    """All that the document to be written rests on: what is built, the OSCAL version that settings
    ask for, what stands there, and whose objects in it are ours.
    """
    written = strict_json.write_json(built) if built else b""
    return cache.make_key(work.system.characteristics.uuid, version, written, on_disk)
