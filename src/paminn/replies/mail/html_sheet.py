"""What a page's own style sheet says of a tag: only what may hide words, and only where it is certain to hold.

A reader at a desk: rules for print, for small screens or for dark ones do not hold. A selector that looks at more than
a tag's name, its classes, its id and what it stands inside is left out, for nobody can be sure what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from paminn.replies.lexicon.comparing import words

_HIDING = words(
    "display visibility opacity font font-size color background background-color max-height max-width height width "
    "overflow mso-hide position left top text-indent margin-left clip"
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|<!--|-->", re.S)
_SIMPLE = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)$", re.I)
_MARK = re.compile(r"([.#])([\w-]+)")
_MEDIA = words("all screen")
_LONGEST = 100_000  # characters that are read
_MOST_RULES = 300
_DEEPEST = 4  # blocks within blocks


@dataclass(frozen=True, slots=True)
class Tag:
    """What a selector can ask of a tag."""

    name: str
    id: str = ""
    classes: frozenset[str] = frozenset()


def tag_of(name: str, attributes: Mapping[str, str]) -> Tag:
    return Tag(name, attributes.get("id", "")[:200], frozenset(attributes.get("class", "")[:500].split()))


@dataclass(frozen=True, slots=True)
class _Rule:
    """`chain`: what the tag must be, and before it what it must stand inside, the outermost first."""

    chain: tuple[Tag, ...]
    declared: Mapping[str, str]
    important: Mapping[str, str]
    weight: tuple[int, int, int, int]  # how particular it is; of two alike the last holds


@dataclass(slots=True)
class Sheet:
    """The rules that may hide words, by what the tag they are for must have: an id, a class or a name ("" for any).

    `left`: how many tags it looks at before it gives up, which no honest page comes to.
    """

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    left: int = 400_000

    def declared(self, path: Sequence[Tag], own: str) -> Mapping[str, str]:
        """What holds for the last tag of `path`, which says `own` of itself, by property."""
        tag = path[-1]
        rules: list[_Rule] = []
        for key in _keys(tag):
            for rule in self.rules.get(key, ()):
                if self._is_met(rule.chain, path):
                    rules.append(rule)
        rules.sort(key=lambda rule: rule.weight)
        normal, important = declarations(own)
        held: dict[str, str] = {}
        for rule in rules:
            held.update(rule.declared)
        held.update(normal)
        for rule in rules:
            held.update(rule.important)
        held.update(important)
        return held

    def _is_met(self, chain: Sequence[Tag], path: Sequence[Tag]) -> bool:
        self.left -= 1
        if self.left < 0 or not _is(path[-1], chain[-1]):
            return False
        waiting = list(chain[:-1])
        for tag in reversed(path[:-1]):
            if not waiting or self.left < 0:
                break
            self.left -= 1
            if _is(tag, waiting[-1]):
                waiting.pop()
        return not waiting


def read_sheet(source: str) -> Sheet:
    """The rules of a style sheet. Never raises."""
    sheet = Sheet()
    text = _COMMENT.sub(" ", source[:_LONGEST])
    for count, rule in enumerate(_rules(text, 0)):
        if count == _MOST_RULES:
            break
        sheet.rules.setdefault(_key(rule.chain[-1]), []).append(rule)
    return sheet


def declarations(source: str) -> tuple[dict[str, str], dict[str, str]]:
    """(what is declared, what is declared to be important), by property, without blanks."""
    normal: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in "".join(source.lower().split()).split(";"):
        name, _, value = declaration.partition(":")
        if name not in _HIDING or not value:
            continue
        bare = value.removesuffix("!important")
        (normal if bare == value else important)[name] = bare
    return normal, important


def _rules(text: str, depth: int) -> Iterator[_Rule]:
    if depth > _DEEPEST:
        return
    for order, (head, body) in enumerate(_blocks(text)):
        if head.startswith("@"):
            if head.lower().startswith("@media") and holds_for_a_reader(head[len("@media") :]):
                yield from _rules(body, depth + 1)
            continue
        normal, important = declarations(body)
        if not normal and not important:
            continue
        for selector in head.split(","):
            chain = _chain(selector)
            if chain:
                yield _Rule(chain, normal, important, (*_weight(chain), order))


def holds_for_a_reader(media: str) -> bool:
    """Whether rules for these media hold at a desk, for certain."""
    kinds = {kind.lower().replace("only ", "").strip() for kind in media.split(",")}
    return bool(kinds & _MEDIA) or kinds == {""}


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """(what stands in front of a brace, what stands inside it)."""
    start = 0
    while (opened := text.find("{", start)) >= 0:
        closed = _closing(text, opened)
        yield text[start:opened].rpartition(";")[2].strip(), text[opened + 1 : closed]
        start = closed + 1


def _closing(text: str, opened: int) -> int:
    depth = 0
    for brace in re.finditer(r"[{}]", text[opened:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return opened + brace.start()
    return len(text)


def _chain(selector: str) -> tuple[Tag, ...]:
    """The selector's tags, or () where it asks for more than is known here."""
    chain: list[Tag] = []
    for part in selector.replace(">", " ").split():
        simple = _SIMPLE.match(part)
        if simple is None:
            return ()
        name = (simple[1] or "").lower().replace("*", "")
        marks = _MARK.findall(simple[2])
        ids = [mark for sign, mark in marks if sign == "#"]
        classes = frozenset(mark for sign, mark in marks if sign == ".")
        chain.append(Tag(name, ids[0] if ids else "", classes))
    return tuple(chain)


def _weight(chain: Sequence[Tag]) -> tuple[int, int, int]:
    ids = sum(bool(tag.id) for tag in chain)
    classes = sum(len(tag.classes) for tag in chain)
    names = sum(bool(tag.name) for tag in chain)
    return ids, classes, names


def _keys(tag: Tag) -> Iterator[str]:
    """All that a rule for this tag may be kept under."""
    yield from ("", tag.name)
    if tag.id:
        yield f"#{tag.id}"
    for name in tag.classes:
        yield f".{name}"


def _key(tag: Tag) -> str:
    if tag.id:
        return f"#{tag.id}"
    return f".{min(tag.classes)}" if tag.classes else tag.name


def _is(tag: Tag, asked: Tag) -> bool:
    if asked.name not in ("", tag.name) or asked.id not in ("", tag.id):
        return False
    return asked.classes <= tag.classes
