"""A list of people, as it is kept elsewhere: read, matched with the plan's roles, written into owners.yaml."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.plan.load import read_owners
from paminn.plan.staffing.list_rows import rows_of_text, text_of_list
from paminn.plan.staffing.listed_people import ListedPerson, Named, people_in
from paminn.plan.staffing.role_matching import Uncertain, role_meant
from paminn.plan.staffing.written_people import with_people

TODAY = date(2026, 6, 1)
ANNA = ListedPerson("rad 2", "Chef", Named("Anna Ek", "anna@k.example"), None)
BO = ListedPerson("rad 3", "Chef", Named("Bo Lind", "bo@k.example"), Named("Cia Berg", "cia@k.example"))


def told(text: str) -> list[tuple[str, str, str]]:
    """(role, name, address) of each that the list names."""
    return [(row.role, row.person.name, row.person.email) for row in people_in(rows_of_text(text)).people]


def doubted(text: str) -> list[tuple[str, str]]:
    return [(doubt.where, doubt.message) for doubt in people_in(rows_of_text(text)).doubts]


class TestRead:
    @pytest.mark.parametrize("sign", [";", ",", "\t"])
    def test_columns_in_any_order_by_their_headings(self, sign):
        text = sign.join(("E-postadress", "Befattning", "Namn")) + "\n" + sign.join(("a@k.example", "Chef", "Anna Ek"))
        assert told(text) == [("Chef", "Anna Ek", "a@k.example")]

    def test_without_headings_role_and_name_come_in_that_order(self):
        assert told("Chef; Anna Ek; a@k.example\n") == [("Chef", "Anna Ek", "a@k.example")]

    @pytest.mark.parametrize(
        "line",
        ["Chef;Anna Ek <a@k.example>", "Chef;Anna Ek;mailto:a@k.example", '"Chef";"Anna  Ek";" a@k.example"'],
    )
    def test_an_address_beside_its_name(self, line):
        assert told(line) == [("Chef", "Anna Ek", "a@k.example")]

    def test_a_cell_in_quotation_marks_may_hold_what_parts_the_others(self):
        assert told('Roll,Namn,E-post\n"Chef vård, omsorg",Anna Ek,a@k.example') == [
            ("Chef vård, omsorg", "Anna Ek", "a@k.example")
        ]

    def test_several_persons_of_a_role(self):
        both = [("Chef", "Anna Ek", "a@k.example"), ("Chef", "Bo Lind", "b@k.example")]
        assert told("Roll\tNamn\tE-post\nChef\tAnna Ek\ta@k.example\nChef\tBo Lind\tb@k.example") == both
        assert told("Roll\tNamn\tE-post\nChef\tAnna Ek, Bo Lind\ta@k.example, b@k.example") == both
        assert told("Roll\tE-post\nChef\tAnna Ek <a@k.example>; Bo Lind <b@k.example>") == both

    @pytest.mark.parametrize("heading", ["Ersättarens e-post", "Ersättares e-post", "ersättare (mejl)"])
    def test_the_deputy(self, heading):
        (row,) = people_in(
            rows_of_text(f"Roll;Namn;E-post;Ersättare;{heading}\nChef;A;a@k.example;B;b@k.example")
        ).people
        assert row.deputy == Named("B", "b@k.example")

    def test_first_and_last_name_apart(self):
        assert told("Förnamn;Efternamn;Mejl;Roll\nAnna;Ek;a@k.example;Chef") == [("Chef", "Anna Ek", "a@k.example")]

    def test_a_mailbox_without_a_name_is_called_its_role(self):
        assert told("Roll;E-post\nSamordnare;s@k.example") == [("Samordnare", "Samordnare", "s@k.example")]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_as_excel_and_editors_save_it(self, encoding):
        text = "Roll;Namn;E-post\nChef;Åsa Öst;a@k.example"
        assert told(text_of_list(text.encode(encoding))) == [("Chef", "Åsa Öst", "a@k.example")]

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (";Anna;a@k.example", "Raden saknar roll. Skriv rollens namn på varje rad."),
            ("Chef;Anna;", "«Chef» saknar e-postadress. Är ingen utsedd än: skriv vakant: ja under rollen i owners.yaml."),
            ("Chef;Anna;a(at)k.example", "«a(at)k.example» är ingen e-postadress. Skriv den som namn@kommun.se."),
            ("Chef;Anna, Bo, Cia;a@k.example, b@k.example",
             "Raden har 3 namn och 2 adresser. Skriv en person på varje rad."),
            ("Chef;vård;Anna;a@k.example",
             "Raden har fler fält än rubriken. Sätt fält som innehåller skiljetecknet inom citattecken."),
        ],
    )  # fmt: skip
    def test_what_is_not_certain_is_told_with_its_row(self, row, sentence):
        assert doubted(f"Roll;Namn;E-post\n{row}\n") == [("rad 2", sentence)]
        assert told(f"Roll;Namn;E-post\n{row}\n") == []

    def test_a_deputy_without_an_address_is_never_dropped_in_silence(self):
        assert told("Roll;Namn;E-post;Ersättare\nChef;A;a@k.example;Bo Lind") == []
        ((where, _),) = doubted("Roll;Namn;E-post;Ersättare\nChef;A;a@k.example;Bo Lind")
        assert where == "rad 2"

    def test_columns_that_say_nothing_of_it_are_named(self):
        assert people_in(rows_of_text("Roll;E-post;Telefon\nChef;a@k.example;08")).unread == ("Telefon",)

    @pytest.mark.parametrize("row", ["x" * 200_000 + ";A;a@k.example", '"Chef;A;a@k.example\nVice;B;b@k.example'])
    def test_a_row_that_cannot_be_taken_apart_is_never_dropped_in_silence(self, row):
        ((where, sentence),) = doubted(f"Roll;Namn;E-post\n{row}\n")
        assert where == "rad 2"
        assert len(sentence) < 250

    def test_a_list_without_roles(self):
        ((_, sentence),) = doubted("Namn;E-post\nA;a@k.example")
        assert sentence.startswith("Listan saknar en kolumn med roll.")

    @given(st.text())
    def test_anything_can_be_read(self, text):
        people_in(rows_of_text(text))


ROLES = ("Förvaltningschef", "Enhetschef IFO", "Enhetschef äldre", "Kommunikatör/webbansvarig", "HR och lön")


class TestMatch:
    @pytest.mark.parametrize(
        ("called", "role"),
        [
            ("Förvaltningschef", "Förvaltningschef"),
            ("förvaltnings-chef", "Förvaltningschef"),
            ("Förv.chef", "Förvaltningschef"),
            ("ENHETSCHEF  IFO", "Enhetschef IFO"),
            ("Enh.chef äldre", "Enhetschef äldre"),
            ("Kommunikatör / webbansvarig", "Kommunikatör/webbansvarig"),
            ("HR & lön", "HR och lön"),
        ],
    )
    def test_what_can_only_be_one(self, called, role):
        assert role_meant(called, ROLES) == role

    @pytest.mark.parametrize(
        ("called", "sentence"),
        [
            ("Förvaltningschefen", 'Rollen «Förvaltningschefen» finns inte i planen. Menade du "Förvaltningschef"?'),
            ("Enh. chef.", "Rollen «Enh. chef.» kan vara «Enhetschef IFO» eller «Enhetschef äldre». "
             "Skriv namnet som det står i planen."),
            ("Kock", "Rollen «Kock» finns inte i planen."),
            ("Enhetschef", None),
            (".", None),
        ],
    )  # fmt: skip
    def test_what_is_near_is_a_question(self, called, sentence):
        uncertain = role_meant(called, ROLES)
        assert isinstance(uncertain, Uncertain)
        assert sentence is None or uncertain.sentence == sentence


OWNERS = """\
# Vem som har varje roll.
roller:
  - roll: Chef   # den högsta
    # Här skrivs chefen in.

  # Den som samordnar.
  - roll: Samordnare
    svarar: var_och_en
    personer:
      - namn: Dan Alm
        epost: dan@k.example
        till: 2026-01-31   # slutade
      - namn: Eva Ö
        epost: "Eva@k.example"
        från: 2026-02-01
        upn: eva01@k.example
  # Sist.
  - {roll: Partner, vakant: ja}

