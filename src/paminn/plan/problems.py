"""What is wrong with a file's shape, as Swedish sentences with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from paminn.plan.model import Problem
from paminn.plan.schema import EMAIL, ITS_ACTIONS, ITSELF, GoalAboveFile, GoalFile
from paminn.plan.slips import list_mark
from paminn.plan.source import Source

Model = TypeVar("Model", bound=BaseModel)
_Location = tuple[str | int, ...]

_KINDS_OF_GOALS: dict[str | int, type[BaseModel]] = {ITSELF: GoalFile, ITS_ACTIONS: GoalAboveFile}
_FORMATS = {
    "nr": 'Skriv numret som i planen, till exempel "1.3", "1.1.2", "A1" eller "14".',
    "delmål": 'Skriv delmålets nummer som i planen, till exempel "3.3".',
    "period": 'Skriv perioden som "2025-2027", ett år som "2026", eller "tills vidare".',
    "epost": "Det är ingen e-postadress. Skriv till exempel namn@kommun.example, utan å, ä och ö.",
    "upn": "Det är inget användarnamn i Microsoft 365. Skriv till exempel anna.ek@kommun.example, utan å, ä och ö.",
    "kännetecken": "Använd bara a–z, 0–9 och bindestreck, minst tre tecken.",
}
# Faults of one file that are put into words: nobody reads more, and each takes its time.
_TOLD = 200
_LISTS_OF_DAYS = ("före", "efter")
# Where a plain name may stand by mistake, and the keys that belong there.
_MAY_BE_NAMED = {
    "roller": ("roll", "personer"),
    "personer": ("namn", "epost"),
    "ersättare": ("namn", "epost"),
    "ägare": ("roll", "typ"),
}
# What stands between an address and the rest: "Anna Ek <anna@…>", "mailto:anna@…".
_BESIDE = re.compile(r"[\s<>;,]|mailto:", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>;,:\"']+@[^\s<>;,:\"']+")
_LONGEST_WORD = 100  # letters; what is longer is no slip of the hand
_DAYS = {"giltig_till": "Skriv ÅÅÅÅ-MM-DD eller Tillsvidare."}  # where words may stand too
_UNKNOWN_LEVEL = (
    'Ordet "{word}" är inte känt. Skriv dess former i stället, till exempel {{ental: spår, bestämd: spåret, '
    "flertal: spår, bestämt_flertal: spåren}}."
)
_MONTH_DAY = 'Skriv månad och dag som "11-25".'


def validate(model: type[Model], source: Source) -> tuple[Model | None, list[Problem]]:
    """Hold a file's tree against its model: the value, or every problem at once."""
    try:
        value = model.model_validate(source.tree)
    except ValidationError as error:
        faults = error.errors()
        problems = _translate(model, source, faults[:_TOLD])
        if len(faults) > _TOLD:
            sentence = f"Filen har {len(faults) - _TOLD} fel till. Rätta de andra först."
            problems.append(source.problem(_in_the_file(faults[_TOLD]["loc"]), sentence))
        return None, problems
    return value, []


def suggest(word: str, known: Iterable[str]) -> str:
    """' Menade du "…"?' with the closest known word, or an empty text."""
    closest = _closest(word, known)
    if closest is None:
        return ""
    return f' Menade du "{closest}"?'


def _closest(word: str, known: Iterable[str]) -> str | None:
    if len(word) > _LONGEST_WORD:
        return None
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    if not close:
        return None
    return by_fold[close[0]]


def _translate(model: type[BaseModel], source: Source, errors: Sequence[ErrorDetails]) -> list[Problem]:
    problems = []
    misspelt: set[_Location] = set()
    for error in errors:
        if error["type"] != "extra_forbidden":
            continue
        *parent, key = error["loc"]
        siblings = _aliases(model, source, parent)
        path = _in_the_file(error["loc"])
        sentence = f'Okänt fält "{key}".{suggest(str(key), siblings)}'
        problems.append(source.problem(path, sentence, at_key=True))
        meant = _closest(str(key), siblings)
        if meant is not None:
            misspelt.add((*path[:-1], meant))
    echoes = _echoes(errors)
    for error in errors:
        path = _in_the_file(error["loc"])
        if error["type"] == "extra_forbidden" or (error["type"], path) in echoes:
            continue
        if error["type"] == "too_short" and error["input"]:
            continue  # only short because its faulty rows were taken away
        if error["type"] != "missing":
            problems.append(source.problem(path, _instead(model, source, error) or _sentence(error)))
        elif path not in misspelt:  # a misspelt key is one slip, not an unknown and a missing field
            *parent, key = path
            problems.append(source.problem(parent, f'Fältet "{key}" saknas{_where(source, path)}.'))
    return problems


