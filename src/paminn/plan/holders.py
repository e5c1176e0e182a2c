"""Who holds each role, by what the role is; owners.yaml says it by name, in the names of the plan beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners
from paminn.plan.version import PlanVersion


@dataclass(frozen=True, slots=True)
class Entry:
    """A role of owners.yaml by its name there, and the role that the entry is about.

    `fingerprint` tells it from one that somebody has rewritten.
    """

    name: str
    fingerprint: str
    role: RoleId


def held(today: Owners, version: PlanVersion, earlier: Iterable[Owners] = ()) -> Owners:
    """Who holds the roles of a version. A role that `today` does not name has its holders of the latest of `earlier`.

    All are as `by_identity` reads them; `earlier`, newest first, is only asked where something is missing.
    """
    known = today
    missing = {role for role in version.roles.values() if role not in today.people}
    if missing:
        for owners in earlier:
            known = _with_roles(known, owners, missing.intersection(owners.people))
            missing.difference_update(owners.people)
            if not missing:
                break
    people = {**known.people, **dict.fromkeys(missing, ())}
    return replace(known, people=people)


def _with_roles(known: Owners, owners: Owners, roles: Collection[RoleId]) -> Owners:
    """What is known, and of these roles what `owners` says."""
    others = _named(owners, {role: role for role in roles})
    return replace(
        known,
        people={**known.people, **others.people},
        each=known.each | others.each,
        vacant=known.vacant | others.vacant,
        outside=known.outside | others.outside,
        weekly={**known.weekly, **others.weekly},
    )


def _named(written: Owners, entries: Mapping[RoleId, RoleId]) -> Owners:
    """Some entries under other names: each new name, and what the entry is called in `written`."""

    def renamed(names: Collection[RoleId]) -> frozenset[RoleId]:
        return frozenset(role for role, name in entries.items() if name in names)

    return replace(
        written,
        people={role: written.people[name] for role, name in entries.items()},
        each=renamed(written.each),
        vacant=renamed(written.vacant),
        outside=renamed(written.outside),
        weekly={role: written.weekly[name] for role, name in entries.items() if name in written.weekly},
    )


def by_identity(written: Owners, version: PlanVersion) -> Owners:
    """Who holds each role by what it is, of a file in the names of a version. Roles that it does not name are absent.

    An entry that stands as it did before the version was adopted is about the role that it was about then. A name that
    the version does not have is kept under itself, while that is no other role's identity.
    """
    entries = {name: name for name in written.people if name not in version.names}
    for name, role in _unchanged_entries(written, version).items():
        entries[role] = name
    for name, role in _entries_by_name(written, version).items():
        entries[role] = name
    return _named(written, entries)


def _unchanged_entries(written: Owners, version: PlanVersion) -> Mapping[RoleId, RoleId]:
    """Which role each entry is about, by its name, that stands as it did before the version was adopted.

    Where that role has an entry under its new name, and the old name is a new role's, both are written in the names of
    today.
    """
    has_entry = set(_entries_by_name(written, version).values())
    had_entry = set(version.owners.values())
    about = {}
    for name in written.people:
        role = version.owners.get(_fingerprint(written, name))
        if role is None:
            continue
        bearer = version.roles.get(name)
        if role in has_entry and bearer is not None and bearer not in had_entry:
            role = bearer
        about[name] = role
    return about


def _entries_by_name(written: Owners, version: PlanVersion) -> Mapping[RoleId, RoleId]:
    """Which role each other entry is about, by its name: the one that bears it in the version."""
    about = {}
    for name in written.people:
        if name in version.roles and _fingerprint(written, name) not in version.owners:
            about[name] = version.roles[name]
    return about


# --- while a plan that is written waits to be adopted ----------------------------------------


def awaiting(written: Owners, last_used: Owners, version: PlanVersion, untouched: Collection[str]) -> tuple[str, ...]:
    """The roles whose holders wait for the written plan to be adopted, by what they are called in the version.

    Their entries are not as they were in `last_used`, and nobody can tell which role each is about by now: only the
    names in `untouched` certainly stand for the same in the written plan.
    """
    waiting = []
    for name in version.roles:
        if name in untouched:
            continue
        if _fingerprint(written, RoleId(name)) != _fingerprint(last_used, RoleId(name)):
            waiting.append(name)
    return tuple(waiting)


def noted(written: Owners, names: Iterable[str]) -> bytes:
    """What to remember of the entries that wait, a line each: by it one is known that nobody has rewritten since."""
    lines = [f"{_fingerprint(written, RoleId(name))} {name}\n" for name in names]
    return "".join(lines).encode()


def left_over(written: Owners, last_used: Owners, version: PlanVersion, waited: bytes) -> tuple[str, ...]:
    """The roles whose entries stand as they did when they waited (`waited`, as `noted`), and have not been used since.

    They were written in the names of a plan that may be gone by now without having been adopted.
    """
    before = frozenset(waited.decode().splitlines())
    left = []
    for name in awaiting(written, last_used, version, ()):
        if f"{_fingerprint(written, RoleId(name))} {name}" in before:
            left.append(name)
    return tuple(left)


def without(written: Owners, names: Collection[str]) -> Owners:
    """The file as if it did not name these roles."""
    return _named(written, {name: name for name in written.people if name not in names})


# --- from one version to the next ----------------------------------------


def unchanged(written: Owners, last_used: Owners, version: PlanVersion) -> tuple[Entry, ...]:
    """The entries that stand as they did when they were last used, under `version`, and what each is about."""
    entries = []
    about = {**_unchanged_entries(written, version), **_entries_by_name(written, version)}
    for name, role in about.items():
        fingerprint = _fingerprint(written, name)
        if fingerprint == _fingerprint(last_used, name):
            entries.append(Entry(name, fingerprint, role))
    return tuple(entries)


def still_about(entries: Iterable[Entry], roles: Mapping[str, RoleId]) -> Mapping[str, RoleId]:
    """Which role each of these entries goes on being about, by its fingerprint, where its name does not say so.

    `roles` are those of the version that comes. An entry whose role is gone is about the one that bears its name now,
    unless that one has an entry of its own.
    """
    others = [entry for entry in entries if roles.get(entry.name) != entry.role]
    going_on = {entry.fingerprint: entry.role for entry in others if entry.role in roles.values()}
    gone = {}
    for entry in others:
        if entry.fingerprint not in going_on and roles.get(entry.name) in going_on.values():
            gone[entry.fingerprint] = entry.role
    return {**going_on, **gone}


def old_names(written: Owners, version: PlanVersion) -> Mapping[str, str]:
    """The names in owners.yaml that its entries' roles had before, and what those are called now."""
    called = {}
    for name, role in _unchanged_entries(written, version).items():
        if role in version.names and version.names[role] != name:
            called[str(name)] = version.names[role]
    return called


def _fingerprint(written: Owners, name: RoleId) -> str:
    """What tells an entry from one that somebody has rewritten, and from none."""
    facts: list[object] = [name, name in written.people, name in written.each]
    for person in written.people.get(name, ()):
        for field in fields(person):
            value = getattr(person, field.name)
            # Only what stands there: what can be told of a person some day changes no fingerprint in a ledger.
            if value:
                facts.append((field.name, str(value)))
    for mark, roles in (("vacant", written.vacant), ("outside", written.outside)):
        if name in roles:
            facts.append(mark)
    if name in written.weekly:
        facts.append(("weekly", written.weekly[name]))
    return sha256(repr(facts).encode()).hexdigest()[:16]
