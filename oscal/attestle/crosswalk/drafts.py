"""SOC 2 control texts offered as raw material for an answer.

An offer is a draft: it is not counted anywhere. The section carries the digest of what was offered,
so that a later offer replaces it only while nobody has worked on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from ..formats import frontmatter
from ..formats.sections import Section, read_sections, write_section
from ..model.crosswalk_maps import Reuse
from .gaps import RequirementGap
from .grades import Reach
from .named_controls import NamedControl

TITLE = "From SOC 2, as raw material"
# More controls than this are a list to read elsewhere, not raw material
MOST = 5


def write_offer(item: RequirementGap) -> str:
    """Markdown for a requirement with open objectives that SOC 2 controls are about.

    "" where there is nothing to offer.
    """
    fitting = {
        named.control.uuid: named for entry in item.open_objectives for named in entry.controls
    }
    if not fitting:
        return ""
    by_control: dict[str, Reach] = {}
    for reach in item.reaches:
        by_control.setdefault(reach.control.uuid, reach)
    lines = [
        (
            "These are SOC 2 controls, not answers. Say what is true in this system, objective by"
            " objective, and delete this section."
        ),
        "",
    ]
    said_before: set[tuple[str, ...]] = set()
    for named in list(fitting.values())[:MOST]:
        way = by_control.get(named.control.uuid)
        if way is None:
            lines += _write_habit(named)
            continue
        # several controls lack the same: it is said once
        top_up = way.map.top_up if way.map.top_up not in said_before else ()
        said_before.add(top_up)
        lines += _write_control(way, top_up)
    if len(fitting) > MOST:
        lines += [f"{len(fitting) - MOST} more controls are about it; see: attestle gap", ""]
    return "\n".join(lines).rstrip("\n")


def _write_habit(named: NamedControl) -> Iterator[str]:
    """A control that is about the matter and that no map counts for the requirement."""
    control = named.control
    criterion = f"{named.criterion.upper()}, " if named.criterion else ""
    owner = f"; {control.owner}" if control.owner else ""
    yield f"**{' '.join(f'{control.id} {control.title}'.split())}** ({criterion}habit-only{owner})"
    yield ""
    yield from (f"> {line}".rstrip() for line in control.description.splitlines() or [""])
    yield ""


def _write_control(reach: Reach, top_up: tuple[str, ...]) -> Iterator[str]:
    """A control with its grade, its text, what is to be added to it, and why it counts for less."""
    control = reach.control
    name = " ".join(f"{control.id} {control.title}".split())
    letters = ""
    carried = reach.map.letters or reach.map.contributes
    if carried and reach.reuse is not Reuse.HABIT_ONLY:
        letters = f" for {', '.join(f'[{letter}]' for letter in carried)}"
    owner = f"; {control.owner}" if control.owner else ""
    yield f"**{name}** ({reach.map.criterion.upper()}, {reach.reuse}{letters}{owner})"
    yield ""
    yield from (f"> {line}".rstrip() for line in control.description.splitlines() or [""])
    yield ""
    if top_up:
        yield from (f"To add: {'; '.join(top_up)}.", "")
    if reach.limits:
        yield from (f"Graded down: {'; '.join(limit.reason for limit in reach.limits)}.", "")


def place_offer(text: str, prose: str) -> str | None:
    """The file with the offer in a draft section at its end, in place of an earlier offer.

    With no section where there is nothing to offer. None if the file cannot be read, or if somebody
    has worked on the earlier offer: that text is theirs.
    """
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    if parts.problems or any(not problem.warning for problem in present.problems):
        return None
    earlier = [section for section in present.sections if _is_offer(section)]
    if any(map(_is_worked_on, earlier)):
        return None
    if [section.prose for section in earlier] == [prose]:
        return text
    rest = _remove_sections(text, present.sections, earlier)
    if not prose:
        return rest
    end = "" if rest.endswith("\n") else "\n"
    offer = write_section(Section("draft", (_make_digest(prose),), TITLE, (), prose))
    return f"{rest}{end}\n{offer}"


def _is_offer(section: Section) -> bool:
    return section.kind == "draft" and section.title == TITLE


def _is_worked_on(offer: Section) -> bool:
    """Whether its text is no longer the one that its digest was made of."""
    return offer.ids != (_make_digest(offer.prose),)


def _remove_sections(text: str, present: Sequence[Section], earlier: Sequence[Section]) -> str:
    lines = text.split("\n")
    ends = [section.line - 1 for section in present[1:]] + [len(lines)]
    # from the end, so that the lines of those before stay where they are
    for section, end in reversed(list(zip(present, ends, strict=True))):
        if section in earlier:
            start, is_last = section.line - 1, end == len(lines)
            # the last section takes the blank line before it along, the last line end stays
            lines[start - is_last : end] = [""] if is_last else []
    return "\n".join(lines)


def _make_digest(prose: str) -> str:
    """The id of a section with this text: another text has another."""
    # twelve digits tell apart what is in one file, and fit beside a heading
    return f"soc2-{hashlib.sha256(prose.encode()).hexdigest()[:12]}"
