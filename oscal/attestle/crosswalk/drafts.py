"""SOC 2 control texts offered as raw material for an answer. An offer is a draft: it is not counted
anywhere.

The section carries the digest of what was offered, so that a later offer replaces it only while
nobody has worked on it.
"""

from __future__ import annotations

import hashlib

from ..formats import frontmatter
from ..formats.sections import Section, read_sections, write_section
from ..model.crosswalk_maps import Reuse
from .gap_analysis import RequirementGap
from .grades import Reach

TITLE = "From SOC 2, as raw material"
MOST = 5


def write_offer(item: RequirementGap) -> str:
    """Markdown for a requirement with open objectives that SOC 2 controls reach; "" where there is
    nothing to offer.
    """
    if not item.open_objectives or not item.reaches:
        return ""
    seen: dict[str, Reach] = {}
    for reach in item.reaches:
        seen.setdefault(reach.control.id, reach)
    chosen = list(seen.values())[:MOST]
    lines = [
        (
            "These are SOC 2 controls, not answers. Say what is true in this system, objective by"
            " objective, and delete this section."
        ),
        "",
    ]
    added: list[tuple[str, ...]] = []
    for reach in chosen:
        control = reach.control
        name = " ".join(f"{control.id} {control.title}".split())
        letters = (
            f" for {', '.join(f'[{letter}]' for letter in reach.map.letters)}"
            if reach.map.letters and reach.reuse is not Reuse.HABIT_ONLY
            else ""
        )
        lines.append(
            f"**{name}** ({reach.map.criterion.upper()},"
            f" {reach.reuse}{letters}{f'; {control.owner}' if control.owner else ''})"
        )
        lines += [
            "",
            *(f"> {line}".rstrip() for line in control.description.splitlines() or [""]),
            "",
        ]
        if reach.map.top_up and reach.map.top_up not in added:
            added.append(reach.map.top_up)
            lines += [f"To add: {'; '.join(reach.map.top_up)}.", ""]
        if reach.limits:
            lines += [f"Graded down: {'; '.join(limit.reason for limit in reach.limits)}.", ""]
    if len(seen) > MOST:
        lines += [f"{len(seen) - MOST} more controls reach it; see: attestle gap", ""]
    return "\n".join(lines).rstrip("\n")


def place_offer(text: str, prose: str) -> str | None:
    """The file with the offer in a draft section at its end, in place of an earlier offer; none
    where there is nothing to offer.

    None if the file cannot be read, or if somebody has worked on the earlier offer: that text is
    theirs.
    """
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    if parts.problems or any(not problem.warning for problem in present.problems):
        return None
    earlier = [
        section
        for section in present.sections
        if section.kind == "draft" and section.title == TITLE
    ]
    if any(section.ids != (_digest(section.prose),) for section in earlier):
        return None
    if len(earlier) == 1 and earlier[0].prose == prose:
        return text
    lines = text.split("\n")
    ends = [section.line - 1 for section in present.sections[1:]] + [len(lines)]
    for section, end in reversed(list(zip(present.sections, ends, strict=True))):
        if section in earlier:
            start = section.line - 1
            # the last section takes the blank line before it along, the last line end stays
            lines[start - (end == len(lines)) : end] = [""] if end == len(lines) else []
    rest = "\n".join(lines)
    if not prose:
        return rest
    return f"{rest}{'' if rest.endswith(chr(10)) else chr(10)}\n{write_section(Section('draft', (_digest(prose),), TITLE, (), prose))}"


def _digest(prose: str) -> str:
    return f"soc2-{hashlib.sha256(prose.encode()).hexdigest()[:12]}"
