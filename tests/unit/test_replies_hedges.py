"""A "klar" with a hedge is not klar: whatever the hedge, wherever it stands, a person reads what is."""

from __future__ import annotations

import pytest

from paminn.replies.lexicon.hedges import HEDGES, NEARLY, PARTS, PERHAPS, UNCERTAIN
from paminn.replies.lexicon.statuses import BEGINNINGS
from paminn.replies.meaning.one_status import contradicts, read_status
from paminn.replies.meaning.split import split
from paminn.replies.meaning.whole import wording
from paminn.standing.answer import Status

ORDERS = [
    "{h} klart",
    "{H} klart.",
    "{H}, klart",
    "{H}: klart.",
    "{H} – klart",
    "{H}. Klart.",
    "{H}\nKlart",
    "Klart {h}",
    "Klart {h}.",
    "Klart, {h}",
    "Klart, {h}.",
    "KLART, {H}!",
    "Klart. {H}.",
    "Klart! {H}",
    "Klart: {h}",
    "Klart – {h}",
    "Klart - {h}",
    "Klart ({h})",
    "Klart/{h}",
    "Klart... {h}",
    "Klart\n{H}",
    "Klart, men {h}",
    "Klart men {h}",
    "Klart, bara {h}",
    "Klart, tack. {H}.",
    "Klart. Tack! {H}.",
    "Det är {h} klart",
    "Det är klart, {h}",
    "Det är klart, {h}.",
    "Det är klart {h}.",
    "Det är nu klart. {H}.",
    "Delmålet är {h} klart.",
    "Rutinen är klar, {h}.",
    "Hej!\nKlart, {h}.",
    "Status: {h} klart",
    "Status: Klart, {h}",
    "1.1 Klart, {h}.",
    "1.1: {H} klart",
    "Avslutat, {h}.",
    "Färdigt, {h}",
]
PHRASES = [
    "till viss del",
    "i stort sett",
    "så gott som",
    "mer eller mindre",
    "i princip",
    "i huvudsak",
    "till hälften",
    "hälften av det",
    "minst hälften",
    "typ hälften",
    "en del",
    "vissa delar",
    "delar av det",
    "några av dem",
    "de flesta",
    "det mesta",
    "till största delen",
    "till stor del",
    "till två tredjedelar",
    "i det närmaste",
    "på god väg",
    "nästan helt",
    "tror jag",
    "hoppas jag",
    "såvitt jag vet",
    "i grunden",
    "i grund och botten",
    "inom kort",
]
ABOUT = wording("1.1  Rutinen för orosanmälningar är reviderad")


def said(order: str, hedge: str) -> str:
    return order.format(h=hedge, H=hedge.capitalize())


@pytest.mark.parametrize("order", ORDERS)
def test_whatever_the_hedge_nobody_is_said_to_have_finished(order: str) -> None:
    read = {hedge: read_status(said(order, hedge), about=ABOUT) for hedge in [*sorted(HEDGES), *PHRASES]}
    assert {hedge: status for hedge, status in read.items() if status is not None} == {}


@pytest.mark.parametrize("order", ORDERS)
def test_without_the_hedge_each_of_them_says_that_it_is_done(order: str) -> None:
    """Else the test above would prove nothing."""
    bare = said(order, "nu" if "är {h}" in order or order.startswith(("{h} k", "{H} k", "1.1: {H}")) else "tack")
    assert read_status(bare.replace("men tack", "").replace("bara tack", ""), about=ABOUT) is Status.DONE


@pytest.mark.parametrize("hedge", [*sorted(HEDGES), *PHRASES])
def test_no_goal_of_several_and_no_link_is_taken_for_done_with_a_hedge(hedge: str) -> None:
    for text in (
        f"1.1: Klart, {hedge}\n1.2: Pågår",
        f"1.1 {hedge} klart\n1.2 pågår",
        f"1.1 Klart ({hedge}), 1.2 pågår",
    ):
        answers = {answer.goal: answer.status for answer in split(text, ["1.1", "1.2"])}
        assert answers.get("1.1") is None, text
    assert contradicts(hedge, Status.DONE)
    assert contradicts(f"Tack. {hedge.capitalize()}.", Status.DONE)


def test_a_hedge_stands_in_one_list_and_is_no_status() -> None:
    lists = (NEARLY, PERHAPS, PARTS, UNCERTAIN)
    assert sum(len(words) for words in lists) == len(HEDGES)
    assert not HEDGES & set(BEGINNINGS)


@pytest.mark.parametrize(
    "text",
    [
        "Pågår, hälften är gjord.",
        "Pågår, delar är införda",
        "Pågår, nästan klart",
        "Pågår. Merparten är klart.",
    ],
)
def test_what_goes_on_may_be_done_in_part(text: str) -> None:
    assert read_status(text) is Status.ONGOING


@pytest.mark.parametrize("text", ["Klart. Allt gott!", "Klart! Alla har fått den.", "Klart, ska redovisas i nämnden."])
def test_what_is_no_hedge_takes_nothing_back(text: str) -> None:
    assert read_status(text) is Status.DONE
