"""What a decided document says of itself: its title, who decided it, when, and for how long it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from paminn.plan.importing.original import Block, Doubt, Heading, Line, Table
from paminn.plan.importing.sketch import Facts
from paminn.plan.importing.table_rows import is_plan_table
from paminn.plan.months import MONTHS

_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_WRITTEN = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(20\d\d)\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(20\d\d)\s*[-–—]\s*(20\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_UNTIL_FURTHER = re.compile(r"\btills\s?vidare\b", re.IGNORECASE)
_DECIDED_BY = re.compile(
    r"\b(?:antag(?:en|et|na)|beslutad?|fastställ(?:d|t)|godkän(?:d|t))\s+(?:av|i)\s+(?P<who>[^,.;\n]*?)"
    r"(?=\s+(?:den\s+)?\d|\s*[,.;§\n]|$)",
    re.IGNORECASE,
)
_DAY = r"(?:20\d\d-\d\d-\d\d|\d{1,2}\s+[a-zåäö]+\s+20\d\d)"
# "Vård- och omsorgsnämnden har beslutat om planen 2026-06-11", "Kommunfullmäktige 2026-06-15 § 84".
_DECIDES = re.compile(
    r"^(?P<who>[^.;:\n]{3,80}?)\s+(?:har\s+)?(?:beslutat|beslutade|antagit|antog|fastställt|fastställde|godkänt|godkände)\b",
    re.IGNORECASE,
)
_BODY_AND_DAY = re.compile(
    rf"^(?P<who>[^.;:\n]*(?:fullmäktige|styrelsen|nämnden|utskottet|nämnd|direktion(?:en)?))\s*,?\s+(?:den\s+)?{_DAY}\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:gäller|avser|giltig|perioden|åren)\s+(?:för\s+|under\s+)?(?:perioden\s+|åren\s+)?(20\d\d\s*[-–—]\s*20\d\d)\b",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|ärendenummer)[.:\s]*"
    r"([A-ZÅÄÖ]{2,6}[ .:/-]?\d{4}[/.:-]\d+(?:[/.:-]\d+)*|\d{4}[/.:-]\d+)",
    re.IGNORECASE,
)
_KEYS = (
    (
        "committee",
        r"(?:fastställd|antagen|beslutad|godkänd) av|beslutsinstans|beslutande(?: organ)?|beslutsorgan|fattat av",
    ),
    ("decided", r"beslutad|besluts?datum|antagen|fastställd|datum för beslut|datum|beslut"),
    ("registration_number", r"diarienummer|diarienr|dnr|ärendenummer"),
    ("document_owner", r"dokumentansvarig|dokumentägare|ansvarig för (?:dokumentet|planen)|handläggare|processägare"),
    (
        "period",
        r"gäller till(?: och med)?|giltig(?: till)?|giltighetstid|giltighet|avser|period|planperiod|gäller"
        r"|gäller under",
    ),
)
_PATTERNS = tuple((field, re.compile(rf"(?:{words})")) for field, words in _KEYS)

MISSING = "Dokumentet säger inte {what}. Skriv det i plan.yaml vid {key}."
_WANTED = (
    ("committee", "vem som har beslutat planen", "beslutsinstans"),
    ("decided", "vilken dag planen beslutades", "beslutad"),
    ("registration_number", "planens diarienummer", "diarienummer"),
    ("period", "vilka år planen gäller", "period"),
)
NO_END = "Planen gäller «tills vidare»: den har inget slutår."


def facts_in(blocks: Sequence[Block], margins: Sequence[str], doubts: list[Doubt]) -> Facts:
    """The facts of one plan. What a table of facts says comes before what stands in running text."""
    table = dict(_stated(blocks))
    title, subtitle = _title(blocks)
    running = [*_opening(blocks), *margins]
    body, day = _decision_in(running)
    committee = _committee(table.get("committee", "")) or body
    decided = _day(table.get("decided", "")) or _day(table.get("committee", "")) or day
    registration = " ".join(table.get("registration_number", "").split()) or _registration_in(running)
    facts = Facts(
        title=title,
        subtitle=subtitle,
        committee=committee,
        decided=decided,
        registration_number=registration,
        document_owner=" ".join(table.get("document_owner", "").split()),
        period=_period(title, subtitle, table, [*_headings(blocks), *running]),
        valid_until=_day(table.get("period", "")),
    )
    for name, what, key in _WANTED:
        if not getattr(facts, name):
            doubts.append(Doubt("dokumentets uppgifter", MISSING.format(what=what, key=key)))
    if _UNTIL_FURTHER.search(facts.period):
        doubts.append(Doubt("period", NO_END))
    return facts


def _stated(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """What a table of facts ("Diarienummer | KS 2026/00112") or lines ("Diarienummer: …") say, the first of a kind."""
    said: set[str] = set()
    for key, words in _pairs(blocks):
        folded = " ".join(key.casefold().replace(":", " ").split())
        name = next((name for name, pattern in _PATTERNS if pattern.fullmatch(folded)), None)
        if name is not None and name not in said:
            said.add(name)
            yield name, words


def _pairs(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Every key with its words: of a table that is no plan's wherever it stands, of lines before the plan's tables."""
    is_opening = True
    for block in blocks:
        if isinstance(block, Line) and is_opening:
            for line in block.text.split("\n"):
                key, colon, words = line.partition(":")
                if colon and words.strip():
                    yield key, words.strip()
        if not isinstance(block, Table):
            continue
        if is_plan_table(block):
            is_opening = False
            continue
        for row in block.rows:
            filled = [cell.text for cell in row if cell.text]
            if len(filled) > 1:
                yield filled[0], filled[1]


