"""What judging loads on use, loaded ahead: by a document of each model that says nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib

from ...conformance.schema import check_shape
from ...errors import ToolkitError
from ...store import layout
from ..validation.reports import validate

# Loaded where a workspace has what they read
_ON_USE = (
    "attestle.api.validation.document_checks",
    "attestle.api.validation.stale_documents",
    "attestle.api.validation.saved_maps",
    "attestle.api.validation.workspace_checks",
    "attestle.store.system_frames",
    "attestle.assembly.system_documents",
)
_PACKAGE = __name__.split(".", maxsplit=1)[0]


def load_rules() -> None:
    """Tables of schemas and constraints are read with the first document of a model."""
    for name in _ON_USE:
        importlib.import_module(name.replace("attestle", _PACKAGE, 1))
    for model in layout.MODELS.values():
        check_shape(model, {model: {}})
        with contextlib.suppress(ToolkitError):
            validate(b'{"%s": {}}' % model.encode(), as_of=dt.date(2000, 1, 1))
