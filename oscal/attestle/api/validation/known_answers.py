"""What earlier runs said of single documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...store import cache, file_states


@dataclass
class KnownAnswers:
    """What is known of single documents.

    `state` has the hashes of all files; what was worked out anew is gathered in `fresh`. What
    `rests_on_others`, on files that were not hashed, is not kept.
    """

    stored: cache.Cache
    rule_set: str
    state: file_states.FileState
    fresh: dict[str, Any] = field(default_factory=dict)
    rests_on_others: bool = False
