"""What SOC 2 leaves to do for an objective, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..model.crosswalk_maps import Reuse
from ..model.topics import Topic
from .control_words import EXACT
from .grades import Reach
from .named_controls import ControlNames

# Of the words that would do, so many are named
_MOST_PHRASES = 3
NOTHING = "no SOC 2 control reaches it"
# What to ask for, by the kind of evidence that such a control leaves
_ASK: Mapping[str, str] = MappingProxyType(
    {
        "document": "ask who keeps the document that lays it down",
        "record": "ask who does it and what record that leaves",
        "setting": "ask who holds the setting and can export it",
        "place": "ask who can show it on site",
    }
)


def describe_work(names: ControlNames, reaches: Sequence[Reach]) -> str:
    """What SOC 2 leaves to do for one objective: by its best control, else by what is missing.

    `reaches` are all controls under the criteria of the requirement.
    """
    if names.through:
        return _describe_control(names.through[0])
    if names.controls:
        return _describe_habit(names, reaches)
    listed = (reach.map.criterion for reach in reaches)
    covered = [*names.satisfies, *names.contributes, *listed]
    if covered and names.matter:
        return (
            f"{covered[0].upper()} is in your report, but no control of yours"
            f" {_name_matter(names.matter, names.phrases)}: {_ASK[names.matter.kind]}"
        )
    return "no SOC 2 control is about it" if reaches else NOTHING


def _name_matter(matter: Topic, phrases: Sequence[str]) -> str:
    """A control may be about the topic, and say nothing of the part that is asked for."""
    if not phrases:
        return f"speaks of {matter.name}"
    told = " or ".join(f'"{phrase.removeprefix(EXACT)}"' for phrase in phrases[:_MOST_PHRASES])
    return f"on {matter.name} speaks of {told}"


def _describe_control(best: Reach) -> str:
    lowered = ""
    if best.limits:
        lowered = f" (graded down: {'; '.join(limit.reason for limit in best.limits)})"
    todo = "; ".join(best.map.top_up) or "describe it and cite the evidence in the plan"
    verb = {Reuse.STRONG: "satisfies it", Reuse.PARTIAL: "contributes"}.get(
        best.reuse, "shows the habit"
    )
    return (
        f"{best.control.id} {verb} through {best.map.criterion.upper()}, {best.reuse}{lowered}; to"
        f" do: {todo}"
    )


def _describe_habit(names: ControlNames, reaches: Sequence[Reach]) -> str:
    """A control is about it whose evidence no map counts for the letter."""
    first = names.controls[0].control
    mine = [reach for reach in reaches if reach.control.uuid == first.uuid]
    return (
        f"no SOC 2 control satisfies it; the habit is there ({first.id})"
        f"{_limit_evidence(mine or reaches)}"
    )


def _limit_evidence(reaches: Sequence[Reach]) -> str:
    cannot = next((text for reach in reaches for text in reach.map.cannot), "")
    return f", but its evidence cannot carry: {cannot}" if cannot else ""
