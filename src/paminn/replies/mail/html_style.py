"""What a tag's attributes mean to a reader: seen or not, coloured or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|font-size:(?:0|1px|1pt|\.)|max-height:0(?!\.)|opacity:0(?!\.)"
)
_STYLE = re.compile(r"""style\s{0,9}=\s{0,9}(?:"([^"]{0,2000})|'([^']{0,2000}))""", re.I)
_CLASS = re.compile(r"""class\s{0,9}=\s{0,9}["']?([^"'>]{0,200})""", re.I)
_FONT = re.compile(r"""(?<![-\w])color\s{0,9}=\s{0,9}["']?([#\w(), ]{1,40})""", re.I)
_COLOUR = re.compile(r"(?<![-\w])color:([^;]{1,60})")
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?:([^;]{1,60})")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})")
_NAMED = re.compile(r"\b(red|blue|green|purple|orange|magenta|fuchsia|teal|darkred|crimson|yellow|lime|aqua|cyan)\b")
# Outlook's own blue-greys, its links, and the red of our own page.
_STATIONERY = frozenset(
    {(0x1F, 0x49, 0x7D), (0x44, 0x54, 0x6A), (0x05, 0x63, 0xC1), (0x95, 0x4F, 0x72), (0xB0, 0x00, 0x20)}
)


@dataclass(frozen=True, slots=True)
class Style:
    hidden: bool
    coloured: bool
    tight: bool  # a paragraph that Outlook shows without space around it


def style_of(name: str, attributes: str, inherited: bool) -> Style:
    """How what stands inside this tag looks. Outlook's own blue-grey is not a colour somebody has chosen."""
    if not attributes:
        return Style(False, inherited, False)
    match = _STYLE.search(attributes)
    css = re.sub(r"\s+", "", (match[1] or match[2] or "").lower()) if match else ""
    hidden = bool(_HIDDEN.search(css)) or bool(re.search(r"(?:^|\s)hidden(?:\s|=|$)", attributes[:200]))
    font = _FONT.search(attributes) if name == "font" else None
    colour = _COLOUR.search(css)
    chosen = font[1] if font else colour[1] if colour else None
    coloured = inherited if chosen is None or "inherit" in chosen else _vivid(chosen.lower().replace(" ", ""))
    background = _BACKGROUND.search(css) if name in ("span", "font", "mark") else None
    if name == "mark" or (background and _vivid(background[1])):
        coloured = True
    kind = _CLASS.search(attributes)
    return Style(hidden, coloured, bool(kind and "mso" in kind[1].lower()) or "margin:0" in css)


def _vivid(colour: str) -> bool:
    """Neither black, white nor grey."""
    rgb = _RGB.match(colour)
    if rgb:
        parts = int(rgb[1]), int(rgb[2]), int(rgb[3])
    elif (code := _HEX.match(colour)) is not None:
        digits = code[1] if len(code[1]) == 6 else "".join(digit * 2 for digit in code[1])
        parts = int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    else:
        return bool(_NAMED.match(colour))
    return parts not in _STATIONERY and max(parts) - min(parts) >= 80
