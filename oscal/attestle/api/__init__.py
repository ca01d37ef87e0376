"""What the command line and a Python program can ask for: layers composed, nothing printed.

Each submodule loads the layers it composes; what is asked for here is loaded on use.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "assemble": "assembling",
    "fix": "checking",
    "generate": "assembling",
    "init": "making",
    "load_work": "loading",
    "render_ssp": "rendering",
    "status": "judging",
    "validate": "validating",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
