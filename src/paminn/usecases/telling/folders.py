"""Where what is told of each of several plans lies."""

from __future__ import annotations

from pathlib import Path

from paminn.ports.store import Store
from paminn.site.feeds import OWNER


def folder_of(out: Path, identity: str, *, are_several: bool) -> Path:
    """The folder of one plan's files in `out`: that itself for a single plan, else one that bears its kännetecken."""
    return out / identity if are_several else out


def site_of(store: Store, site: Path, identity: str, *, is_first: bool) -> Path:
    """Where one of several plans is published: below `site`, but the plan whose addresses stood there keeps them.

    `is_first`: it may take the addresses that nobody has had. Raises StorageError.
    """
    owner = store.read(site, OWNER).decode("utf-8", "replace").strip()
    keeps = owner == identity or (is_first and not owner)
    return site if keeps else site / identity


def address_of(public_url: str, site: Path, folder: Path) -> str:
    """The address of a plan's folder, where `public_url` is that of `site` or "" when it is not known."""
    if not public_url or folder == site:
        return public_url
    return f"{public_url.rstrip('/')}/{folder.relative_to(site).as_posix()}/"
