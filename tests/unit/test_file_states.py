"""What is kept between runs is void with everything that findings come from."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from attestle import data
from attestle.store.file_states import LIBRARIES

# What judges, and reads what is judged
_ROOMS = ("conformance", "formats", "model", "rules", "store", "assess", "assembly")
# Reads spreadsheets, of which no finding comes
_OTHERS = {"openpyxl"}


def list_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)


def test_the_rule_set_changes_with_every_library_that_judges_or_reads() -> None:
    package = data.HERE.parent
    paths = [path for room in _ROOMS for path in (package / room).rglob("*.py")]
    imported = {name.split(".")[0] for path in paths for name in list_imports(path)}
    assert imported - set(sys.stdlib_module_names) - _OTHERS == set(LIBRARIES)
