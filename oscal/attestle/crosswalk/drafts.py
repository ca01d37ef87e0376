"""SOC 2 control texts offered as raw material for an answer. An offer is a draft: it is not counted anywhere."""

from __future__ import annotations

from ..model.crosswalk import Reuse
from .gap import RequirementGap
from .grades import Reach

TITLE = "From SOC 2, as raw material"
MOST = 5


def offer(item: RequirementGap) -> str:
    """Markdown for a requirement with open objectives that SOC 2 controls reach; "" where there is nothing to offer."""
    if not item.open_objectives or not item.reaches:
        return ""
    seen: dict[str, Reach] = {}
    for reach in item.reaches:
        seen.setdefault(reach.control.id, reach)
    chosen = list(seen.values())[:MOST]
    lines = ["These are SOC 2 controls, not answers. Say what is true in this system, objective by objective, and delete this section.", ""]
    for reach in chosen:
        control = reach.control
        letters = f" for {', '.join(f'[{letter}]' for letter in reach.map.letters)}" if reach.map.letters and reach.reuse is not Reuse.HABIT_ONLY else ""
        lines.append(f"**{control.id} {control.title}** ({reach.map.criterion.upper()}, {reach.reuse}{letters}{f'; {control.owner}' if control.owner else ''})")
        lines += ["", *(f"> {line}".rstrip() for line in control.description.split("\n")), ""]
        if reach.map.top_up:
            lines += [f"To add: {'; '.join(reach.map.top_up)}.", ""]
        if reach.limits:
            lines += [f"Graded down: {'; '.join(limit.reason for limit in reach.limits)}.", ""]
    if len(seen) > MOST:
        lines += [f"{len(seen) - MOST} more controls reach it; see: attestle gap", ""]
    return "\n".join(lines).rstrip("\n")
