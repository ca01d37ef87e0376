"""Whether a plan on disk is what the answers make, requirement by requirement.

A requirement of the plan rests on its own answer, and the rest of the plan on no answer: what an
earlier run compared is not built again. That holds for a document that has exactly our requirements
in our order and is in the OSCAL version of the tool; any other is compared as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...assembly.implemented_requirements import build_plan_requirement
from ...assembly.system_documents import PLAN, join_documents
from ...conformance.key_order import sort_keys
from ...formats import strict_json
from ...formats.oscal_values import get_items, get_object
from ...model.baseline import Requirement
from ...model.derived_ids import OSCAL_VERSION
from ...model.system import RequirementAnswer
from ...model.workspace import Work
from ...store import cache, files, layout
from ...store.kept_systems import KeptSystem
from ...trees import Tree

# What is kept of a part: it stands so on disk, it does not, or nothing is to stand there
_SAME, _OTHER, _NOTHING = "same", "other", "nothing"
# So many changed answers are built one by one; more of them are quicker built with all the others
_FEW = 8
# Where it is kept: of the plan without its requirements (with their ids), and of these
_FRAME, _REQUIREMENTS = "plan frame", "plan requirements"
_CONTROLS, _ITEMS = "control-implementation", "implemented-requirements"
# The day is none of the content
_DATED = {"last-modified": ""}


def compare_plan(root: Path, work: Work, kept: KeptSystem) -> bool | None:
    """Whether the plan is as it stands on disk; None where too little is known."""
    path = layout.document_path(PLAN, work.system.name)
    on_disk = kept.hashes.get(path, "")
    frame, *ids = (kept.find_word(_FRAME, path, on_disk) or "").split("\n")
    words: dict[str, str] = {}
    unknown = []
    for requirement, answer in _walk_answers(work):
        words[requirement.id] = _find_word(kept, answer, on_disk)
        unknown += [] if words[requirement.id] else [(requirement, answer)]
    if not frame or len(unknown) > _FEW:
        return None
    theirs = _read_requirements(root, path) if unknown else {}
    for requirement, answer in unknown:
        word = _compare_requirement(work, requirement, theirs.get(requirement.id))
        words[requirement.id] = word
        _note_word(kept, answer, on_disk, word)
    if [name for name, word in words.items() if word != _NOTHING] != ids:
        return None
    return frame == _SAME and _OTHER not in words.values()


def note_plan(
    root: Path, work: Work, kept: KeptSystem, built: Tree, on_disk: Tree, *, is_same: bool
) -> None:
    """Keep the parts of a plan that was compared as a whole."""
    path = layout.document_path(PLAN, work.system.name)
    ours, theirs = _list_requirements(built), _list_requirements(on_disk)
    ids = [item["control-id"] for item in ours]
    is_like = ids == [item.get("control-id") for item in theirs] and len(set(ids)) == len(ids)
    if not ids or not is_like or not _is_own_version(on_disk):
        return
    pairs = dict(zip(ids, zip(ours, theirs, strict=True), strict=True))
    key = kept.hashes.get(path, "")
    for requirement, answer in _walk_answers(work):
        pair = pairs.get(requirement.id)
        is_so = pair is not None and (is_same or _is_part_same(work, *pair))
        _note_word(kept, answer, key, _NOTHING if pair is None else _SAME if is_so else _OTHER)
    is_frame_same = is_same or _is_frame_same(root, path, work, built, on_disk)
    kept.note_word(_FRAME, path, key, "\n".join((_SAME if is_frame_same else _OTHER, *ids)))


def _walk_answers(work: Work) -> Iterator[tuple[Requirement, RequirementAnswer]]:
    """In the order of the plan."""
    for requirement in work.baseline.requirements:
        answer = work.system.answers.get(requirement.id)
        if answer is not None:
            yield requirement, answer


def _find_word(kept: KeptSystem, answer: RequirementAnswer, on_disk: str) -> str:
    path = answer.source.path
    key = kept.key_answer(path)
    return (kept.find_word(_REQUIREMENTS, path, cache.make_key(key, on_disk)) or "") if key else ""


def _note_word(kept: KeptSystem, answer: RequirementAnswer, on_disk: str, word: str) -> None:
    path = answer.source.path
    key = kept.key_answer(path)
    if key:
        kept.note_word(_REQUIREMENTS, path, cache.make_key(key, on_disk), word)


def _list_requirements(plan: Tree) -> list[Tree]:
    return get_items(get_object(plan[PLAN], _CONTROLS), _ITEMS)


def _read_requirements(root: Path, path: str) -> Mapping[str, Tree]:
    """Those of the plan on disk, which was read as a whole when its parts were compared."""
    plan = strict_json.read_sound_json(files.read(root, path))
    return {item["control-id"]: item for item in _list_requirements(plan)}


def _compare_requirement(work: Work, requirement: Requirement, on_disk: Tree | None) -> str:
    built = build_plan_requirement(work.system, requirement)
    if built is None:
        return _NOTHING
    return _SAME if on_disk is not None and _is_part_same(work, built, on_disk) else _OTHER


def _is_part_same(work: Work, built: Tree, on_disk: Tree) -> bool:
    """Whether a requirement that was built is the one on disk, with what others put into that."""
    return _is_joined_same(work, _hold_requirement(work, built), _hold_requirement(work, on_disk))


def _hold_requirement(work: Work, item: Tree) -> Tree:
    """A plan of a single requirement."""
    body = {
        "uuid": work.system.characteristics.uuid,
        "metadata": _DATED,
        _CONTROLS: {_ITEMS: [item]},
    }
    return {PLAN: body}


def _is_frame_same(root: Path, path: str, work: Work, built: Tree, on_disk: Tree) -> bool:
    is_written_so = files.read(root, path) == strict_json.write_json(on_disk)
    return is_written_so and _is_joined_same(
        work, _cut_requirements(built), _cut_requirements(on_disk)
    )


def _cut_requirements(plan: Tree) -> Tree:
    """A plan that names its requirements and says nothing of them."""
    cut = [
        {key: item[key] for key in ("uuid", "control-id") if key in item}
        for item in _list_requirements(plan)
    ]
    return {**plan, PLAN: {**plan[PLAN], _CONTROLS: {**plan[PLAN][_CONTROLS], _ITEMS: cut}}}


def _is_joined_same(work: Work, built: Tree, on_disk: Tree) -> bool:
    joined = join_documents(work, {PLAN: built}, {PLAN: on_disk}, "", sort_keys).get(PLAN)
    return joined is not None and strict_json.write_json(joined) == strict_json.write_json(on_disk)


def _is_own_version(plan: Tree) -> bool:
    metadata: Any = plan[PLAN].get("metadata")
    return isinstance(metadata, dict) and metadata.get("oscal-version") == OSCAL_VERSION
