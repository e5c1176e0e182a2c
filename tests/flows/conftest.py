"""Prefect reads its settings when it is first imported, so it is told here to keep to itself."""

from tests.support.quiet_prefect import keep_quiet

keep_quiet()
