"""A large mail without the long runs of base64 in it, so that it is taken apart quickly and in little memory.

Each run is left out for a mark that nobody can guess; whoever needs a part's bytes gets them from the run.
"""

from __future__ import annotations

import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{40,100}+\r?\n){1500,}+(?:[A-Za-z0-9+/]{0,100}={0,2}(?=[\r\n]|$))?")


@dataclass(frozen=True, slots=True)
class Slimmed:
    """The mail without its long runs, and those by their marks."""

    raw: bytes
    runs: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)

    def decoded(self, body: bytes) -> bytes | None:
        """The bytes of a part of which `body` is all that is left; None where that is no mark."""
        run = self.runs.get(body.strip())
        if run is None:
            return None
        try:
            return binascii.a2b_base64(run)
        except binascii.Error:  # it was cut off in the middle of a group
            return binascii.a2b_base64(_whole_groups(run))


def slimmed(raw: bytes) -> Slimmed:
    """The same mail with a mark in the place of each long run of base64."""
    runs: dict[bytes, bytes] = {}
    nonce = secrets.token_hex(8)

    def mark(run: re.Match[bytes]) -> bytes:
        name = f"left-out-{nonce}-{len(runs)}".encode()
        runs[name] = run[0]
        return name + b"\n"

    return Slimmed(_RUN.sub(mark, raw), runs)


def _whole_groups(run: bytes) -> bytes:
    letters = b"".join(run.split())
    return letters[: len(letters) - len(letters) % 4]