# slut
"""


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


class TestWrite:
    def test_a_role_is_filled_and_every_comment_stays(self):
        written = with_people(OWNERS, {"Chef": [ANNA, BO], "Partner": [ANNA]}, TODAY)
        assert comments(written) == comments(OWNERS)
        owners = read_owners(written.encode(), "plan")
        assert [person.email for person in owners.people["Chef"]] == ["anna@k.example", "bo@k.example"]
        assert owners.people["Chef"][1].deputy_email == "cia@k.example"
        assert "Partner" not in owners.vacant

    def test_nothing_else_is_touched(self):
        written = with_people(OWNERS, {"Chef": [ANNA]}, TODAY)
        new = "    personer:\n      - namn: Anna Ek\n        epost: anna@k.example\n"
        assert written.replace(new, "") == OWNERS

    def test_who_stays_keeps_what_is_said_of_them_and_who_has_left_stands_where_they_stood(self):
        eva = ListedPerson("rad 2", "Samordnare", Named("Eva Öst", "eva@k.example"), None)
        written = with_people(OWNERS, {"Samordnare": [eva, ANNA]}, TODAY)
        before = read_owners(OWNERS.encode(), "plan").people["Samordnare"]
        *kept, new = read_owners(written.encode(), "plan").people["Samordnare"]
        assert tuple(kept) == before
        assert new.email == "anna@k.example"
        assert comments(written) == comments(OWNERS)

    def test_one_that_the_file_lacks_comes_last(self):
        written = with_people(OWNERS, {"Kvalitetsteamet": [ANNA]}, TODAY)
        assert list(read_owners(written.encode(), "plan").people)[-1] == "Kvalitetsteamet"
        assert comments(written) == comments(OWNERS)

    def test_again_is_the_same(self):
        filling = {"Chef": [ANNA, BO], "Partner": [BO]}
        written = with_people(OWNERS, filling, TODAY)
        assert with_people(written, filling, TODAY) == written

    @pytest.mark.parametrize("name", ["Anna: Ek", "#1", "- Ek", 'Anna "Ek"', "ja", "null", "1.10", "Å’Ek", "@anna"])
    def test_a_name_is_written_so_that_it_is_read_as_it_was(self, name):
        person = ListedPerson("rad 2", "Chef", Named(name, "a@k.example"), Named(name, "b@k.example"))
        (read,) = read_owners(with_people(OWNERS, {"Chef": [person]}, TODAY).encode(), "plan").people["Chef"]
        assert (read.name, read.deputy_name) == (name, name)
