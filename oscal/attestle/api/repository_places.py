"""Where the repository lives: what the settings record, and what the run of a code host knows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..formats import strict_json
from ..formats.settings_values import Settings
from ..model.repository_place import RepositoryPlace
from ..store import files, folders, layout

# The file in which GitHub tells a run what started it, and the word of GitLab
_GITHUB_EVENT = "GITHUB_EVENT_PATH"
_GITLAB_VISIBILITY = "CI_PROJECT_VISIBILITY"
_PUBLIC = "public"
# An event carries the text of a pull request, which its host limits to far less
_MOST_EVENT_BYTES = 8 * 1024 * 1024


def find_place(
    settings: Settings, environment: Mapping[str, str], *, is_sound: bool = True
) -> RepositoryPlace:
    """What is public by the settings or by the run is: one of both is enough.

    Of settings that are not sound nobody can say what they lack.
    """
    record = settings.repository
    public_by = f"{layout.SETTINGS}: public" if record is not None and record.public else ""
    is_recorded = record is not None or not is_sound
    return RepositoryPlace(is_recorded, public_by or ask_run(environment))


def ask_run(environment: Mapping[str, str]) -> str:
    """What of the run says that the repository is public, "" if nothing does."""
    if environment.get(_GITLAB_VISIBILITY, "") == _PUBLIC:
        return _GITLAB_VISIBILITY
    path = environment.get(_GITHUB_EVENT, "")
    return "the event of this run" if path and _is_public_event(Path(path)) else ""


def _is_public_event(path: Path) -> bool:
    """Whether GitHub says so; an event that cannot be read says nothing."""
    if not folders.is_file(path):
        return False
    try:
        event: Any = strict_json.read_json(files.read_outside(path, _MOST_EVENT_BYTES))[0]
    except UsageError:
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    if not isinstance(repository, dict):
        return False
    return repository.get("private") is False or repository.get("visibility") == _PUBLIC
