"""What the Prefect UI asks for before a run, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from prefect.exceptions import ParameterTypeError, SignatureMismatchError

from paminn.engine import FLOWS, load_flow

# All that a form asks for. None of it is a folder, a file or a place to write in: that stands in the settings.
PLANS = {"plans": "Planernas kännetecken. Tomt = alla."}
FORMS = {
    "remind": {
        "on": "Visa bara vad som skulle skickas den här dagen. Inget skickas. Tomt = skicka i dag.",
        "dry_run": "Visa bara vad som skulle skickas. Inget skickas.",
        **PLANS,
    },
    "collect": {},
    "publish": PLANS,
    "summarise": {"year": "Året som redovisas. Tomt = förra året.", **PLANS},
    "adopt": {
        "by": "Ditt namn. Tomt = visa bara, anta ingenting.",
        "answers": "Svaren på det som är osäkert, som de står i tabellen skillnader. Ett på varje rad.",
        **PLANS,
    },
}


def test_each_file_is_a_flow_of_its_name():
    kept = {path.stem for path in Path(load_flow("remind").fn.__code__.co_filename).parent.glob("*.py")}
    assert kept - {"__init__", "artifacts", "frame"} == set(FLOWS)
    assert [load_flow(name).name for name in FLOWS] == list(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_every_parameter_is_described_in_swedish_and_may_be_left_out(name):
    schema = load_flow(name).parameters
    assert {key: field["description"] for key, field in schema.properties.items()} == FORMS[name]
    assert schema.required == []
    assert all("default" in field for field in schema.properties.values())
    assert load_flow(name).description.splitlines()[0].endswith(".")


def test_the_day_is_asked_for_as_a_date():
    assert {"type": "string", "format": "date"} in load_flow("remind").parameters.properties["on"]["anyOf"]
    assert load_flow("remind").validate_parameters({"on": "2025-11-28"})["on"] == date(2025, 11, 28)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("remind", {"on": "igår"}), ("remind", {"on": "2025-02-30"}), ("remind", {"dry_run": "kanske"}), ("summarise", {"year": 1999}),
     ("summarise", {"year": 2100}), ("summarise", {"year": "i fjol"}),
     ("publish", {"plans": ["/etc/passwd"]}), ("remind", {"plans": ["../plan"]})],
)  # fmt: skip
def test_what_is_no_day_or_year_is_refused(name, wrong):
    with pytest.raises(ParameterTypeError):
        load_flow(name).validate_parameters(wrong)


def test_a_year_is_asked_for_within_bounds():
    bounds = load_flow("summarise").parameters.properties["year"]["anyOf"][0]
    assert (bounds["type"], bounds["minimum"], bounds["maximum"]) == ("integer", 2000, 2099)


@pytest.mark.parametrize(
    ("name", "asked"), [(name, asked) for name in FLOWS for asked in ("plan", "out", "send", "home")]
)
def test_where_to_read_and_write_can_be_asked_for_in_no_form(name, asked):
    with pytest.raises(SignatureMismatchError):
        load_flow(name).validate_parameters({asked: "/etc"})
