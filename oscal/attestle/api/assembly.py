"""Markdown to OSCAL: the four documents of a system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..formats.answer_names import list_names
from ..model.workspace import Work
from ..store import files
from .assembled_change import AssembledChange
from .assembled_outputs import build_outputs
from .clock import now
from .sound_systems import ReadSystem, read_sound
from .uuid_filling import fill_uuids


def assemble(
    root: Path,
    name: str | None = None,
    *,
    check: bool = False,
    stamp: str | None = None,
    read_system: ReadSystem | None = None,
) -> AssembledChange:
    """Write the four OSCAL documents of a system, the uuids that its own files lack, and the words
    of its fields as the tool has them.

    With `check` only say which files would change; words of fields are no change then, and
    `read_system` may read the system in another way.
    """
    work, missing = read_sound(root, name, read_system if check else None)
    outputs = build_outputs(root, work, stamp or now())
    changes = files.find_changes(root, fill_uuids(root, missing) | outputs.files)
    removed = list_removed(changes)
    if not check:
        changes |= files.find_changes(root, _write_words(root, work))
    facts = (outputs.kept, len(outputs.trees), removed, outputs.lost, outputs.uncarried)
    if check:
        return AssembledChange(tuple(changes), *facts)
    if trees := [outputs.trees[path] for path in changes if path in outputs.trees]:
        # trestle takes a second to import; an unchanged run does without
        from ..upstream.models import check_round_trip

        for model, tree in trees:
            check_round_trip(model, tree)
    return AssembledChange(files.save(root, changes), *facts)


def _write_words(root: Path, work: Work) -> dict[str, bytes | None]:
    """The requirement files with the word of each state in place of what people write for it."""
    # a run that only looks changes no words
    from ..authoring.text_repairs import write_canonical_front, write_canonical_words

    system = work.system
    names = list_names(system.evidence, system.providers, system.people)
    outputs: dict[str, bytes | None] = {}
    for answer in system.answers.values():
        data = write_canonical_front(files.read(root, answer.source.path), answer.label, names)
        outputs[answer.source.path] = write_canonical_words(data, names)
    return outputs


def list_removed(changes: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Those of the paths to be changed that go."""
    return tuple(path for path, data in changes.items() if data is None)
