"""What is wrong with a file's shape, as Swedish sentences with their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from paminn.plan.model import Problem
from paminn.plan.source import Source

Model = TypeVar("Model", bound=BaseModel)

_FORMATS = {
    "nr": 'Skriv delmålets nummer som fokusområde, punkt och ordning, till exempel "1.3".',
    "delmål": 'Skriv delmålets nummer som i planen, till exempel "3.3".',
    "period": 'Skriv perioden som två år, till exempel "2025-2027".',
    "epost": "Det är ingen e-postadress. Skriv till exempel namn@kommun.example, utan å, ä och ö.",
    "upn": "Det är inget användarnamn i Microsoft 365. Skriv till exempel anna.ek@kommun.example, utan å, ä och ö.",
    "kännetecken": "Använd bara a–z, 0–9 och bindestreck, minst tre tecken.",
}
_MONTH_DAY = 'Skriv månad och dag som "11-25".'


def validate(model: type[Model], source: Source) -> tuple[Model | None, list[Problem]]:
    """Hold a file's tree against its model: the value, or every problem at once."""
    try:
        return model.model_validate(source.tree), []
    except ValidationError as error:
        return None, _translate(model, source, error.errors())


def suggest(word: str, known: Iterable[str]) -> str:
    """' Menade du "…"?' with the closest known word, or an empty text."""
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f' Menade du "{by_fold[close[0]]}"?' if close else ""


def _translate(model: type[BaseModel], source: Source, errors: Sequence[ErrorDetails]) -> list[Problem]:
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    problems = []
    for error in errors:
        path = error["loc"]
        if error["type"] == "extra_forbidden":
            siblings = _aliases(model, source, path[:-1])
            hint = suggest(str(path[-1]), siblings)
            # A misspelt key is one slip, not an unknown and a missing field.
            missing -= {(*path[:-1], name) for name in siblings if f'"{name}"' in hint}
            problems.append(source.problem(path, f'Okänt fält "{path[-1]}".{hint}', at_key=True))
    for error in errors:
        path = error["loc"]
        if error["type"] == "too_short" and error["input"]:
            continue  # only short because its faulty rows were taken away
        if error["type"] == "missing":
            if path in missing:
                problems.append(source.problem(path[:-1], f'Fältet "{path[-1]}" saknas{_where(source, path)}.'))
        elif error["type"] != "extra_forbidden":
            problems.append(source.problem(path, _sentence(error, path)))
    return problems


def _aliases(model: type[BaseModel], source: Source, path: Sequence[str | int]) -> list[str]:
    """The keys allowed where `path` leads, found by walking the model's fields beside the path."""
    current: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == step), None)
        current = _inner(field.annotation) if field else None
        if current is None:
            return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)


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
    return f" i delmål {number}" if isinstance(number, str) else ""


def _sentence(error: ErrorDetails, path: Sequence[str | int]) -> str:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if kind == "value_error":
        if isinstance(value, (dict, list)):
            return f'Fältet "{key}" ska vara en text.'
        return f'"{value}" läses som ett tal eller datum. Sätt värdet inom citattecken.'
    if kind == "literal_error":
        allowed = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f'"{value}" är inte tillåtet. Tillåtna värden: {", ".join(allowed)}.{suggest(str(value), allowed)}'
    if kind.startswith("date"):
        return f'"{value}" är inget datum som finns. Skriv ÅÅÅÅ-MM-DD.'
    if kind == "string_pattern_mismatch":
        return f'"{value}" passar inte i "{key}". {_FORMATS.get(key, _MONTH_DAY)}'
    if (kind in ("string_too_short", "too_short") and value == "") or value is None:
        return f'Fältet "{key}" är tomt.'
    if kind.startswith("int"):
        return f'"{value}" är inget heltal.'
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        return f'"{value}" är {"för litet: minst" if "ge" in context else "för stort: högst"} {limit}.'
    if kind == "too_short":
        return f'Listan "{key}" är tom. Där behövs minst en rad.'
    if kind in ("tuple_type", "list_type"):
        return f'Fältet "{key}" ska vara en lista: varje rad börjar med ett bindestreck.'
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f'"{key or value}" ska innehålla nycklar av formen «nr: …».'
    return f'Värdet i "{key}" går inte att läsa.'
