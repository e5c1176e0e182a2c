"""Our own mails as files to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default


def as_files(name: str, raw: bytes) -> Mapping[str, bytes]:
    """A mail as it leaves, and each of its two texts by itself: `name` with .eml, .html and .txt after it."""
    return {
        f"{name}.eml": raw,
        f"{name}.html": text_of(raw, "html").encode(),
        f"{name}.txt": text_of(raw, "plain").encode(),
    }


def text_of(raw: bytes, kind: str) -> str:
    """The "plain" or "html" text of one of our own mails."""
    body = message_from_bytes(raw, policy=default).get_body((kind,))
    return str(body.get_content()) if body else ""


def file_name(role: str) -> str:
    """chef-myndighet-vuxen"""
    plain = role.casefold().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