def _echoes(errors: Sequence[ErrorDetails]) -> set[tuple[str, _Location]]:
    """What only follows from another fault: the numbers behind "före: 20", the words where a day might stand too."""
    of_each_kind: dict[str, set[_Location]] = {}
    for error in errors:
        of_each_kind.setdefault(error["type"], set()).add(_in_the_file(error["loc"]))
    echoes: set[tuple[str, _Location]] = set()
    lists = {path[:-1] for path in of_each_kind.get("tuple_type", ())}
    for path in of_each_kind.get("invalid_key", ()):
        if path[:-1] in lists:
            echoes.add(("invalid_key", path))
    days: set[_Location] = set()
    for kind, paths in of_each_kind.items():
        if kind.startswith("date"):
            days |= paths
    for path in of_each_kind.get("literal_error", set()) & days:
        echoes.add(("literal_error", path))
    return echoes


def _instead(model: type[BaseModel], source: Source, error: ErrorDetails) -> str:
    """What to write instead, where the place in the file says more than the fault; empty where it does not."""
    path = _in_the_file(error["loc"])
    value = error["input"]
    key = _last_key(path)
    match error["type"]:
        case "tuple_type" if isinstance(value, str) and list_mark(value):
            return list_mark(value)
        case "tuple_type" if key in _LISTS_OF_DAYS:
            numbers = [*re.findall(r"\d+", str(value)), *_numbers_beside(source, path)]
            return f"Skriv talen inom hakparentes: «{key}: [{', '.join(numbers)}]»."
        case "model_type" | "model_attributes_type" if value is not None:
            return _keys_wanted(_aliases(model, source, error["loc"]), key, value)
        case "value_error" if isinstance(value, float):
            return f'"{source.word_at(path)}" läses som ett tal eller datum. Sätt värdet inom citattecken.'
        case _:
            return ""


def _numbers_beside(source: Source, path: Sequence[str | int]) -> list[str]:
    """The 5 and 1 of "{före: 20, 5, 1}", which are keys without a value to YAML."""
    parent: Any = source.tree
    for step in path[:-1]:
        parent = parent[step]
    return [str(key) for key, value in parent.items() if isinstance(key, int) and value is None]


def _keys_wanted(aliases: Sequence[str], key: str, value: object) -> str:
    """The keys to write where there are none: "namn" and "epost" where only a name stands."""
    if key not in _MAY_BE_NAMED or not isinstance(value, str):
        return f'"{key or value}" ska innehålla nycklar av formen «{aliases[0]}: …».'
    first, second = _MAY_BE_NAMED[key]
    wanted = [f"{first}: {value}", f"{second}: …"]
    if "@" in value:
        wanted = [f"{first}: …", f"{second}: {value}"]
    return f"«{value}» räcker inte. Skriv «{wanted[0]}» och «{wanted[1]}», på var sin rad."


def _in_the_file(path: _Location) -> _Location:
    """The place without what only tells two kinds of goals, or of values, apart."""
    return tuple(step for step in path if step not in _KINDS_OF_GOALS and not _is_kind_of_value(step))


def _is_kind_of_value(step: str | int) -> bool:
    return step == "date" or str(step).startswith("literal[")


def _aliases(model: type[BaseModel], source: Source, path: Sequence[str | int]) -> list[str]:
    """The keys allowed where `path` leads, found by walking the model's fields beside the path."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and step in _KINDS_OF_GOALS:
            current = _KINDS_OF_GOALS[step]
        elif not isinstance(step, int):
            current = _model_of_field(current, step)
    return list(_fields(current))


def _fields(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """A model's fields by the names they have in the file."""
    fields = {}
    if model is not None:
        for name, field in model.model_fields.items():
            fields[field.alias or name] = field
    return fields


def _model_of_field(model: type[BaseModel] | None, alias: str) -> type[BaseModel] | None:
    field = _fields(model).get(alias)
    if field is None:
        return None
    return _inner_model(field.annotation)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation: itself, or that of its rows or of what may also be absent."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        model = _inner_model(argument)
        if model is not None:
            return model
    return None


