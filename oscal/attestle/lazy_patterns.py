"""Regular expressions that are compiled when something is first looked for.

A command loads hundreds of them and needs a third, and to compile one takes longer than to use it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any


class LazyPattern:
    """Stands for a compiled pattern; what was asked for once is found at once."""

    def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
        self.pattern, self.__flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self.__flags), name)
        setattr(self, name, value)
        return value


if TYPE_CHECKING:
    make_pattern = re.compile
else:
    make_pattern = LazyPattern
