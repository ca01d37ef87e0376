"""SYN001: the committed documents are what the markdown makes. Only sound files can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...assembly.system_documents import build_documents
from ...codes import make_finding
from ...findings import Finding
from ...formats import strict_json
from ...model.workspace import Work
from ...store import cache, files, layout
from ...store.document_shelf import DocumentShelf
from ...store.kept_systems import KeptSystem
from ...store.workspace_settings import read_oscal_version
from ...trees import Tree
from ..assembled_outputs import Outputs, build_outputs, join_outputs
from ..clock import now

# What is found of a document on disk: nothing, or one of these
_OLDER = "is older than the markdown it is made from"
_LEFT = "has nothing left that it is made from"


def find_stale_documents(
    root: Path, work: Work, shelf: DocumentShelf, kept: KeptSystem | None
) -> Iterator[Finding]:
    """One for each document that assembling would change or take away."""
    if kept is None or work.system.characteristics.this_system_uuid:
        # all four documents of an imported plan rest on the plan on disk
        verdicts = _judge_outputs(root, build_outputs(root, work, now(), shelf.read))
    else:
        verdicts = _judge_built(root, work, shelf, kept)
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


def _judge_built(root: Path, work: Work, shelf: DocumentShelf, kept: KeptSystem) -> dict[str, str]:
    """A document is brought together with the one on disk only if one of both is another."""
    verdicts: dict[str, str] = {}
    unknown: dict[str, Tree | None] = {}
    keys: dict[str, str] = {}
    version = read_oscal_version(root)
    for model, tree in build_documents(work).items():
        path = layout.document_path(model, work.system.name)
        keys[path] = _make_key(work, version, tree, kept.hashes.get(path, ""))
        before = kept.find_verdict(path, keys[path])
        if before is None:
            unknown[model] = tree
        else:
            verdicts[path] = before
    if unknown:
        found = _judge_outputs(root, join_outputs(root, work, unknown, now(), shelf.read))
        for model in unknown:
            path = layout.document_path(model, work.system.name)
            verdicts[path] = found.get(path, "")
            kept.note_verdict(path, keys[path], verdicts[path])
    return dict(sorted(verdicts.items()))


def _make_key(work: Work, version: str, built: Mapping[str, object] | None, on_disk: str) -> str:
    """All that the document to be written rests on: what is built, the OSCAL version that settings
    ask for, what stands there, and whose objects in it are ours.
    """
    written = strict_json.write_json(built) if built else b""
    return cache.make_key(work.system.characteristics.uuid, version, written, on_disk)
