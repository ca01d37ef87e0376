"""What ships in the package beside the code: schemas, explanations, templates.

Reading it is allowed everywhere.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def read_data(name: str) -> bytes:
    """The bytes of a shipped file, named relative to this folder."""
    return (HERE / name).read_bytes()
