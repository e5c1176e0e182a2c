"""The one reader of templates whose lines are "key: value"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from paminn.texts.render import render


@cache
def pairs(file: str, **values: str) -> Mapping[str, str]:
    """Each key of the template `file` ("parts.txt") with what stands after it; `values` are what the template knows.

    A line without a colon is a key without a value. A key that is not there raises KeyError, as it should: a word that
    is missing must never be shown as nothing.
    """
    found = {}
    for line in render(file, **values).splitlines():
        key, _, value = line.partition(":")
        if key:
            found[key] = value.strip()
    return found
