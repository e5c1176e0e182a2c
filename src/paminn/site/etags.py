"""The mark of each published file: what a calendar sends back to ask whether anything has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

ETAGS = "etags.json"


def etag(content: bytes) -> str:
    """A strong entity tag (RFC 9110 §8.8.3), the same wherever and whenever the same bytes are served."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def etags(files: Mapping[str, bytes]) -> bytes:
    """JSON: each file's name and its ETag as the header has it."""
    tags = {name: etag(files[name]) for name in sorted(files)}
    return json.dumps(tags, indent=1).encode() + b"\n"
