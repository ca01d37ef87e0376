"""Which rules judged: one hash over the code and tables of this package that judgements come from.

The same on every machine, unlike that of the cache, which changes with the machine's libraries too.
"""

from __future__ import annotations

import hashlib
from functools import cache

from .. import data

_ROOMS = ("assess", "conformance", "crosswalk", "formats", "model", "rules", "data")
_ENDINGS = (".py", ".json")
# Explanations and templates decide nothing
_NOT_RULES = ("explain", "templates", "content", "package", "__pycache__")


@cache
def hash_rules() -> str:
    package = data.HERE.parent
    total = hashlib.sha256()
    paths = sorted(
        path
        for room in _ROOMS
        for path in (package / room).rglob("*")
        if path.suffix in _ENDINGS and not set(path.relative_to(package).parts) & set(_NOT_RULES)
    )
    for path in paths:
        # line ends are those of a checkout on Windows too
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(path.relative_to(package).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
