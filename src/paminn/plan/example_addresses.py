"""Addresses that only are an example: nothing reaches anybody there."""

from __future__ import annotations

from paminn.plan.model import Owners


def is_example(address: str) -> bool:
    return address.casefold().endswith(".example")


def examples_in(owners: Owners) -> frozenset[str]:
    """The addresses of those who hold or deputise a role, now or another day, that only are an example."""
    addresses: set[str] = set()
    for holders in owners.people.values():
        for person in holders:
            addresses.update((person.email, person.deputy_email))
    return frozenset(address for address in addresses if is_example(address))
