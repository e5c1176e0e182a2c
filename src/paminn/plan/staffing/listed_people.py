"""What the rows of a list say: which columns hold what, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from paminn.plan.importing.original import Doubt
from paminn.plan.schema import EMAIL
from paminn.plan.staffing.list_rows import ListRow

_ADDRESS = re.compile(EMAIL)
_WITH_NAME = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]*)>$")
_SHOWN = 80  # letters
_SEVERAL = re.compile(r"\s*[;,\n]\s*")

NO_ROLE = "Raden saknar roll. Skriv rollens namn på varje rad."
NO_ADDRESS = "«{role}» saknar e-postadress. Är ingen utsedd än: skriv vakant: ja under rollen i owners.yaml."
NO_DEPUTY = "Ersättaren för «{role}» saknar e-postadress. Skriv den i en egen kolumn: Ersättarens e-post."
NOT_AN_ADDRESS = "«{email}» är ingen e-postadress. Skriv den som namn@kommun.se."
NOT_EVEN = "Raden har {names} namn och {emails} adresser. Skriv en person på varje rad."
TOO_MANY = "Raden har fler fält än rubriken. Sätt fält som innehåller skiljetecknet inom citattecken."
NO_COLUMNS = "Listan saknar en kolumn med {missing}. Första raden ska ha rubrikerna Roll, Namn och E-post."


class Column(StrEnum):
    """What a column holds."""

    ROLE = "roll"
    NAME = "namn"
    FIRST_NAME = "förnamn"
    LAST_NAME = "efternamn"
    EMAIL = "e-post"
    DEPUTY = "ersättare"
    DEPUTY_EMAIL = "ersättarens e-post"


_HEADINGS: Mapping[Column, str] = {
    Column.ROLE: r"roll(?:en)?|roll i planen|befattning|funktion|ansvarig|ansvar|titel",
    Column.NAME: r"namn|person|innehavare|kontaktperson|för- och efternamn|fullständigt namn|vem",
    Column.FIRST_NAME: r"förnamn",
    Column.LAST_NAME: r"efternamn",
    Column.EMAIL: r"(?:e-?post|e-?mail|mejl|mail)(?:-?adress(?:en)?)?|adress",
    Column.DEPUTY: r"(?:ersättare|ställföreträdare|vikarie)(?:s|ns?)?(?: namn)?",
    Column.DEPUTY_EMAIL: r"(?:ersättare|ställföreträdare|vikarie)(?:s|ns?)?[ :,(]*(?:e-?post|e-?mail|mejl|mail)"
    r"(?:-?adress)?\)?",
}
_WITHOUT_HEADINGS = (Column.ROLE, Column.NAME, Column.EMAIL)


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """Somebody with an address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class ListedPerson:
    """One person of a role as the list has it. `deputy` is who stands in."""

    where: str
    role: str
    person: Named
    deputy: Named | None = None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """`doubts` are the rows that somebody must write otherwise, `unread` the headings of columns that nobody reads.

    `doubtful_roles` are those that such a row names: more of their people may be meant than `people` has.
    """

    people: tuple[ListedPerson, ...]
    doubts: tuple[Doubt, ...]
    doubtful_roles: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def people_in(rows: Sequence[ListRow]) -> PeopleList:
    """Who the list names: columns by the headings above them, else role and name, and the address where it stands."""
    columns: Mapping[Column, int] = {}
    people: list[ListedPerson] = []
    doubts: list[Doubt] = []
    doubtful: list[str] = []
    unread: dict[str, None] = {}
    for row in rows:
        headings = _columns(row)
        if headings is not None:
            columns = headings
            missing = _missing(columns)
            if missing:
                return PeopleList((), (Doubt(row.where, NO_COLUMNS.format(missing=missing)),))
            others = [cell for place, cell in enumerate(row.cells) if cell and place not in columns.values()]
            unread.update(dict.fromkeys(others))
            continue
        for read in _read(row, columns):
            if isinstance(read, Doubt):
                doubts.append(read)
                doubtful.append(_by_column(row, columns).get(Column.ROLE, ""))
            else:
                people.append(read)
    return PeopleList(tuple(people), tuple(doubts), tuple(filter(None, doubtful)), tuple(unread))


def shown(words: str) -> str:
    """What a list says, as much of it as a sentence can hold."""
    if len(words) <= _SHOWN:
        return words
    return f"{words[:_SHOWN]}…"