def _where(source: Source, path: Sequence[str | int]) -> str:
    """' i delmål 1.3' when the fault lies inside a goal that says its number."""
    node: Any = source.tree
    number = None
    for step in path[:-1]:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, dict) and "lydelse" in node:
            number = node.get("nr")
    if not isinstance(number, str):
        return ""
    return f" i delmål {number}"


def _sentence(error: ErrorDetails) -> str:
    kind = error["type"]
    value = error["input"]
    key = _last_key(_in_the_file(error["loc"]))
    if isinstance(value, bool):
        value = str(value).lower()  # as YAML writes it
    if kind == "value_error":
        if isinstance(value, (dict, list)):
            return f'Fältet "{key}" ska vara en text.'
        return f'"{value}" läses som ett tal eller datum. Sätt värdet inom citattecken.'
    if kind == "level_name":
        return _UNKNOWN_LEVEL.format(word=value)
    if kind == "area_number":
        return f'"{value}" är inget nummer på ett område. Skriv ett heltal som 3, eller en bokstav som A.'
    if isinstance(value, (dict, list)):
        singular = _one_value(kind, key)
        if singular:
            return singular
    if kind == "literal_error":
        return _not_allowed(value, error["ctx"]["expected"])
    if kind.startswith("date"):
        return f'"{value}" är inget datum som finns. {_DAYS.get(key, "Skriv ÅÅÅÅ-MM-DD.")}'
    if kind == "string_pattern_mismatch" and key == "epost":
        others = _beside_an_address(str(value))
        if others:
            return others
    if kind == "string_pattern_mismatch":
        return f'"{value}" passar inte i "{key}". {_FORMATS.get(key, _MONTH_DAY)}'
    if value is None or (value == "" and kind in ("string_too_short", "too_short")):
        return f'Fältet "{key}" är tomt.'
    if kind.startswith("int"):
        return f'"{value}" är inget heltal.'
    if kind == "greater_than_equal":
        return f'"{value}" är för litet: minst {error["ctx"]["ge"]}.'
    if kind == "less_than_equal":
        return f'"{value}" är för stort: högst {error["ctx"]["le"]}.'
    return _wrong_shape(kind, key, value)


def _one_value(kind: str, key: str) -> str:
    """Where one value belongs and there are several, or keys; empty where a list or keys belong."""
    if kind.startswith("date"):
        return f'Fältet "{key}" ska vara ett datum, ÅÅÅÅ-MM-DD. Flera dagar skrivs med ord i "läses_som".'
    if kind == "literal_error":
        return f'Fältet "{key}" ska ha ett värde, inte flera.'
    return ""


def _last_key(path: Sequence[str | int]) -> str:
    """The innermost name on a path."""
    for step in reversed(path):
        if isinstance(step, str):
            return step
    return ""


def _beside_an_address(value: str) -> str:
    """Of a text with whole addresses in it: the one, or that each has a person of its own; empty of any other."""
    addresses = [found for found in _ADDRESS.findall(value) if re.match(EMAIL, found)]
    if len(addresses) > 1:
        return f'"{value}" är flera adresser. Skriv en person för varje adress.'
    if not addresses or not _BESIDE.search(value):
        return ""
    return f'"{value}" är mer än en e-postadress. Menade du "{addresses[0]}"?'


def _not_allowed(value: object, expected: str) -> str:
    """`expected` is pydantic's list of what is allowed: "'ja' or 'nej'"."""
    listed = expected.replace(" or ", ", ").split(",")
    allowed = [word.strip("' ") for word in listed]
    hint = suggest(str(value), allowed)
    return f'"{value}" är inte tillåtet. Tillåtna värden: {", ".join(allowed)}.{hint}'


def _wrong_shape(kind: str, key: str, value: object) -> str:
    match kind:
        case "too_short":
            return f'Listan "{key}" är tom. Där behövs minst en rad.'
        case "tuple_type" | "list_type":
            return f'Fältet "{key}" ska vara en lista: varje rad börjar med ett bindestreck.'
        case "model_type" | "model_attributes_type" | "dict_type":
            return f'"{key or value}" ska innehålla nycklar av formen «nr: …».'
        case _:
            return f'Värdet i "{key}" går inte att läsa.'
