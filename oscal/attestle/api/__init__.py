"""What the command line and a Python program can ask for: layers composed, nothing printed.

Each submodule loads the layers it composes; what is asked for here is loaded on use.
"""

from __future__ import annotations

import importlib
from typing import Any

# name for a Python program -> where it is, so that nothing else is loaded
_HOMES = {
    "assemble": "assembly.assemble",
    "convert_document": "conversion.convert_document",
    "fix": "validation.file_repairs.repair_files",
    "generate": "requirement_refresh.generate",
    "init": "workspace_setup.init",
    "load_work": "sound_systems.load_work",
    "render": "rendering.render",
    "status": "statuses.judge_status",
    "validate": "validation.reports.validate",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, function = _HOMES[name].rpartition(".")
    return getattr(importlib.import_module(f".{module}", __name__), function)
