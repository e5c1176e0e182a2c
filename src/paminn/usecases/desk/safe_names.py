"""Names for files that strangers have named: they lie in the folder, say what they are, and any system takes them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|]')
_LONGEST = 150  # bytes: systems take 255, and a copy gets a number
_LONGEST_ENDING = 20  # characters


def safe_name(name: str) -> str:
    """The name without what hides, reverses or leads elsewhere; of a long one the ending stays."""
    visible = "".join(letter for letter in unicodedata.normalize("NFC", name) if not _is_hidden(letter))
    bare = _NOT_IN_A_NAME.sub("_", " ".join(visible.split())).strip(" .")
    ending = PurePosixPath(bare).suffix
    if len(ending) > _LONGEST_ENDING:
        ending = ""
    stem = bare.removesuffix(ending).encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore")
    return f"{stem}{ending}".rstrip(" .")


def _is_hidden(letter: str) -> bool:
    """Control characters, marks that turn the direction of writing, and what is no character at all."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and not letter.isspace()
