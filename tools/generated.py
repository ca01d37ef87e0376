"""What every builder shares: write what differs,
or with `--check` say what would change (exit 3).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


def main(outputs: Callable[[], dict[Path, bytes]], root: Path) -> int:
    """Compare the built bytes with the committed files."""
    changed = [
        (path, data)
        for path, data in sorted(outputs().items())
        if not path.exists() or path.read_bytes() != data
    ]
    for path, data in changed:
        name = path.relative_to(root).as_posix()
        if "--check" in sys.argv[1:]:
            print(
                f"{name} is not what its source builds; run: python {Path(sys.argv[0]).as_posix()}"
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"wrote {name}")
    return 3 if changed and "--check" in sys.argv[1:] else 0
