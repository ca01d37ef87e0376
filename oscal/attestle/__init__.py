"""attestle: from a SOC 2 programme to a CMMC Level 2 package, as OSCAL documents in git."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api.assembly import assemble
    from .api.sound_systems import load_work
    from .api.validation.reports import validate

__all__ = ["__version__", "assemble", "load_work", "validate"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the library only when something of it is used: the command line starts without it."""
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
