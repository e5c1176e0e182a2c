"""The Word template: an organisation's own, or ours in the folder word/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as Word
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    "</Types>"
)

# Word's own styles, as a Swedish Word shows them. What a template lacks of these it must be given in Word.
_SHOWN = {
    "Title": "Rubrik",
    "Subtitle": "Underrubrik",
    "Caption": "Beskrivning",
    "Quote": "Citat",
    **{f"Heading {level}": f"Rubrik {level}" for level in range(1, 10)},
}


class TemplateProblem(Exception):
    """A Word template that cannot be used; the message says why, in Swedish."""


class Styles:
    """The template's style identifiers by name. Our own few styles are added where they are missing."""

    def __init__(self, word: Word, needed: set[str]) -> None:
        self._element = word.styles.element
        self._ids = _style_ids(self._element)
        ours = {_name(style): style for style in _own_styles() if style.get(qn("w:customStyle"))}
        missing = sorted(name for name in needed if self._find(name) is None)
        lacking = [name for name in missing if name not in ours]
        if lacking:
            raise TemplateProblem(_lacking(lacking))
        for name in missing:
            self._add(name, ours[name])

    def id(self, name: str) -> str:
        found = self._find(name)
        if found is None:
            raise TemplateProblem(_lacking([name]))
        return found

    def _find(self, name: str) -> str | None:
        shown = _SHOWN.get(name, name)
        return self._ids.get(name.lower()) or self._ids.get(shown.lower())

    def _add(self, name: str, style: BaseOxmlElement) -> None:
        """A style of ours, resting on what the template calls its body text."""
        body = next((s for s in _paragraph_styles(self._element) if s.get(qn("w:default")) == "1"), None)
        base = style.find(qn("w:basedOn"))
        if body is None:
            style.remove(base)
        else:
            base.set(qn("w:val"), body.get(qn("w:styleId")))
        self._element.append(style)
        self._ids[name.lower()] = style.get(qn("w:styleId"))


def open_template(template: bytes | None, language: str) -> Word:
    """The template emptied of text, its page, header and footer kept, speaking the document's language."""
    try:
        word = docx.Document(BytesIO(_own_template() if template is None else _as_document(template)))
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError, SyntaxError) as fault:
        raise TemplateProblem("Mallen kan inte läsas som ett Word-dokument (.docx eller .dotx).") from fault
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    body.get_or_add_sectPr()
    _speak(word, language)
    return word


def _speak(word: Word, language: str) -> None:
    """One language for the whole document, so that it is read aloud and hyphenated as Swedish."""
    styles = word.styles.element
    for known in styles.iter(qn("w:lang")):
        known.set(qn("w:val"), language)
    properties = styles
    for tag in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        properties = _get_or_add(properties, tag)
    properties.set(qn("w:val"), language)


def _get_or_add(parent: BaseOxmlElement, tag: str) -> BaseOxmlElement:
    child: BaseOxmlElement | None = parent.find(qn(tag))
    if child is not None:
        return child
    new = OxmlElement(tag)
    # docDefaults and rPrDefault come first of their kind, lang last among the run properties.
    parent.insert(len(parent) if tag == "w:lang" else 0, new)
    return new


def _own_template() -> bytes:
    """Our template is readable XML in word/; a Word file is made of it here."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(_TYPES, _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _relationships({"officeDocument": "word/document.xml"}))
        related = _relationships({"styles": "styles.xml", "settings": "settings.xml"})
        archive.writestr("word/_rels/document.xml.rels", related)
        for name in ("document.xml", "styles.xml", "settings.xml"):
            archive.writestr(f"word/{name}", _resource(name))
    return buffer.getvalue()


def _relationships(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _as_document(template: bytes) -> bytes:
    """A .dotx differs from a .docx in one content type; python-docx opens only the latter."""
    buffer = BytesIO()
    with ZipFile(BytesIO(template)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == _TYPES:
                if b"macroEnabled" in data:
                    raise TemplateProblem("Mallen innehåller makron. Spara den som .dotx eller .docx.")
                data = data.replace(f"{_WORD}.template.main+xml".encode(), f"{_WORD}.document.main+xml".encode())
            new.writestr(name, data)
    return buffer.getvalue()


def _resource(name: str) -> bytes:
    return (files("paminn.documents") / "word" / name).read_bytes()


def _own_styles() -> list[BaseOxmlElement]:
    return _paragraph_styles(parse_xml(_resource("styles.xml")))


def _paragraph_styles(styles: BaseOxmlElement) -> list[BaseOxmlElement]:
    return [s for s in styles.iterchildren(qn("w:style")) if s.get(qn("w:type")) == "paragraph"]


def _name(style: BaseOxmlElement) -> str:
    return str(style.find(qn("w:name")).get(qn("w:val")))


def _style_ids(styles: BaseOxmlElement) -> dict[str, str]:
    """Word writes its own names in lower case ("heading 1"), other programs do not."""
    return {_name(style).lower(): style.get(qn("w:styleId")) for style in _paragraph_styles(styles)}


def _lacking(names: Sequence[str]) -> str:
    shown = ", ".join(f"”{_SHOWN[name]}” ({name})" if name in _SHOWN else f"”{name}”" for name in names)
    return f"Mallen saknar formatet {shown}. Öppna mallen i Word, använd formatet på en rad och spara mallen."
