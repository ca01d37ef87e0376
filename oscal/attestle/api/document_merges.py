"""An assembled document that two branches changed, made anew where that loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import ToolkitError, UsageError
from ..store import files, layout, merge_driver
from ..trees import Tree
from .assembled_outputs import Outputs, build_outputs
from .clock import now
from .sound_systems import load_sound

SIDES = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


def merge_document(
    root: Path, path: str, theirs: bytes, heads: Sequence[str], *, stamp: str | None = None
) -> bytes:
    """The document at `path` from the markdown of HEAD merged with the other head.

    It is made over our side and over theirs: if these differ, one side holds content of other tools
    that the other lacks, and a person must choose. Raises UsageError with the reason where it
    cannot be said.
    """
    model, name = layout.split_document_path(path) or ("", "")
    if model not in SIDES or path != layout.document_path(model, name):
        raise UsageError("it is no document that attestle assembles")
    if len(heads) != 1:
        raise UsageError("git does not say what is being merged")
    with merge_driver.merge_heads(root, heads[0]) as folder:
        if folder is None:
            raise UsageError(
                "the markdown has conflicts of its own, or this git is older than 2.38"
            )
        ours, other = _build_both_sides(folder, name, path, theirs, stamp or now())
        merged = ours.files.get(path)
        if merged is None or path not in other.trees:
            raise UsageError("nothing is left that it is made from")
        if _remove_date(ours.trees[path][1]) != _remove_date(other.trees[path][1]):
            raise UsageError("the two sides hold different content of other tools")
        from ..upstream.models import check_round_trip  # trestle takes a second to import

        check_round_trip(*ours.trees[path])
        return merged


def _build_both_sides(
    folder: Path, name: str, path: str, theirs: bytes, stamp: str
) -> tuple[Outputs, Outputs]:
    """The merged markdown made over our document, and over theirs."""
    try:
        work = load_sound(folder, name)
        ours = build_outputs(folder, work, stamp)
        files.save(folder, {path: theirs})
        return ours, build_outputs(folder, work, stamp)
    except ToolkitError as error:
        raise UsageError(str(error)) from error


def _remove_date(tree: Tree) -> Tree:
    """The document but for the day of its last change."""
    return {key: {**body, "metadata": _remove_last_modified(body)} for key, body in tree.items()}


def _remove_last_modified(body: Tree) -> Tree:
    metadata = body.get("metadata", {})
    return {name: value for name, value in metadata.items() if name != "last-modified"}