def _title(blocks: Sequence[Block]) -> tuple[str, str]:
    """The first words of the document, and the line after them."""
    heading: Heading | Line | None = next(
        (block for block in blocks if isinstance(block, Heading) and block.level == 0), None
    )
    words = [block for block in blocks if isinstance(block, Heading | Line)]
    if heading is None and words:
        heading = words[0]
    if heading is None:
        return "", ""
    after = words[words.index(heading) + 1 :]
    subtitle = ""
    if after and isinstance(after[0], Line) and not _DECIDED_BY.search(after[0].text) and not after[0].is_bullet:
        subtitle = after[0].text
    return " ".join(heading.text.split()), " ".join(subtitle.split())


def _opening(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines before the first table of the plan."""
    for block in blocks:
        if isinstance(block, Table) and is_plan_table(block):
            return
        if isinstance(block, Heading | Line):
            yield block.text


def _headings(blocks: Sequence[Block]) -> Iterator[str]:
    """The years that a heading before the first table of the plan says."""
    for block in blocks:
        if isinstance(block, Table) and is_plan_table(block):
            return
        years = _YEARS.search(block.text) if isinstance(block, Heading) else None
        if years:
            yield years[0]


def _committee(words: str) -> str:
    """ "Kommunfullmäktige 2026-06-15 § 84" without its day and paragraph."""
    without = re.sub(r"(?:,?\s*(?:den\s)?(?:20\d\d-\d\d-\d\d|\d{1,2}\s\w+\s20\d\d)|,?\s*§.*)", "", words)
    return " ".join(without.split()).strip(" ,.")


def _decision_in(lines: Sequence[str]) -> tuple[str, date | None]:
    """Who decided and when, by the first line that says so."""
    for line in lines:
        for pattern in (_DECIDED_BY, _DECIDES, _BODY_AND_DAY):
            decided = pattern.search(line)
            if decided:
                return _committee(decided["who"]), _day(line[decided.start() :])
    return "", None


def _registration_in(lines: Sequence[str]) -> str:
    for line in lines:
        number = _REGISTRATION.search(line)
        if number:
            return number[1]
    return ""


def _day(words: str) -> date | None:
    iso = _ISO.search(words)
    written = _WRITTEN.search(words)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return date(int(written[3]), MONTHS.index(written[2].casefold()) + 1, int(written[1]))
    except ValueError:
        return None
    return None


def _period(title: str, subtitle: str, table: Mapping[str, str], lines: Sequence[str]) -> str:
    """ "2026–2029", "2026" or "tills vidare", as the document says it first."""
    stated = table.get("period", "")
    for words in (title, subtitle, stated):
        years = _YEARS.search(words)
        if years:
            return years[0]
    for words in lines:
        holds = _HOLDS.search(words)
        if holds:
            return holds[1]
        if _YEARS.fullmatch(words.strip()):
            return words.strip()
    for words in (stated, title, subtitle):
        year = _YEAR.search(words)
        if year and not _ISO.search(words):
            return year[0]
    for words in (stated, *lines):
        further = _UNTIL_FURTHER.search(words)
        if further:
            return further[0].casefold()
    return ""
