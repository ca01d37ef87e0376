"""The text of people.yaml with parties, roles and families added or completed.

Comments, order and layout of what stands there stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import yaml12
from .yaml_edit import EditedYaml

# The key behind which a new one of a party comes; the others follow in this order
_PARTY_KEYS = ("name", "title", "email", "phone")


class PeopleText:
    """Each edit is read back; one that the layout lets not in ends with InternalError."""

    def __init__(self, text: str) -> None:
        self._before = text
        self._edit = EditedYaml(text)
        value = yaml12.read_yaml(text).value
        self._value: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self._places = {
            (name, str(item.get("id"))): index
            for name in ("parties", "roles")
            for index, item in enumerate(self._value.get(name) or ())
        }

    @property
    def is_changed(self) -> bool:
        return self._edit.text().rstrip("\n") != self._before.rstrip("\n")

    def text(self) -> str:
        return self._edit.text()

    def add_role(
        self, identity: str, title: str, held_by: Sequence[str], description: str = ""
    ) -> None:
        keys: dict[str, str | Sequence[str]] = {"id": identity, "title": title}
        if description:
            keys["description"] = description
        self._append("roles", identity, {**keys, "held-by": held_by})

    def add_party(self, uuid: str, identity: str, keys: Mapping[str, str]) -> None:
        """`keys` are those of the file: type, name, title, email, phone."""
        self._append("parties", identity, {"uuid": uuid, "id": identity, **keys})

    def set_party_key(self, identity: str, key: str, value: str) -> None:
        behind = _PARTY_KEYS[max(0, _PARTY_KEYS.index(key) - 1)]
        self._edit.put(f"/parties/{self._places['parties', identity]}", key, value, after=behind)

    def add_holder(self, role: str, party: str) -> None:
        pointer = f"/roles/{self._places['roles', role]}"
        self._edit.extend(pointer, "held-by", [party], after="title")

    def set_family(self, code: str, role: str) -> None:
        """The role that answers for a family of requirements."""
        if isinstance(self._value.get("families"), dict):
            self._edit.put("/families", code, role, after=code)

    def _append(self, name: str, identity: str, keys: Mapping[str, str | Sequence[str]]) -> None:
        self._edit.append("", name, keys)
        self._places[name, identity] = sum(1 for key, _ in self._places if key == name)
