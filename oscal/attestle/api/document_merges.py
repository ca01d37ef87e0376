"""An assembled document that two branches changed: made anew from the merged markdown, where that
loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import ToolkitError, UsageError
from ..store import files, layout, merge_driver
from .assembly import build_outputs
from .sound_systems import load_sound, now

SIDES = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


def merge_document(
    root: Path, path: str, theirs: bytes, heads: Sequence[str], *, stamp: str | None = None
) -> bytes:
    """The document at `path` from the markdown of HEAD merged with the other head. Raises
    UsageError with the reason where it cannot be said.

    It is made over our side and over theirs: if these differ, one side holds content of other tools
    that the other lacks, and a person must choose.
    """
    parts = path.split("/")
    model = layout.find_model(path)
    if len(parts) != 3 or model not in SIDES or path != layout.document_path(model, parts[1]):
        raise UsageError("it is no document that attestle assembles")
    if len(heads) != 1:
        raise UsageError("git does not say what is being merged")
    stamp = stamp or now()
    with merge_driver.merge_heads(root, heads[0]) as folder:
        if folder is None:
            raise UsageError(
                "the markdown has conflicts of its own, or this git is older than 2.38"
            )
        try:
            work = load_sound(folder, parts[1])
            ours = build_outputs(folder, work, stamp)
            files.save(folder, {path: theirs})
            other = build_outputs(folder, work, stamp)
        except ToolkitError as error:
            raise UsageError(str(error)) from error
        if path not in ours.trees or path not in other.trees:
            raise UsageError("nothing is left that it is made from")
        if _undated(ours.trees[path][1]) != _undated(other.trees[path][1]):
            raise UsageError("the two sides hold different content of other tools")
        from ..upstream.models import check_round_trip  # trestle takes a second to import

        check_round_trip(*ours.trees[path])
        made = ours.files[path]
        assert made is not None
        return made


def _undated(tree: dict[str, Any]) -> dict[str, Any]:
    """The document but for the day of its last change."""
    return {
        key: {
            **body,
            "metadata": {
                name: value
                for name, value in body.get("metadata", {}).items()
                if name != "last-modified"
            },
        }
        for key, body in tree.items()
    }
