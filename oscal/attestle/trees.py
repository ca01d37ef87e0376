"""Raw OSCAL trees as JSON gives them, and RFC 6901 pointers into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Tree = dict[str, Any]


def escape_token(token: object) -> str:
    """One RFC 6901 reference token."""
    return str(token).replace("~", "~0").replace("/", "~1")


def unescape_token(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")


def join_pointer(tokens: Iterable[object]) -> str:
    """The pointer that these keys and list indexes are; "" for the whole tree."""
    return "".join(f"/{escape_token(token)}" for token in tokens)


def copy_tree(node: Any) -> Any:
    """A copy that shares nothing that can change; several times faster than copy.deepcopy."""
    if isinstance(node, dict):
        return {key: copy_tree(value) for key, value in node.items()}
    if isinstance(node, list):
        return [copy_tree(item) for item in node]
    return node
