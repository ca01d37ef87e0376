"""Libraries that are loaded when something of them is first asked for.

Most runs after an edit read no file that asks for them, and loading one takes as long
as reading it.
"""

from __future__ import annotations

import importlib
from typing import Any


class LazyModule:
    """Stands for a library under its name; what was asked for once is found at once."""

    def __init__(self, name: str) -> None:
        self.__name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name), name)
        setattr(self, name, value)
        return value
