"""What a row of states is about: one objective, several, or a requirement as a whole."""

from __future__ import annotations

from ..formats.id_cells import read_subjects
from ..formats.sheet_records import Record
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work


@dataclass(frozen=True, slots=True)
class RowSubject:
    """One requirement that a row names, with the objectives of it that it names; none:
    all of it.
    """

    requirement: Requirement
    objectives: tuple[Objective, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of several objectives at once without naming one."""
        return not self.objectives


def list_subjects(work: Work, record: Record) -> tuple[RowSubject, ...] | None:
    """The requirements and objectives of a row; None where one of its ids names nothing."""
    written, asked = record["objective"], record["requirement"]
    label = work.baseline.framework.sheet_label
    # what stands in a row above says nothing of a row that names its own requirement
    if "requirement" in record.carried and label is not None and label.match(written.strip()):
        asked = ""
    cell = read_subjects(work.baseline, written, asked, record["letter"])
    if cell.refused or not cell.subjects:
        return None
    named: dict[str, tuple[Requirement, list[Objective]]] = {}
    whole: set[str] = set()
    for subject in cell.subjects:
        if isinstance(subject, Requirement):
            named.setdefault(subject.id, (subject, []))
            whole.add(subject.id)
        else:
            named.setdefault(subject[0].id, (subject[0], []))[1].append(subject[1])
    return tuple(
        RowSubject(requirement, () if requirement.id in whole else tuple(objectives))
        for requirement, objectives in named.values()
    )
