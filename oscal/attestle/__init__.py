"""attestle: from a SOC 2 programme to a CMMC Level 2 package, as OSCAL documents in git."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.assembled_change import AssembledChange
    from .api.conversion import Conversion
    from .api.library import (
        assemble,
        convert,
        diff,
        fix,
        gap,
        generate,
        import_sheet,
        import_ssp,
        init,
        load_work,
        package,
        poam,
        ready,
        render,
        resolve,
        status,
        validate,
        verify,
    )
    from .api.package_orders import PackageOrder, PackageResult
    from .api.plan_imports import ImportedPlan
    from .api.poam_items import PoamList
    from .api.sheet_imports import ImportChoices, ImportResult
    from .api.verification import VerificationReport
    from .assess.changes import Compared
    from .assess.readiness_judgement import ReadinessReport
    from .assess.system_status import Status
    from .crosswalk.gaps import GapReport
    from .errors import InternalError, PackageError, ToolkitError, UsageError, WorkspaceError
    from .findings import Finding, Severity
    from .handover.signatures import SignatureQuestion
    from .model.workspace import Work

__all__ = [
    "AssembledChange",
    "Compared",
    "Conversion",
    "Finding",
    "GapReport",
    "ImportChoices",
    "ImportResult",
    "ImportedPlan",
    "InternalError",
    "PackageError",
    "PackageOrder",
    "PackageResult",
    "PoamList",
    "ReadinessReport",
    "Severity",
    "SignatureQuestion",
    "Status",
    "ToolkitError",
    "UsageError",
    "VerificationReport",
    "Work",
    "WorkspaceError",
    "__version__",
    "assemble",
    "convert",
    "diff",
    "fix",
    "gap",
    "generate",
    "import_sheet",
    "import_ssp",
    "init",
    "load_work",
    "package",
    "poam",
    "ready",
    "render",
    "resolve",
    "status",
    "validate",
    "verify",
]
__version__ = "0.1.0"

# Class -> where it stands; every other name is a function of `api.library`
_CLASSES = {
    "AssembledChange": "api.assembled_change",
    "Compared": "assess.changes",
    "Conversion": "api.conversion",
    "Finding": "findings",
    "GapReport": "crosswalk.gaps",
    "ImportChoices": "api.sheet_imports",
    "ImportResult": "api.sheet_imports",
    "ImportedPlan": "api.plan_imports",
    "InternalError": "errors",
    "PackageError": "errors",
    "PackageOrder": "api.package_orders",
    "PackageResult": "api.package_orders",
    "PoamList": "api.poam_items",
    "ReadinessReport": "assess.readiness_judgement",
    "Severity": "findings",
    "SignatureQuestion": "handover.signatures",
    "Status": "assess.system_status",
    "ToolkitError": "errors",
    "UsageError": "errors",
    "VerificationReport": "api.verification",
    "Work": "model.workspace",
    "WorkspaceError": "errors",
}


class _Library(ModuleType):
    """`attestle.render` is the function, also once the package of that name is loaded, which the
    import system would put in its place.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library

# A type checker sees the imports above, and no name that is not there
if not TYPE_CHECKING:

    def __getattr__(name):
        """Load what is asked for when it is: the command line starts without it."""
        if name in _CLASSES:
            from importlib import import_module

            return getattr(import_module(f".{_CLASSES[name]}", __name__), name)
        if name in __all__:
            from .api import library

            return getattr(library, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return sorted({*globals(), *__all__})
