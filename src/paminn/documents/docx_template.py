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
_TEMPLATE_TYPE = f"{_WORD}.template.main+xml"
_DOCUMENT_TYPE = f"{_WORD}.document.main+xml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT_TYPE}"/>'
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
        ours = _added_styles()
        missing = sorted(name for name in needed if self._known(name) is None)
        lacking = [name for name in missing if name not in ours]
        if lacking:
            raise TemplateProblem(_lacking(lacking))
        for name in missing:
            self._add(name, ours[name])

    def id(self, name: str) -> str:
        """What the file calls the style. Raises TemplateProblem where the template has none of that name."""
        known = self._known(name)
        if known is None:
            raise TemplateProblem(_lacking([name]))
        return known

    def _known(self, name: str) -> str | None:
        """The identifier of a style, by its own name or by the one a Swedish Word shows."""
        known = self._ids.get(name.lower())
        if known is None:
            shown = _SHOWN.get(name, name)
            known = self._ids.get(shown.lower())
        return known

    def _add(self, name: str, style: BaseOxmlElement) -> None:
        """A style of ours, resting on what the template calls its body text."""
        base = style.find(qn("w:basedOn"))
        body = _body_style(self._element)
        if body is None:
            style.remove(base)
        else:
            base.set(qn("w:val"), body.get(qn("w:styleId")))
        self._element.append(style)
        self._ids[name.lower()] = style.get(qn("w:styleId"))


def open_template(template: bytes | None, language: str) -> Word:
    """The template emptied of text, its page, header and footer kept, speaking the document's language."""
    try:
        data = _own_template() if template is None else _as_document(template)
        word = docx.Document(BytesIO(data))
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
    child = OxmlElement(tag)
    if tag == "w:lang":
        parent.append(child)  # it comes last among the run properties
    else:
        parent.insert(0, child)  # docDefaults and rPrDefault come first of their kind
    return child


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
    """A relationships part; `targets` has what each is by the kind of relationship."""
    rows = ""
    for number, (kind, target) in enumerate(targets.items(), start=1):
        rows += f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _as_document(template: bytes) -> bytes:
    """A .dotx differs from a .docx in one content type; python-docx opens only the latter."""
    buffer = BytesIO()
    with ZipFile(BytesIO(template)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == _TYPES:
                data = _document_types(data)
            new.writestr(name, data)
    return buffer.getvalue()


def _document_types(types: bytes) -> bytes:
    if b"macroEnabled" in types:
        raise TemplateProblem("Mallen innehåller makron. Spara den som .dotx eller .docx.")
    return types.replace(_TEMPLATE_TYPE.encode(), _DOCUMENT_TYPE.encode())


def _resource(name: str) -> bytes:
    return (files("paminn.documents") / "word" / name).read_bytes()


def _added_styles() -> dict[str, BaseOxmlElement]:
    """The styles of our own making, by name; those of Word's own names are left to the template."""
    added = {}
    for style in _paragraph_styles(parse_xml(_resource("styles.xml"))):
        if style.get(qn("w:customStyle")):
            added[_name(style)] = style
    return added


def _body_style(styles: BaseOxmlElement) -> BaseOxmlElement | None:
    """What a paragraph without a style of its own looks like."""
    for style in _paragraph_styles(styles):
        if style.get(qn("w:default")) == "1":
            return style
    return None


def _paragraph_styles(styles: BaseOxmlElement) -> list[BaseOxmlElement]:
    return [style for style in styles.iterchildren(qn("w:style")) if style.get(qn("w:type")) == "paragraph"]


def _name(style: BaseOxmlElement) -> str:
    return str(style.find(qn("w:name")).get(qn("w:val")))


def _style_ids(styles: BaseOxmlElement) -> dict[str, str]:
    """Word writes its own names in lower case ("heading 1"), other programs do not."""
    ids = {}
    for style in _paragraph_styles(styles):
        ids[_name(style).lower()] = style.get(qn("w:styleId"))
    return ids


def _lacking(names: Sequence[str]) -> str:
    shown = ", ".join(_as_shown(name) for name in names)
    return f"Mallen saknar formatet {shown}. Öppna mallen i Word, använd formatet på en rad och spara mallen."


def _as_shown(name: str) -> str:
    if name not in _SHOWN:
        return f"”{name}”"
    return f"”{_SHOWN[name]}” ({name})"
