"""What assembling the documents of a system did, or would do."""

from __future__ import annotations

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssembledChange:
    """What assembling a system did, or with `check` would do.

    `changed` and `removed` are paths, `kept` pointers to content of other tools, `lost` to what of
    it goes; `documents` is how many the system has. `uncarried` are pointers to what the OSCAL
    version of the settings cannot carry, each with the reason.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    documents: int
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    uncarried: tuple[str, ...] = ()
