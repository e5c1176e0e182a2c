"""One status or none: what is negated, hedged, asked, promised or said of several goals is for a person."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from paminn.replies.lexicon.comparing import words
from paminn.replies.meaning.new_date import new_date
from paminn.replies.meaning.one_status import read_status
from paminn.replies.meaning.whole import wording
from paminn.standing.answer import Status

ABOUT = wording("1.1  Rutinerna är reviderade\n1.2  Utbildningen har hållits")
DONE, ONGOING, LATE, NOT_STARTED = Status.DONE, Status.ONGOING, Status.LATE, Status.NOT_STARTED


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Klar", DONE),
        ("KLART!!", DONE),
        ("Hej!\n\nKlart :)", DONE),
        ("Hej Kvalitetsteamet, klart.", DONE),
        ("Status: klar", DONE),
        ("Status: Klar, beslutad i nämnden den 3 juni", DONE),
        ("Det är klart från vår sida.", DONE),
        ("Klart sedan i våras.", DONE),
        ("Klart i alla enheter.", DONE),
        ("Utbildningen blev klar i september.", DONE),
        ("Nu är rutinen klar och beslutad.", DONE),
        ("Revideringen av rutinerna är klar.", DONE),
        ("Inte försenad utan klar.", DONE),
        ("100 % klart.", DONE),
        ("Jag kan meddela att det är klart.", DONE),
        ("Klart, inget återstår.", DONE),
        ("Klart i produktion sedan i våras.", DONE),
        ("Klart hos oss.", DONE),
        ("Arbetet startade i september och pågår.", ONGOING),
        ("Klart på alla skolor.", DONE),
        ("Klart, ska jag skicka underlaget?", DONE),
        ("Pågår – räcker det så?", ONGOING),
        ("Klart, inget kvar att göra.", DONE),
        ("Status: Klar\nÅterstår: nej, inte något", DONE),
        ("Status: Pågår\nÅterstår: Utbildning av personal", ONGOING),
        ("Enligt planen pågår arbetet.", ONGOING),
        ("Klart, vi har inte hunnit städa i pärmarna.", DONE),
        ("Klart. Resten pågår.", DONE),
        ("Klart. I mars informerar vi alla.", DONE),
        ("Vi är klara. Den som är försenad får hjälp.", DONE),
        ("Pågår", ONGOING),
        ("pågår.", ONGOING),
        ("Arbetet pågår.", ONGOING),
        ("Pågår, 80 % klart.", ONGOING),
        ("Inte klart men arbetet pågår.", ONGOING),
        ("Pågår. Vi räknar med att bli klara i mars.", ONGOING),
        ("Status: Pågår\n\nVi blir snart klara.", ONGOING),
        ("Försenad", LATE),
        ("Försenad, klart först i mars 2026.", LATE),
        ("Vi är tyvärr försenade på grund av sjukdom.", LATE),
        ("Försenad. Arbetet pågår och beräknas klart i maj.", LATE),
        ("Ej påbörjad", NOT_STARTED),
        ("Arbetet är inte påbörjat.", NOT_STARTED),
        ("Det är ännu inte påbörjat eftersom vi saknar samordnare.", NOT_STARTED),
        ("DELMAL=1.1 STATUS=PAGAR\n\nDet är nästan klart.", ONGOING),
        ("delmal=1.1 status=ej-paborjad", NOT_STARTED),
        ("STATUS=FORSENAD", LATE),
        ("Done.", DONE),
        ("1.1: Pågår. Hemsidan är klar. Intranätet väntar på bilder.", ONGOING),
        ("Hej!\n\nDelmål 1.1 – Pågår, hemsidan är klar och intranätet försenat.", ONGOING),
        ("1.1 Pågår - hemsidan är klar", ONGOING),
        ("Pågår, nästan klar", ONGOING),
        ("Pågår (nästan klar)", ONGOING),
        ("Pågår, inte klar än", ONGOING),
        ("1.1: Klar! Uppföljningen pågår.", DONE),
        ("Klar, beslutad i juni, uppföljningen pågår", DONE),
        ("Klar – nästa steg pågår", DONE),
        ("Klar, inte försenad", DONE),
        ("80 % pågår.", ONGOING),
        ("Klart, men det tog tid.", DONE),
        ("Försenad: arbetet pågår", LATE),
        ("Försenad. Arbetet pågår.", LATE),
        ("Ej påbörjad. Väntar på att det andra blir klart.", NOT_STARTED),
        ("Status: Pågår. Rutinen är klar", ONGOING),
        ("Status:\nPågår\nGjort i år:\nRutinen är klar", ONGOING),
        ("Klart. Det tog tid, för vi var sena med att börja.", DONE),
        ("Vi är klara! Behöver ni något mer av oss?", DONE),
        ("Pågår. Är det något ni saknar, säg till.", ONGOING),
        ("Klart. Är något oklart, ring.", DONE),
        ("Ej påbörjad. Startar i februari.", NOT_STARTED),
        ("Status: Försenad\nGjort i år: rutinen klar\nÅterstår: utbildningen", LATE),
        ("Status: Klar\nGjort i år: allt\nÅterstår: inget", DONE),
    ],
)
def test_one_status_stands(text: str, status: Status) -> None:
    assert read_status(text, about=ABOUT) is status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hej!",
        "Vi är inte klara.",
        "Det är inte riktigt klart än.",
        "Det är långt ifrån färdigt.",
        "Nästan klart.",
        "80 % klart",
        "Vi är klara till 75 procent.",
        "Klar i mars.",
        "Klart till sommaren.",
        "Klart ht 2026.",
        "Klart nästa vecka.",
        "Klart år 2027.",
        "Klart om två veckor",
        "Blir klart före jul.",
        "Det ska vara klart i maj.",
        "Vi hoppas att det är klart snart.",
        "Så fort det är klart hör jag av mig.",
        "När rutinen är klar skickar vi den.",
        "Är det klart?",
        "Klar?",
        "Det är klart att vi ska göra detta.",
        "Läget är klart bättre än förra året.",
        "Vi klarar inte mer.",
        "Självklart!",
        "Två av tre rutiner är klara.",
        "Allt är klart utom utbildningen.",
        "Delvis klart.",
        "Klar eller pågår, välj själva.",
        "Klar, Pågår, Försenad eller Ej påbörjad",
        "Status: Klar/Pågår/Försenad/Ej påbörjad",
        "Utbildningen är klar. Uppföljningen pågår.",
        "1.1: Klar\n1.2: Pågår",
        "Status: Klar\nStatus: Försenad",
        "DELMAL=1.1 STATUS=KLAR\nDELMAL=1.2 STATUS=PAGAR",
        "Det pågår inte längre.",
        "Vi riskerar att bli försenade.",
        "> Klart ht 2025",
        "Jag kan inte säga att det är klart.",
        "Vi har påbörjat arbetet.",
        "I våras var arbetet ej påbörjat.",
        "Om arbetet ej är påbörjat, hör av er.",
        "Ifall arbetet ej är påbörjat, hör av er.",
        "Den del som ej är påbörjad sköter skolan.",
        "Om vi är klara, säg till.",
        "Om det är klart, säg till.",
        "Om allt är klart, säg till.",
        "Om den är klar vet jag inte.",
        "Inget är klart.",
        "Den som är klar hör av sig.",
        "Klar? Nej",
        "Klar, nästan",
        "Klar, i mars",
        "Klar till 80 %",
        "Klar, till 80 %",
        "Klar - 80 %",
        "Klar (80 %)",
        "Klar (inte allt)",
        "Klar (två av tre)",
        "Klar, två av tre.",
        "Klart. Två av tre.",
        "Klar: två av tre skolor",
        "Två av tre pågår.",
        "Klar. Nästan.",
        "Klar... eller nästan",
        "Klar! ...inte",
        "Klar, inte riktigt",
        "Klar, men uppföljningen pågår",
        "Klar: allt är gjort, men del två är försenad",
        "Klar, fast utbildningen återstår",
        "Klart, inväntar bara beslut i nämnden.",
        "Klart – väntar på underskrift",
        "Klar, saknar en mall",
        "Klart i testmiljö.",
        "Klart på förskolan.",
        "Klart – säger de.",
        "Försenat men nu klart",
        "Klart och påbörjat.",
        "Inom kort klart.",
        "Klart, strax.",
        "Klart, väl?",
        "Klart, eller hur?",
        "Försenat, eller rättare sagt ej påbörjat.",
        "Pågår, eller försenat",
        "Klart, en justering kvar.",
        "Status: Klar\nÅterstår: Utbildning av personal",
        "Inte mycket kvar, i övrigt klart.",
        "Allt är klart i övrigt.",
        "Övriga mallar är klara.",
        "En mall fattas, annars klart.",
        "Enligt 4 § pågår en utredning.",
        "Klar enligt nedan.\n\nDelmål 1.1\nStatus: Pågår",
        "Klar, när nämnden har beslutat",
        "Klart, hoppas jag",
        "Klar, pågår",
        "Klar. Nej, pågår.",
        "Klart. Delar pågår.",
        "Klart. Resten.",
        "1.1 Klar\n1.1 Pågår",
        "Det kan vara klart.",
        "Jag vill att det är klart.",
        "Klart. I början av mars.",
        "Klart. Utbildningen är knappast påbörjad.",
        "Tack för påminnelsen, Klara",
        "Klart! Resten av skolorna får den.",
        "Pågår. Klar.",
        "Pågår, inte",
        "Försenad, kanske",
        "Helt klart, vi behöver mer tid",
        "1.1: Pågår. Hemsidan är klar.\n1.2: Klar",
        "Status: vet ej\nGjort i år: rutinen är klar",
        "Klar.\n\nDelmål 1.1\nStatus: Pågår",
        "Jag återkommer när jag har klart för mig hur det ligger till.",
        # Another status in the same answer.
        "Klart.\n\nPågår.",
        "Pågår.\n\nNu är det klart.",
        "Klar\n\nFörskolan: pågår",
        "Klart.\n\nTyvärr är vi sena med introduktionen.",
        "Klar. Vi ligger efter i två av husen.",
        "Klar. Resten hinner vi inte i år.",
        "Klart. Beslutet är framflyttat, det dröjer.",
        "Klar (jag bara skojar)",
        "Klar. Jag skämtar.",
        "Försenad.\n\nFast nu är allt klart.",
        "Klart.\n\nHemtjänsten är inte i mål.",
        "Ej påbörjad. Arbetet pågår sedan i går.",
        "Ej påbörjad\n\nJo, nu är vi i gång.",
        "Klart (pågår fortfarande i hemtjänsten)",
        "Pågår (egentligen klar)",
        "Klar för vuxna, pågår för barn.",
        "Klart, i vart fall rutinen",
        "Klart\n\n(men inte i skolan)",
        "Status: Klar\nGjort i år: inget, ej påbörjat",
        "Status: Pågår\nÅterstår: inget, klart",
        # Neither a question nor a condition says a status.
        "Pågår det något måste vi få veta det.",
        "Jag svarar i morgon. Pågår det mer än så ring mig.",
        "Blir vi försenade hör jag av mig.",
        "Och är den klar stänger vi ärendet.",
        "Hör av dig om det är klart.",
        "Skriv till mig om den är klar.",
    ],
)
def test_a_person_must_read(text: str) -> None:
    assert read_status(text, about=ABOUT) is None


SPELLINGS = {
    DONE: "klar|klart|klara|färdig|färdigt|slutförd|slutfört|avslutad|avslutat|genomförd|genomfört|avklarad|avklarat|done|completed"
    "|det är klart|den är klar|allt är klart|är klart|är klar|helt klart",
    ONGOING: "pågår|pågående|pågående arbete|arbetet pågår|under arbete|det pågår|ongoing|in progress",
    LATE: "försenad|försenat|försenade|delayed|late",
    NOT_STARTED: "ej påbörjad|ej påbörjat|ej påbörjade|ej-påbörjad|ej startad|ej startat|ej igång"
    "|inte påbörjad|inte påbörjat|inte påbörjade|inte igång|not started",
}


@pytest.mark.parametrize("status", SPELLINGS)
def test_each_status_alone_however_it_is_spelt(status: Status) -> None:
    for spelling in SPELLINGS[status].split("|"):
        for answer in (spelling, f"{spelling.capitalize()}!", f"Status: {spelling}"):
            assert read_status(answer) is status, answer


def test_only_a_long_ending_stands_for_a_whole_compound() -> None:
    """Utbildningen is the grundutbildning that was asked for; a mall is any, not the dokumentmall."""
    assert read_status("Utbildningen är klar.", about=wording("1.1  Grundutbildningen har hållits")) is DONE
    assert read_status("Mall är klar.", about=wording("1.1  En dokumentmall finns")) is None


@pytest.mark.parametrize(
    ("begun", "between", "ended", "reach"),
    [
        ("Det är inte ", "mycket ", "klart.", 9),
        ("Det är inte ", "mycket ", "försenat.", 9),
        ("Vi är klara ", "nu ", "inte.", 4),
        ("Vi är klara ", "nu ", "kanske.", 4),
        ("Vi är försenade ", "nu ", "kanske.", 4),
    ],
)
def test_how_far_a_word_reaches(begun: str, between: str, ended: str, reach: int) -> None:
    """Ten words forwards and five backwards: whoever says more than that between them says something else."""
    assert read_status(begun + between * reach + ended) is None
    assert read_status(begun + between * (reach + 1) + ended) in (DONE, LATE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nytt datum: 2026-03-31", date(2026, 3, 31)),
        ("Nytt datum: 31 mars 2026", date(2026, 3, 31)),
        ("Status: Försenad\nÅterstår: allt\nNytt datum: 1 okt 2026.", date(2026, 10, 1)),
        ("Försenad till den 15 maj 2026.", date(2026, 5, 15)),
        ("Försenad, ny tid 2026-05-15", date(2026, 5, 15)),
        ("Vi flyttar det, nytt datum blir 2026-05-15", date(2026, 5, 15)),
        ("Nytt datum:", None),
        ("Nytt datum: i vår", None),
        ("Nytt datum:\n31/3 2026", date(2026, 3, 31)),
        ("Nytt datum: vt 26", date(2026, 6, 30)),
        ("Nytt datum: inte 31 mars 2026", None),
        ("Nytt datum: 31 mars", None),
        ("Nytt datum: 2026-02-30", None),
        ("Nytt datum: 2026-02-01\nNytt datum: 2026-03-01", None),
        ("Försenad till 2026-03-01 eller 2026-04-01", None),
        ("Försenad\n\nDatum: 15 mars 2026\nTill: samtliga", None),
        ("Klar sedan 2025-06-01", None),
        ("> Försenad till 2026-03-01", None),
    ],
)
def test_new_date(text: str, day: date | None) -> None:
    assert new_date(text) == day


@pytest.mark.parametrize("sign", [",", ":", "(", "/", "–", "—", "men", "utan", "dock", "däremot", "medan"])
def test_what_is_denied_before_it_is_not_denied_behind_it(sign: str) -> None:
    assert read_status(f"Vi är inte klara {sign} arbetet pågår.", about=ABOUT) is ONGOING


TURNS = sorted(
    words(
        "klart klara pågår försenad påbörjad den är år och till för enligt med på inte sedan om så att mars 100 % , . –"
    )
)


@pytest.mark.parametrize("begun", ["Det är klart", "Klart,", "Det pågår", "Vi är försenade"])
def test_wherever_a_sentence_breaks_off_it_is_read(begun: str) -> None:
    for turns in product(["", *TURNS], repeat=2):
        assert read_status(" ".join([begun, *turns])) in (None, *Status)


@pytest.mark.parametrize("word", ["Klart", "Avslutat", "Slutfört", "Genomfört"])
def test_a_day_gone_by_behind_a_status_tells_when_it_was(word: str) -> None:
    written = date(2025, 12, 2)
    assert read_status(f"{word} 2025-11-14.", written) is DONE
    assert read_status(f"{word} 14 november 2025", written) is DONE
    assert read_status(f"{word} 2026-02-14.", written) is None
