"""What a tag's attributes and the page's style sheet mean to a reader: seen or not, coloured or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, int, int]
"""Red, green and blue, each at most 255 where the page is right."""

_HIDDEN = re.compile(
    r"display:none|mso-hide:all|max-height:0(?![.\d])|max-width:0(?![.\d])|opacity:0?\.?0*(?:[;!]|$)|font:0"
    r"|(?:^|;)(?:left|top|text-indent|margin-left):-\d{3,}|clip:rect\(0"
)
_FOLDED = re.compile(r"(?:^|;)height:0(?:px|pt)?(?:;|$)")
_INVISIBLE = re.compile(r"visibility:(hidden|collapse|visible)")
_FONT_SIZE = re.compile(r"font-size:(\d*\.?\d+)(px|pt|em|rem|%|ex|ch)?")
_NAMED_SIZE = re.compile(r"font-size:(?:xx?-)?(?:small|medium|large)\b")
# The greatest size that nobody can read, in each unit.
_TOO_SMALL = {"px": 1, "pt": 1, "em": 0.15, "rem": 0.15, "%": 15, "ex": 0.3, "ch": 0.3}
_OF_WHAT_IS_AROUND = ("em", "%", "ex", "ch")
_COLOUR = re.compile(r"(?<![-\w])color:([^;]{1,60})")
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?:([^;]{1,60})")
_BACKGROUNDS = re.compile(r"(?<![-\w])background(-image|-color)?:([^;]{1,200})")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})")
_SEEN_THROUGH = re.compile(r"transparent|rgba\(\d+,\d+,\d+,0?\.?0*\)")
_NAMED = re.compile(r"\b(red|blue|green|purple|orange|magenta|fuchsia|teal|darkred|crimson|yellow|lime|aqua|cyan)\b")
_BLACK = (0, 0, 0)
_WHITE = (255, 255, 255)
_SHADES = {"white": _WHITE, "black": _BLACK, "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_MARKER_PEN = "mark"  # the tag for it
_LONGEST_STYLE = 2_000
_LEAST_VIVID = 80  # between the strongest and the weakest of red, green and blue
_LEAST_SEEN = 12  # between words and what they stand on
# The blue of Outlook's own words and of its links, and the red of our own page.
_STATIONERY = frozenset({(0x1F, 0x49, 0x7D), (0x05, 0x63, 0xC1), (0xB0, 0x00, 0x20)})


@dataclass(frozen=True, slots=True)
class Style:
    """How what stands inside a tag looks.

    `hidden` hides all that stands inside it. What is `small` or `invisible` may be shown again by a tag further in.
    `ink` and `paper` are the colours of the words and of what they stand on; None where that is not known.
    """

    hidden: bool = False
    coloured: bool = False
    tight: bool = False  # a paragraph that Outlook shows without space around it
    small: bool = False
    invisible: bool = False
    ink: Colour | None = _BLACK
    paper: Colour | None = _WHITE

    @property
    def is_blank(self) -> bool:
        """Words in the colour of what they stand on."""
        if self.ink is None or self.paper is None:
            return False
        return max(abs(ink - paper) for ink, paper in zip(self.ink, self.paper, strict=True)) <= _LEAST_SEEN


PLAIN = Style()


def style_of(name: str, attributes: Mapping[str, str], around: Style, declared: Mapping[str, str] | None) -> Style:
    """The style of a tag. `around` is that of what it stands inside, `declared` what holds for it by property where
    the page has a style sheet."""
    if not attributes and not declared:
        coloured = around.coloured or name == _MARKER_PEN
        return Style(False, coloured, False, around.small, around.invisible, around.ink, around.paper)
    own = "".join(attributes.get("style", "")[:_LONGEST_STYLE].lower().split())
    css = own if declared is None else ";".join(f"{name}:{value}" for name, value in declared.items())
    return Style(
        hidden="hidden" in attributes or _HIDDEN.search(css) is not None or _is_folded(css),
        coloured=_is_marked(name, own) or _is_written_in_colour(name, attributes, own, around.coloured),
        tight=_is_tight(attributes, own),
        small=_is_small(css, around.small),
        invisible=_is_invisible(css, around.invisible),
        ink=_ink(name, attributes, css, around),
        paper=_paper(attributes, css, around.paper),
    )


def _is_folded(css: str) -> bool:
    return "overflow:hidden" in css and _FOLDED.search(css) is not None


def _is_small(css: str, around: bool) -> bool:
    """A size in parts of what is around it is small inside what is small."""
    if _NAMED_SIZE.search(css):
        return False
    size = _FONT_SIZE.search(css)
    if size is None:
        return around
    unit = size[2] or "px"
    if around and unit in _OF_WHAT_IS_AROUND:
        return True
    return float(size[1]) <= _TOO_SMALL[unit]


def _is_invisible(css: str, around: bool) -> bool:
    told = _INVISIBLE.search(css)
    return around if told is None else told[1] != "visible"


def _ink(name: str, attributes: Mapping[str, str], css: str, around: Style) -> Colour | None:
    colour = _written_colour(name, attributes, css)
    if not colour or "inherit" in colour:
        return around.ink
    if _SEEN_THROUGH.match(colour):
        return around.paper
    return _parts(colour)


def _paper(attributes: Mapping[str, str], css: str, around: Colour | None) -> Colour | None:
    paper = around
    told = attributes.get("bgcolor", "")[:60].lower().replace(" ", "")
    if told:
        paper = _parts(told)
    if "background" in attributes:
        paper = None
    for match in _BACKGROUNDS.finditer(css):
        value = match[2]
        if "url(" in value or "gradient" in value:
            return None
        if match[1] == "-image" or _SEEN_THROUGH.match(value) or value in ("none", "inherit", "initial", "unset"):
            continue
        paper = _parts(value)
    return paper


def _written_colour(name: str, attributes: Mapping[str, str], css: str) -> str:
    match = _COLOUR.search(css)
    if match:
        return match[1]
    return attributes.get("color", "")[:60].lower().replace(" ", "") if name == "font" else ""


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


def _parts(colour: str) -> Colour | None:
    """None for a name, black and white aside, and for what cannot be read."""
    shade = _SHADES.get(colour.removesuffix("!important"))
    if shade:
        return shade
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
