"""Committees are authorities apart: what is one's is no other's."""

from __future__ import annotations


def same_committee(one: str, other: str) -> bool:
    """Whether two plans name the same committee; case and blanks tell nothing."""
    return _folded(one) == _folded(other)


def _folded(committee: str) -> str:
    return " ".join(committee.split()).casefold()
