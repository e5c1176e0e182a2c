"""What a tag's attributes mean to a reader: seen or not, coloured or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|max-height:0(?![.\d])|opacity:0?\.?0*(?:[;!]|$)|font:0"
)
_FONT_SIZE = re.compile(r"font-size:(\d*\.?\d+)(px|pt|em|rem|%|ex|ch)?")
# The greatest size that nobody can read, in each unit.
_TOO_SMALL = {"px": 1, "pt": 1, "em": 0.15, "rem": 0.15, "%": 15, "ex": 0.3, "ch": 0.3}
_COLOUR = re.compile(r"(?<![-\w])color:([^;]{1,60})")
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?:([^;]{1,60})")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})")
_NAMED = re.compile(r"\b(red|blue|green|purple|orange|magenta|fuchsia|teal|darkred|crimson|yellow|lime|aqua|cyan)\b")
_MARKER_PEN = "mark"  # the tag for it
_LONGEST_STYLE = 2_000
_LEAST_VIVID = 80  # between the strongest and the weakest of red, green and blue
# The blue of Outlook's own words and of its links, and the red of our own page.
_STATIONERY = frozenset({(0x1F, 0x49, 0x7D), (0x05, 0x63, 0xC1), (0xB0, 0x00, 0x20)})


@dataclass(frozen=True, slots=True)
class Style:
    """How what stands inside a tag looks."""

    hidden: bool
    coloured: bool
    tight: bool  # a paragraph that Outlook shows without space around it


def style_of(name: str, attributes: Mapping[str, str], inherited: bool) -> Style:
    """The style of a tag. `inherited`: what it stands inside is coloured."""
    if not attributes:
        return Style(hidden=False, coloured=inherited or name == _MARKER_PEN, tight=False)
    css = "".join(attributes.get("style", "")[:_LONGEST_STYLE].lower().split())
    hidden = "hidden" in attributes or _HIDDEN.search(css) is not None or _is_too_small(css)
    coloured = _is_marked(name, css) or _is_written_in_colour(name, attributes, css, inherited)
    return Style(hidden, coloured, _is_tight(attributes, css))


def _is_too_small(css: str) -> bool:
    size = _FONT_SIZE.search(css)
    return size is not None and float(size[1]) <= _TOO_SMALL[size[2] or "px"]


def _is_marked(name: str, css: str) -> bool:
    """With a marker pen."""
    if name == _MARKER_PEN:
        return True
    if name not in ("span", "font"):
        return False
    background = _BACKGROUND.search(css)
    return background is not None and _is_vivid(background[1])


def _is_written_in_colour(name: str, attributes: Mapping[str, str], css: str, inherited: bool) -> bool:
    colour = attributes.get("color", "")[:60] if name == "font" else ""
    if not colour:
        match = _COLOUR.search(css)
        colour = match[1] if match else ""
    if not colour or "inherit" in colour:
        return inherited
    return _is_vivid(colour.lower().replace(" ", ""))


def _is_tight(attributes: Mapping[str, str], css: str) -> bool:
    return "margin:0" in css or "mso" in attributes.get("class", "")[:200].lower()


def _is_vivid(colour: str) -> bool:
    """Neither black, white nor grey; and not a colour that nobody has chosen."""
    parts = _parts(colour)
    if parts is None:
        return _NAMED.match(colour) is not None
    return parts not in _STATIONERY and max(parts) - min(parts) >= _LEAST_VIVID


def _parts(colour: str) -> tuple[int, int, int] | None:
    """Red, green and blue, each at most 255 where the page is right; None for a name."""
    rgb = _RGB.match(colour)
    if rgb:
        return int(rgb[1]), int(rgb[2]), int(rgb[3])
    code = _HEX.match(colour)
    if code is None:
        return None
    digits = code[1]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