def _columns(row: ListRow) -> Mapping[Column, int] | None:
    """What each column holds, where the row is of headings."""
    if any("@" in cell for cell in row.cells):
        return None
    columns: dict[Column, int] = {}
    for place, cell in enumerate(row.cells):
        heading = cell.casefold().rstrip(" .:*")
        for column, words in _HEADINGS.items():
            if re.fullmatch(words, heading):
                columns.setdefault(column, place)
    if len(columns) < 2:
        return None
    return columns


def _missing(columns: Mapping[Column, int]) -> str:
    for column in (Column.ROLE, Column.EMAIL):
        if column not in columns and not (column is Column.EMAIL and Column.NAME in columns):
            return column.value
    return ""


def _read(row: ListRow, columns: Mapping[Column, int]) -> Iterator[ListedPerson | Doubt]:
    """The people of a row, or what is wrong with it."""
    cells = _by_column(row, columns)
    if columns and _is_shifted(row, columns):
        yield Doubt(row.where, TOO_MANY)
        return
    role = cells.get(Column.ROLE, "")
    if not role:
        yield Doubt(row.where, NO_ROLE)
        return
    people = _people(_names(cells), cells.get(Column.EMAIL, ""), role)
    if isinstance(people, str):
        yield Doubt(row.where, people)
        return
    deputy = _deputy(cells, role)
    if isinstance(deputy, str):
        yield Doubt(row.where, deputy)
        return
    for person in people:
        yield ListedPerson(row.where, role, person, deputy)


def _deputy(cells: Mapping[Column, str], role: str) -> Named | str | None:
    """Who stands in, or in a sentence why that is uncertain."""
    name = cells.get(Column.DEPUTY, "")
    email = cells.get(Column.DEPUTY_EMAIL, "")
    if not name and not email:
        return None
    if not email and "@" not in name:
        return NO_DEPUTY.format(role=shown(role))
    deputies = _people(name, email, role)
    if isinstance(deputies, str):
        return deputies
    if len(deputies) > 1:
        return NOT_EVEN.format(names=1, emails=len(deputies))
    return deputies[0]


def _is_shifted(row: ListRow, columns: Mapping[Column, int]) -> bool:
    """Whether the address stands elsewhere than its heading says: a cell before it was parted in two."""
    place = columns.get(Column.EMAIL, columns.get(Column.NAME, 0))
    at_its_place = place < len(row.cells) and "@" in row.cells[place]
    return not at_its_place and any("@" in cell for cell in row.cells)


def _by_column(row: ListRow, columns: Mapping[Column, int]) -> Mapping[Column, str]:
    if columns:
        return {column: row.cells[place] for column, place in columns.items() if place < len(row.cells)}
    addresses = [cell for cell in row.cells if "@" in cell]
    others = [cell for cell in row.cells if cell and "@" not in cell]
    cells = dict(zip(_WITHOUT_HEADINGS, others, strict=False))
    cells[Column.EMAIL] = "; ".join(addresses)
    return cells


def _names(cells: Mapping[Column, str]) -> str:
    if cells.get(Column.NAME):
        return cells[Column.NAME]
    return " ".join(filter(None, (cells.get(Column.FIRST_NAME, ""), cells.get(Column.LAST_NAME, ""))))


def _people(names: str, emails: str, role: str) -> list[Named] | str:
    """Everybody that two cells name, or in a sentence why that is uncertain. Without a name they are called the role.

    A name and its address may stand together: "Anna Ek <anna@…>".
    """
    if not emails and "@" in names:
        names, emails = "", names
    if not emails:
        return NO_ADDRESS.format(role=shown(role))
    given = [part for part in _SEVERAL.split(emails) if part]
    people = [_named(part) for part in given]
    for person in people:
        if not _ADDRESS.match(person.email):
            return NOT_AN_ADDRESS.format(email=shown(person.email))
    if all(person.name for person in people):
        return people
    if len(people) == 1:
        return [Named(names or people[0].name or role, people[0].email)]
    called = [part for part in _SEVERAL.split(names) if part]
    if not called:
        return [Named(person.name or role, person.email) for person in people]
    if len(called) != len(people):
        return NOT_EVEN.format(names=len(called), emails=len(people))
    return [Named(name, person.email) for name, person in zip(called, people, strict=True)]


def _named(text: str) -> Named:
    together = _WITH_NAME.match(text)
    if together is None:
        return Named("", text.removeprefix("mailto:").strip())
    return Named(together["name"].strip(' "'), together["email"].strip().removeprefix("mailto:"))
