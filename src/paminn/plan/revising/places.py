"""owners.yaml with a place for each role that is new in the plan; what stands there is left as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ruamel.yaml.error import YAMLError

from paminn.plan.importing.plan_folder_files import place_of
from paminn.plan.revising.yaml_lines import NotInLines, composed, item_as_yaml, items_in, keys_in

_ROLES = "roller"


def with_places(text: str, roles: Sequence[str], vacant: Collection[str] = ()) -> str:
    """The file with each of `roles` below its last, without people or as vacant. Raises NotInLines."""
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    lines = plain.rstrip("\n").split("\n")
    try:
        tree = composed(plain)
    except YAMLError:
        raise NotInLines from None
    if tree is None:
        raise NotInLines
    head = keys_in(lines, tree, 0, len(lines))
    if _ROLES not in head:
        raise NotInLines
    places = items_in(lines, head[_ROLES])
    if not places:
        raise NotInLines
    spaced = any(not lines[place.start].strip() for place in places[1:])
    made = []
    for role in roles:
        if spaced:
            made.append("")
        made += item_as_yaml(place_of(role, is_vacant=role in vacant), places[0].column)
    end = places[-1].end
    return newline.join([*lines[:end], *made, *lines[end:]]) + newline
