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
from ...model.objective_answers import RequirementAnswer
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
    answered = list(_walk_answers(work))
    words = {item.id: _find_word(kept, answer, on_disk) for item, answer in answered}
    unknown = [(item, answer) for item, answer in answered if not words[item.id]]
    if not frame or len(unknown) > _FEW:
        return None
    words |= _compare_requirements(root, work, kept, unknown)
    if _list_standing(words) != ids:
        return None
    return frame == _SAME and _OTHER not in words.values()


def _list_standing(words: Mapping[str, str]) -> list[str]:
    """The ids of requirements that are to stand in the plan."""
    return [name for name, word in words.items() if word != _NOTHING]


def _compare_requirements(
    root: Path,
    work: Work,
    kept: KeptSystem,
    unknown: list[tuple[Requirement, RequirementAnswer]],
) -> dict[str, str]:
    """What is found of requirements that no earlier run compared, by their ids."""
    words: dict[str, str] = {}
    path = layout.document_path(PLAN, work.system.name)
    theirs = _read_requirements(root, path) if unknown else {}
    for item, answer in unknown:
        words[item.id] = _compare_requirement(work, item, theirs.get(item.id))
        _note_word(kept, answer, kept.hashes.get(path, ""), words[item.id])
    return words


def note_plan(root: Path, work: Work, kept: KeptSystem, joined: Tree, on_disk: Tree) -> None:
    """Keep the parts of a plan that was brought together as a whole with the one on disk."""
    path = layout.document_path(PLAN, work.system.name)
    ids, their_ids = _list_ids(joined), _list_ids(on_disk)
    is_like = ids == their_ids and len(set(ids)) == len(ids) > 0
    if not is_like or not _has_own_metadata(on_disk):
        return
    pairs = zip(_list_requirements(joined), _list_requirements(on_disk), strict=True)
    words = dict(zip(ids, (_name_likeness(*pair) for pair in pairs), strict=True))
    key = kept.hashes.get(path, "")
    for requirement, answer in _walk_answers(work):
        _note_word(kept, answer, key, words.get(requirement.id, _NOTHING))
    frame = _OTHER
    if files.read(root, path) == strict_json.write_json(on_disk):
        frame = _name_likeness(_cut_requirements(joined), _cut_requirements(on_disk))
    kept.note_word(_FRAME, path, key, "\n".join((frame, *ids)))


def _list_ids(plan: Tree) -> list[str]:
    return [str(item.get("control-id")) for item in _list_requirements(plan)]


def _name_likeness(ours: Tree, theirs: Tree) -> str:
    return _SAME if _is_equal(ours, theirs) else _OTHER


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
    ours, theirs = (_hold_requirement(work, item) for item in (built, on_disk))
    joined = join_documents(work, {PLAN: ours}, {PLAN: theirs}, "", sort_keys).get(PLAN)
    return joined is not None and _is_equal(joined, theirs)


def _hold_requirement(work: Work, item: Tree) -> Tree:
    """A plan of a single requirement."""
    body = {
        "uuid": work.system.characteristics.uuid,
        "metadata": _DATED,
        _CONTROLS: {_ITEMS: [item]},
    }
    return {PLAN: body}


def _cut_requirements(plan: Tree) -> Tree:
    """A plan without what it says of its requirements, and without its day."""
    body = plan[PLAN]
    metadata = {key: value for key, value in body["metadata"].items() if key not in _DATED}
    controls = {key: value for key, value in body[_CONTROLS].items() if key != _ITEMS}
    return {**plan, PLAN: {**body, "metadata": metadata, _CONTROLS: controls}}


def _is_equal(one: Tree, other: Tree) -> bool:
    """As bytes: the order of keys counts."""
    return strict_json.write_json(one) == strict_json.write_json(other)


def _has_own_metadata(plan: Tree) -> bool:
    """Whether it is in the version of the tool, and dated: what has no day gets one."""
    metadata: Any = plan[PLAN].get("metadata")
    return (
        isinstance(metadata, dict)
        and metadata.get("oscal-version") == OSCAL_VERSION
        and isinstance(metadata.get("last-modified"), str)
    )
