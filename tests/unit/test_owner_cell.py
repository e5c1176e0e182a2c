"""Who an owner cell names: cells as they stand in real plans."""

from __future__ import annotations

import pytest

from paminn.plan.importing.owner_cell import read_owner_cell
from paminn.plan.model import Part

KNOWN = ("Kvalitetsteamet", "Soc IT", "Enhetschef barn och familj")
ANSVAR, STÖD, SAMARBETE = Part.RESPONSIBLE, Part.SUPPORT, Part.PARTNER
CELLS = {
    "Kommundirektör": [("Kommundirektör", ANSVAR)],
    "Chef myndighet vuxen Soc IT Med stöd av kvalitetsteamet": [
        ("Chef myndighet vuxen", ANSVAR),
        ("Soc IT", ANSVAR),
        ("kvalitetsteamet", STÖD),
    ],
    "Chef vuxen Chef Barn- och familj": [("Chef vuxen", ANSVAR), ("Chef Barn- och familj", ANSVAR)],
    "Socialchef och skolchef": [("Socialchef", ANSVAR), ("skolchef", ANSVAR)],
    "Socialchef, skolchef samt kulturchef": [("Socialchef", ANSVAR), ("skolchef", ANSVAR), ("kulturchef", ANSVAR)],
    "Enhetschefer IFO\nMAS": [("Enhetschefer IFO", ANSVAR), ("MAS", ANSVAR)],
    "Enhetschef barn och familj": [("Enhetschef barn och familj", ANSVAR)],
    "Enhetschef vård och omsorg": [("Enhetschef vård och omsorg", ANSVAR)],
    "Kommunikatör/webbansvarig": [("Kommunikatör/webbansvarig", ANSVAR)],
    "HR tillsammans med facken": [("HR", ANSVAR), ("facken", SAMARBETE)],
    "Fritidschef i samarbete med Idrottsalliansen och polisen": [
        ("Fritidschef", ANSVAR),
        ("Idrottsalliansen", SAMARBETE),
        ("polisen", SAMARBETE),
    ],
    "Fastighetschef (vakant)": [("Fastighetschef", ANSVAR)],
    "ej utsedd": [],
    "Utses senare": [],
    "–": [],
    "": [],
}


@pytest.mark.parametrize("words", CELLS)
def test_each_role_with_its_part(words):
    read = read_owner_cell(words, KNOWN)
    assert [(role.role, role.part) for role in read.roles] == CELLS[words]


def test_what_each_answers_for_is_kept():
    words = "Utvecklingsledare ansvarar för rutinen. Rektorer ansvarar för genomgången."
    roles = read_owner_cell(words).roles
    assert [(role.role, role.words) for role in roles] == [
        ("Utvecklingsledare", "rutinen"),
        ("Rektorer", "genomgången"),
    ]


def test_the_columns_heading_gives_the_part():
    assert [role.part for role in read_owner_cell("Skyddsombud", (), Part.PARTNER).roles] == [Part.PARTNER]


DOUBTED = {
    "Fastighetschef (vakant)": "ingen har rollen",
    "ej utsedd": "ingen ansvarig är bestämd",
    "Rektor på respektive enhet": "var_och_en",
    "Rektorer F–9 och gymnasiet": "en grupp eller flera",
    "Enhetschef vård och omsorg": "en grupp eller flera",
    "Socialchef och skolchef": "vem som håller ihop framgår inte",
    "Chef vuxen Chef Barn- och familj": "delades till «Chef vuxen», «Chef Barn- och familj»",
}


@pytest.mark.parametrize("words", DOUBTED)
def test_what_can_be_read_in_more_ways_is_a_doubt(words):
    assert DOUBTED[words] in " ".join(read_owner_cell(words, KNOWN).doubts)


@pytest.mark.parametrize("words", ["Kommundirektör", "Enhetschef barn och familj", "HR tillsammans med facken", ""])
def test_a_plain_cell_is_no_doubt(words):
    assert read_owner_cell(words, KNOWN).doubts == ()
