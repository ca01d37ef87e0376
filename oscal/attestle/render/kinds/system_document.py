"""What every document of a system says of it, whatever its kind."""

from __future__ import annotations

from ...model.system import System
from ..document_model import DocumentModel
from ..document_parts import Chapter
from ..name_lookup import NameLookup, name_organization


def make_system_document(
    title: str, system: System, names: NameLookup, chapters: tuple[Chapter, ...]
) -> DocumentModel:
    """A document that has the name, the organization, the version and the day of the plan."""
    facts = system.characteristics
    return DocumentModel(
        title=title,
        chapters=chapters,
        subject=facts.name,
        organization=name_organization(system, names),
        version=facts.version,
        date=facts.version_date,
    )
