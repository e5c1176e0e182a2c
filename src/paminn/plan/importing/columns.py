"""What a table's headings call its columns."""

from __future__ import annotations

import re
from enum import StrEnum

from paminn.plan.importing.original import Cell


class Column(StrEnum):
    """What a column says of its row. `OTHER` is carried as it stands, under its heading."""

    NUMBER = "nr"
    AREA = "område"
    GOAL = "mål"
    ACTION = "åtgärd"
    OWNER = "ansvarig"
    SUPPORT = "stöd"
    PARTNER = "medverkar"
    TIME = "tidplan"
    OTHER = "övrigt"


# The words are folded as `fold` does; the first that fits decides, so the narrower stand first.
_CALLED = (
    (Column.NUMBER, r"nr|nummer|no|id|#|löpnr|löpnummer|(?:åtgärds|mål|aktivitets)(?:nr|nummer)"),
    (
        Column.AREA,
        r"fokusområden?|(?:mål|insats|utvecklings|prioriterade?|prioriterat)\s?områden?|områden?|perspektiv|strategi(?:er)?",
    ),
    (Column.SUPPORT, r"stöd(?:jande)?|stöd av|med stöd av"),
    (
        Column.PARTNER,
        r"medverkar|medverkande|deltar|deltagare|samverka[rn]?|samverkan med|samverkans?(?:part|parter|partners?)"
        r"|samarbete|i samarbete med|samarbetspart(?:er|ners?)|i samverkan med|involverade",
    ),
    (
        Column.OWNER,
        r"(?:huvud)?ansvar(?:ig|iga|ar)?|ansvarig (?:funktion|roll|chef|nämnd|enhet|part|förvaltning|verksamhet|person)"
        r"|ansvarig(?:a|t)? (?:nämnd(?:er)?|funktioner|organ)|vem|vem ansvarar|vem gör|vem är ansvarig|utförare|ägare"
        r"|åtgärdsägare|funktion|ansvarsfördelning|vem ska göra det",
    ),
    (
        Column.TIME,
        r"tid(?:s)?plan|tid|när|klart?|klart senast|klar senast|tidpunkt|tidsram|tid(?:s)?gräns|deadline|slutdatum"
        r"|färdigt?|färdigt senast|start(?:datum)?|påbörjas|genomförs|när ska det göras|när ska det vara klart|slut"
        r"|senast|när är det klart|genomförande\s?tid|tidsperiod|period|startar|avslutas|år|datum|tidsangivelse",
    ),
    (
        Column.ACTION,
        r"aktivitet(?:er)?|åtgärd(?:er)?|insats(?:er)?|vad|vad ska göras|vad ska vi göra|det här gör vi|så gör vi"
        r"|genomförande|hur|handling(?:ar)?|arbetssätt|uppdrag|så här gör vi|vad gör vi|vad ska göras för att nå målet",
    ),
    (
        Column.GOAL,
        r"(?:del|effekt|inriktnings|resultat|huvud|nämnd|verksamhets|övergripande )?mål(?:sättning(?:ar)?)?"
        r"|målet|vad ska uppnås|vad vill vi uppnå|syfte|önskat läge|resultat",
    ),
)
_PATTERNS = tuple((column, re.compile(rf"(?:{words})")) for column, words in _CALLED)
_FOLDED = re.compile(r"[?:.*]|\([^)]*\)")
# A row is a heading when this many of its cells name a column, one of them what is to be done or by whom or when.
_FEWEST = 2
LONGEST = 60  # characters in a heading of a column
SEARCHED = 3  # rows of a table in which its headings may stand
_TELLING = frozenset({Column.GOAL, Column.ACTION, Column.OWNER, Column.TIME})


def called(heading: str) -> Column:
    """What a heading names. "Aktivitet/åtgärd" and "Mål och delmål" are read by their first part."""
    folded = fold(heading)
    for words in (folded, *re.split(r"\s*(?:/|,|\boch\b|\bsamt\b|–|-)\s*", folded)):
        for column, pattern in _PATTERNS:
            if pattern.fullmatch(words):
                return column
    return Column.OTHER


def fold(heading: str) -> str:
    """A heading in small letters, without signs and what stands in brackets."""
    return " ".join(_FOLDED.sub(" ", heading.replace("\u00ad", "").casefold()).split())


def is_heading_row(row: tuple[Cell, ...]) -> bool:
    """Whether a row says what the columns are."""
    columns = [called(cell.text) for cell in row if cell.text]
    known = [column for column in columns if column is not Column.OTHER]
    if len(known) < _FEWEST or len(known) * 2 < len(columns):
        return False
    if len(set(known) & _TELLING) < _FEWEST:
        return False
    return all(len(cell.text) <= LONGEST for cell in row)
