"""JSON Schemas of the plan's three files: by them an editor completes keys and words, and explains each in Swedish.

They are made of the models that read the files, so that an editor knows no other rules than `paminn check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from paminn.plan.load import OWNERS, PLAN, RULES
from paminn.plan.schema import OwnersFile, PlanFile, RulesFile
from paminn.texts.pairs import pairs

FOLDER = ".schema"
_HELP = "editor_help.txt"
_MODELS: Mapping[str, type[BaseModel]] = {PLAN: PlanFile, OWNERS: OwnersFile, RULES: RulesFile}
_DRAFT = "http://json-schema.org/draft-07/schema#"  # what editors know best; nothing newer is used
_POINTER = "#/$defs/"
_ACTIONS = "åtgärder"


def schema_name(file: str) -> str:
    """Where in a plan's folder the schema of one of its files lies: ".schema/plan.json"."""
    return f"{FOLDER}/{file.removesuffix('.yaml')}.json"


def schema_files() -> Mapping[str, str]:
    """Every schema as a file, by its place in a plan's folder."""
    files = {}
    for file in _MODELS:
        files[schema_name(file)] = json.dumps(editor_schema(file), ensure_ascii=False, indent=1) + "\n"
    return files


def modeline(file: str) -> str:
    """The comment by which an editor finds the schema of a file, with its sign and line break."""
    return f"# yaml-language-server: $schema={schema_name(file)}\n"


def editor_schema(file: str) -> dict[str, Any]:
    """The schema of plan.yaml, owners.yaml or rules.yaml."""
    model = _MODELS[file]
    schema: dict[str, Any] = model.model_json_schema(by_alias=True)
    for name, part in _parts(schema, model.__name__):
        _explain(name, part)
    return {"$schema": _DRAFT, **schema}


def _parts(schema: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each mapping of the file, by the name of its model."""
    yield name, schema
    yield from schema.get("$defs", {}).items()


def _explain(name: str, part: dict[str, Any]) -> None:
    """Swedish in the place of the names and comments of our own code."""
    words = pairs(_HELP)
    part.pop("title", None)
    part["description"] = words[name]
    for key, value in part["properties"].items():
        value["title"] = key
        value["description"] = words[f"{name}.{key}"]
        _choose_by_key(value)


def _choose_by_key(value: dict[str, Any]) -> None:
    """A goal with actions has other keys than one without: said so that an editor tells of the one that is meant."""
    items = value.get("items", {})
    if "oneOf" not in items:
        return
    pointers = {choice["$ref"].removeprefix(_POINTER): choice for choice in items["oneOf"]}
    value["items"] = {
        "if": {"required": [_ACTIONS]},
        "then": pointers["GoalAboveFile"],
        "else": pointers["GoalFile"],
    }
