"""The pages that are shown now, and what is wrong while they cannot be made anew.

Threads that answer browsers read them and wait for what changes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...lazy_dataclasses import dataclass

# Of a page that is not there
NO_PAGE = "none"
_STATE_DIGITS = 16


@dataclass(frozen=True, slots=True)
class PageState:
    """What a browser compares: `state` changes with the bytes of its page, `headline` and
    `troubles` say what is wrong.
    """

    state: str = NO_PAGE
    headline: str = ""
    troubles: tuple[str, ...] = ()


class LivePages:
    """Files of a site by their path in it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._files: Mapping[str, bytes] = MappingProxyType({})
        self._states: Mapping[str, str] = MappingProxyType({})
        self._headline = ""
        self._troubles: tuple[str, ...] = ()
        self._closed = False

    @property
    def is_empty(self) -> bool:
        return not self._files

    @property
    def is_closed(self) -> bool:
        return self._closed

    def show(
        self, files: Mapping[str, bytes], headline: str = "", troubles: Sequence[str] = ()
    ) -> None:
        """From now on these."""
        # those that are the same bytes as before are the same page
        states = {path: self._name_state(path, data) for path, data in files.items()}
        with self._changed:
            self._files, self._states = MappingProxyType({**files}), MappingProxyType(states)
            self._headline, self._troubles = headline, tuple(troubles)
            self._changed.notify_all()

    def warn(self, headline: str, troubles: Sequence[str]) -> None:
        """The pages stay."""
        with self._changed:
            self._headline, self._troubles = headline, tuple(troubles)
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody waits any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def find_file(self, path: str) -> bytes | None:
        return self._files.get(path)

    def read_state(self, path: str) -> PageState:
        with self._changed:
            return PageState(self._states.get(path, NO_PAGE), self._headline, self._troubles)

    def await_change(self, path: str, known: PageState, seconds: float) -> PageState:
        """How a page stands as soon as that is another state than is known, or the time is over."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self.read_state(path) != known, timeout=seconds
            )
        return self.read_state(path)

    def _name_state(self, path: str, data: bytes) -> str:
        if self._files.get(path) == data:
            return self._states[path]
        return hashlib.sha256(data).hexdigest()[:_STATE_DIGITS]
