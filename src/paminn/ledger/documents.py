"""A version of the plan out of the document that the ledger keeps of it."""

from __future__ import annotations

from pydantic import ValidationError

from paminn.errors import StorageError
from paminn.plan.version import PlanVersion


def version_of(document: str) -> PlanVersion:
    """A version as a ledger keeps it. Raises StorageError: nothing may be done by a plan that cannot be read."""
    try:
        return PlanVersion.model_validate_json(document)
    except ValidationError:
        raise StorageError(_CANNOT_BE_READ) from None


_CANNOT_BE_READ = (
    "En antagen version av planen går inte att läsa i databasen. Den är skriven av ett nyare påminn eller skadad. "
    "Inget är gjort. Uppgradera påminn, eller lägg tillbaka säkerhetskopian, se Säkerhetskopia i docs/handbok/it.md."
)
