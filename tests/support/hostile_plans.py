"""Plan files of a few kilobytes or lines too many, made to exhaust whoever unfolds them."""

from __future__ import annotations


def bomb(levels: int, wide: int = 9) -> str:
    """Each level is a list of references to the one before."""
    lines = ["l0: &l0 [x]"]
    for level in range(1, levels + 1):
        references = ", ".join([f"*l{level - 1}"] * wide)
        lines.append(f"l{level}: &l{level} [{references}]")
    return "\n".join(lines) + "\n"


def merged_bomb(levels: int) -> str:
    """The same by keys that take in other mappings."""
    lines = ["l0: &l0 {x: 1}"]
    for level in range(1, levels + 1):
        references = ", ".join([f"*l{level - 1}"] * 9)
        lines.append(f"l{level}: &l{level}\n  <<: [{references}]")
    return "\n".join(lines) + "\n"


MANY_VALUES = "rymmer mer än 50000 uppgifter"
TOO_MUCH_TEXT = "tillsammans mer än 2000000 tecken"
TOO_DEEP = "listor i varandra i mer än 20 steg"
HOSTILE = {
    "references to references": (bomb(9), MANY_VALUES),
    "merged": (merged_bomb(9), MANY_VALUES),
    "a reference to itself": ("a: &a [1, *a]\n", "pekar på sig själv"),
    "a mapping within itself": ("a: &a\n  b: {c: *a}\n", "pekar på sig själv"),
    "brackets": ("a: " + "[" * 50_000 + "]" * 50_000, TOO_DEEP),
    "brackets never closed": ("[" * 50_000, TOO_DEEP),
    "braces": ("{a: " * 50_000, TOO_DEEP),
    "dashes": ("- " * 50_000 + "x", TOO_DEEP),
    "question marks": ("? " * 50_000 + "x", TOO_DEEP),
    "indents": ("".join(" " * depth + "a:\n" for depth in range(1_000)), TOO_DEEP),
    "lines": ("- a\n" * 450_000, "mer än 50000 rader"),
    "empty lines": ("\n" * 1_000_000, "mer än 50000 rader"),
    "a long text referred to": ('a: &a "' + "x" * 100_000 + '"\nb: [' + "*a, " * 5_000 + "]\n", TOO_MUCH_TEXT),
    "values on few lines": ("a: [" + "1, " * 60_000 + "1]\n", MANY_VALUES),
}
