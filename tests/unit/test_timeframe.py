"""How time plans are read: a table of phrasings, and what holds for every text."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paminn.plan.model import Kind, Term, Terms, Timeframe
from paminn.plan.timeframe import read_timeframe
from paminn.plan.timeframe.familiar import DOUBT
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.vocabulary import MEANINGS, SPELLABLE
from paminn.reminders.occurrences import occurrences
from tests.support import plans

PERIOD = (date(2025, 1, 1), date(2027, 12, 31))
DECIDED = date(2025, 9, 3)
TERMS = Terms()
EXAMPLES = "Skriv till exempel «Klart ht 2025» eller «Löpande»."

with (Path(__file__).parent / "timeframes.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))


def read(text: str, terms: Terms = TERMS) -> Timeframe:
    return read_timeframe(text, period=PERIOD, decided=DECIDED, terms=terms)


def meaning(reading: Timeframe) -> tuple[Kind, date | None, date | None, str | None]:
    """What comes back, or the other days of several, as the table has it."""
    again = str(reading.recurrence) if reading.recurrence else None
    if reading.more_days:
        assert again is None
        again = "RDATE=" + ",".join(day.isoformat() for day in reading.more_days)
    return reading.kind, reading.start, reading.end, again


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_reads_the_table(case: dict[str, str]) -> None:
    reading = read(case["text"])
    expected = Kind(case["kind"]), day(case["start"]), day(case["end"]), case["recurrence"] or None
    assert meaning(reading) == expected
    assert bool(reading.warnings) == (case["doubt"] == "ja"), reading.warnings
    assert reading.text == case["text"]


def test_the_table_holds_what_the_plan_says() -> None:
    texts = {case["text"] for case in CASES}
    assert len(texts) == len(CASES) >= 200
    assert texts >= {
        "Klart ht 2025",
        "Klart ht 25",
        "Klart vt 26",
        "Medarbetarutbildning har genomförts 19 mars 2025.",
        "Påbörjas ht 25",
        "Löpande",
        "Vt 26",
        "Årligen",
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Klrat ht 25", "Klart ht 25"),
        ("Kalrt ht 25", "Klart ht 25"),
        ("Klat ht 25", "Klart ht 25"),
        ("Lopande", "Löpande"),
        ("Årligne", "Årligen"),
        ("Senast 31 mars", "Senast 31 mars 2026"),
        ("Före jul", "Före jul 2025"),
        ("Vintern 2026", "Vintern 2025/2026"),
        ("Före årsskiftet", "Före årsskiftet 2025/2026"),
    ],
)
def test_asks_with_a_wording_that_can_be_read(text: str, meant: str) -> None:
    question = read(text).question
    assert question is not None
    assert question.startswith(f"Jag förstår inte «{text}».")
    assert question.endswith(f"Menade du «{meant}»?")
    assert read(meant).kind is not Kind.UNKNOWN


UNREADABLE = (
    "Senast 30/6", "Före jul", "Vintern 2026", "Lopande", "Årsskiftet", "Innevarande år", "Klart nästa år",
    "Senast den 28 februari nästkommande år", "8 mars och 25 november varje år", "Årligen 15 juni och sista februari",
    "Vartannat år 8 mars och 25 november", "Årligen 25 november–10 december", "Vart tredje år 1–15 mars",
    "Mars, därefter årligen", "Mars eller april, därefter årligen", "Påbörjas hösten", "Klart våren", "Senast i juni",
    "Vecka 47", "v. 12–14", "Q3", "Första halvåret", "Läsåret", "Läsåret 2029", "Infört 2099-01-01", "Juni eller juli",
    "Mars, maj", "31 mars, klart", "1/3, 1/9", "Innan sommaren", "I slutet av året", "Till och med mars", "Kvartlsvis",
    "Vartanat år", "Årligen i mars, sista gågnen 2029", "Kommer snart", "Löpand ht 2029", "Klar 31 mars, 15 maj", "",
)  # fmt: skip


@pytest.mark.parametrize("first_year", [2020, 2025, 2031])
@pytest.mark.parametrize("text", UNREADABLE)
def test_what_a_question_offers_can_be_written(text: str, first_year: int) -> None:
    period = (date(first_year, 1, 1), date(first_year + 2, 12, 31))
    decided = date(first_year, 9, 3)

    def readable(words: str) -> Timeframe:
        return read_timeframe(words, period=period, decided=decided)

    question = readable(text).question
    assert question is not None
    _, _, advice = question.rpartition("Menade du" if "Menade du" in question else "Skriv till exempel")
    offered = re.findall("«([^»]+)»", advice)
    assert offered
    for words in offered:
        reading = readable(words)
        assert reading.kind is not Kind.UNKNOWN
        assert not any(warning.startswith("Tiden ") for warning in reading.warnings) or "20" in text


def test_a_word_is_only_held_against_words_that_mean_something_alone():
    meant = {MEANINGS[(word,)].kind for word in SPELLABLE}
    assert {Is.MONTH, Is.TERM, Is.DUE, Is.ONGOING, Is.EVERY} <= meant
    assert meant.isdisjoint({Is.PORTION, Is.FOLLOW_UP, Is.FILLER, Is.REFUSE, Is.EVENT, Is.AT, Is.SUFFIX, Is.ABOUT})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Senast 30/6", "Jag ser inget år. Menade du «Senast 30/6 2026»?"),
        ("Senast 3 september", "Jag ser inget år. Menade du «Senast 3 september 2025»?"),  # the decision's own day
        ("Senast 2 september", "Jag ser inget år. Menade du «Senast 2 september 2026»?"),
        ("Från mars", "Jag ser inget år. Menade du «Från mars 2025»?"),
        ("29 februari", f"Jag ser inget år. {EXAMPLES}"),  # no year of the plan has it
        ("Klrat när det går", f"«när» kan ändra vad som menas. {EXAMPLES}"),
        ("Ht 1999", f"Jag kan inte tyda «1999» här. {EXAMPLES}"),
        ("1999-03", f"Jag kan inte tyda «1999» här. {EXAMPLES}"),
        ("12/1999", f"Jag kan inte tyda «12» här. {EXAMPLES}"),
        ("2026-13", f"Jag kan inte tyda «13» här. {EXAMPLES}"),
        ("Mars 25–26", f"Jag kan inte tyda «25» här. {EXAMPLES}"),
        ("Vt 2100", f"Jag kan inte tyda «2100» här. {EXAMPLES}"),
        ("Senast", f"Jag hittar ingen tid efter «Senast». {EXAMPLES}"),
        ("Från och med", f"Jag hittar ingen tid efter «Från och med». {EXAMPLES}"),
        ("Påbörjas", f"Det står ingen tid. {EXAMPLES}"),
        ("Målet är", f"Det står ingen tid. {EXAMPLES}"),
        ("Varje 3", f"Jag kan inte tyda «Varje» här. {EXAMPLES}"),
        ("Vt 2026, före", f"Jag hittar ingen tid efter «före». {EXAMPLES}"),
        ("Mars 2026 och", f"Det står inget efter «och». {EXAMPLES}"),
        ("Sista gången genomförd 2024", f"Det går inte att se vad «Sista gången genomförd» säger om tiden. {EXAMPLES}"),
        ("Utvärdering av 2025", f"Det går inte att se om «2025» är tiden eller vad det handlar om. {EXAMPLES}"),
        (
            "Senast 30 juni 2026 (halvtid) och 31 december 2027",
            f"Det går inte att se om tiden är uppföljningens. {EXAMPLES}",
        ),
        ("Påbörjas ht 2026, senast 1 oktober 2026", f"Det går inte att se om tiden är början eller slutet. {EXAMPLES}"),
        ("-", EXAMPLES),
        (
            "Årligen 17 februari och 25 oktober",
            "En regel kan inte ha olika dagar i olika månader; skriv dagarna med år. Menade du «25 oktober 2025, "
            "17 februari 2026, 25 oktober 2026, 17 februari 2027, 25 oktober 2027»?",
        ),
        ("Årligen vecka 54", f"Veckan finns inte. {EXAMPLES}"),
        ("Årligen vecka 0 och vecka 12", f"Veckan finns inte. {EXAMPLES}"),
        ("Årligen vecka 12 och vecka 54", f"Veckan finns inte. {EXAMPLES}"),
        ("Årligen i november och 25 november", f"Jag kan inte förena dagar med längre tider. {EXAMPLES}"),
        ("Senast mars 31e mars 2026", f"En av tiderna saknar år. {EXAMPLES}"),
    ],
)
def test_says_why_it_cannot_be_read(text: str, reason: str) -> None:
    assert read(text).question == f"Jag förstår inte «{text}». {reason}"


@pytest.mark.parametrize(
    "word",
    ["7", "tolv", "tredje", "vecka", "gånger", "vartannat", "mitten av", "sista", "tisdag", "/", "eller", "om", "varje",
     "mellan"],
)  # fmt: skip
def test_a_word_of_ours_that_belongs_to_nothing_is_not_read_around(word: str) -> None:
    assert f"Jag kan inte tyda «{word}» här." in (read(f"Löpande {word}").question or "")


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("Ny rutin klar vt 26", ["Jag läste «klar vt 26» men förstod inte «Ny rutin»."]),
        ("Beslut i nämnd mars 2026", ["Jag läste «i mars 2026» men förstod inte «Beslut nämnd»."]),
        ("Löpande (se kvalitetsplanen)", ["Jag läste «Löpande» men förstod inte «se kvalitetsplanen»."]),
        ("Från mars 2026 till maj 2026 till APT",
         ["Jag läste «Från mars 2026 till maj 2026» men förstod inte «till APT»."]),
        ("Vt 26 vid APT", ["Jag läste «Vt 26» men förstod inte «vid APT»."]),
        ("Varje nämndsammanträde, enligt rutin",
         ["Jag läste «Varje nämndsammanträde, rutin» men förstod inte «enligt»."]),
        ("2–3 ggr/år", ["«2–3 ggr/år» ger inga jämna steg; skriv dagarna, «Årligen den 15 mars och 15 oktober»."]),
        ("Löpande, följs upp 2–3 ggr/år", ["«2–3 ggr/år» ger inga jämna steg; skriv dagarna, «Årligen den 15 mars och 15 oktober»."]),
        ("Löpande, följs upp i mars 2026", ["Uppföljningen får ingen egen påminnelse."]),
        ("Varje år, mars 2026", ["Jag läste det som återkommande från det året."]),
        ("Mars 2026, klart maj 2026", ["Jag läste den första tiden som början och den andra som slut."]),
        ("31 mars 2026 och 2027–2028",
         ["Jag läste sista dagen i varje period.", "Tiden går förbi planens slut, 2027-12-31."]),
        ("Klart sedan mars 2026", ["Det står som klart men ligger efter beslutet."]),
        ("nov 2025–2026", ["Jag läste perioden som att den slutar med årets slut."]),
        ("Klart vt 28", ["Tiden går förbi planens slut, 2027-12-31."]),
        ("31 mars 2026 och 31 mars 2028", ["Tiden går förbi planens slut, 2027-12-31."]),
        ("Årligen från 2026 till 2028", ["Tiden går förbi planens slut, 2027-12-31."]),
        ("Klart ht 24", ["Tiden ligger före beslutet, 2025-09-03."]),
        ("2024–2026", ["Tiden börjar före planen, 2025-01-01."]),
        ("Genomfört ht 2024", []),
        ("I slutet av semestern 2026", ["Semestern läses som sommaren.", "«slutet av» är ingen bestämd tid."]),
        ("Genomförs under våren 2026 och april 2026", ["En av tiderna ligger i en annan; se efter att de lästes rätt."]),
        ("Start i oktober, klart mars 2026", ["Början har inget år; jag läste den som den sista före slutet."]),
        ("Genomfört till 2026", [DOUBT]),
    ],
)  # fmt: skip
def test_says_what_it_doubts(text: str, warnings: list[str]) -> None:
    assert list(read(text).warnings) == warnings


@pytest.mark.parametrize(
    "verb",
    ["lanserades", "utreddes", "kördes", "beställdes", "tändes", "vägdes", "bestämdes", "krävdes", "söktes", "klipptes",
     "lästes", "mättes", "fixtes"],
)  # fmt: skip
def test_a_verb_that_nobody_here_knows_is_of_what_has_been_by_its_ending(verb: str) -> None:
    reading = read(f"Avtalet {verb} 2025-06-01")
    assert meaning(reading) == (Kind.DONE, date(2025, 6, 1), date(2025, 6, 1), None)
    assert reading.warnings == (f"«{verb}» läses som att det är gjort.",)


@pytest.mark.parametrize("noun", ["boendes", "deltagandes"])
def test_a_noun_with_such_an_ending_is_none(noun: str) -> None:
    assert read(f"Avtalet {noun} 2026-06-01").kind is Kind.DEADLINE
    assert read(f"Avtalet {noun} 2025-06-01").kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["Månadsvis", "Varannan månad", "Varannan månad med start i mars 2026", "Kvartalsvis", "Tertialvis", "Halvårsvis",
     "Var 18:e månad från mars 2026", "Var femte månad", "Vartannat år", "Vartannat år med början 2026",
     "Vart sjunde år t.o.m. 2035", "Månadsvis t.o.m. juni 2026", "Kvartalsvis under 2026"],
)  # fmt: skip
def test_where_no_day_is_said_the_words_to_write_are_those_that_are_reminded_of(text: str) -> None:
    reading = read(text)
    (warning,) = [warning for warning in reading.warnings if warning.startswith("Det står ingen dag.")]
    _, words, _ = re.split("[«»]", warning)
    written = read(words)
    assert "Det står ingen dag" not in " ".join(written.warnings)

    def reminded(frame: Timeframe) -> list[date]:
        plan = plans.plan(plans.goal("1.1", frame))
        return [occurrence.due for occurrence in occurrences(plan, plan.by_number["1.1"], plans.RULES)]

    assert reminded(written) == reminded(reading) != []


def test_terms_are_the_municipality_s_own() -> None:
    terms = Terms(vt=Term((1, 10), (6, 12)), ht=Term((8, 18), (12, 20)))
    assert meaning(read("Klart ht 25", terms)) == (Kind.DEADLINE, None, date(2025, 12, 20), None)
    assert meaning(read("Vt 26", terms)) == (Kind.PERIOD, date(2026, 1, 10), date(2026, 6, 12), None)
    assert str(read("Årligen ht", terms).recurrence) == "FREQ=YEARLY;BYMONTH=8,9,10,11,12"
    assert read("Läsåret 25/26", terms).start == date(2025, 8, 18)
    over_new_year = Terms(ht=Term((8, 18), (1, 15)))
    assert meaning(read("Ht 25", over_new_year)) == (Kind.PERIOD, date(2025, 8, 18), date(2026, 1, 15), None)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Innevarande år", "«2025», «2026» eller «2027»"),
        ("Senast den 28 februari nästkommande år", "«Senast den 28 februari 2026» eller «Senast den 28 februari 2027»"),
    ],
)
def test_a_year_that_nobody_has_named_is_asked_for_among_the_plan_s(text: str, offered: str) -> None:
    question = read(text).question
    assert question is not None
    assert question.endswith(f"Menade du {offered}?")


def test_what_begins_at_once_begins_on_the_day_of_the_decision() -> None:
    reading = read_timeframe("Påbörjas omgående", period=PERIOD, decided=date(2026, 2, 1))
    assert meaning(reading) == (Kind.START, date(2026, 2, 1), date(2026, 2, 1), None)


def test_spelling_of_the_same_time() -> None:
    spellings = [
        "ht 25",
        "HT25",
        "ht-25",
        "ht -25",
        "Ht '25",
        "ht. 2025",
        "hösten\u00a02025",
        "  höstterminen 25. ",
    ]
    assert {meaning(read(text)) for text in spellings} == {meaning(read("Ht 2025"))}
    dashes = [f"Vt 26 {dash} ht 26" for dash in "-–—"]
    assert {meaning(read(text)) for text in dashes} == {meaning(read("Vt 2026–ht 2026"))}
    assert meaning(read("Lo\u0308pande")) == meaning(read("Löpande"))


# --- what holds for every text ------------------------------------------------------------------------

WORDS = st.sampled_from(sorted(" ".join(phrase) for phrase in MEANINGS))
YEARS = st.sampled_from(["2025", "2026", "-26", "'27", "26", "1999", "2025/26", "25–26"])
SIGNS = st.sampled_from(["-", "–", "/", ",", ".", "och", "eller", "31", "3:e", "2025-12-31", "31/12", "(", ")", "?"])
SENTENCES = st.lists(WORDS | YEARS | SIGNS, max_size=8).map(" ".join)
TEXTS = st.text(max_size=60) | SENTENCES

TIMES = st.sampled_from(
    [
        "ht {}",
        "vt {}",
        "våren {}",
        "q3 {}",
        "mars {}",
        "v. 12 {}",
        "31 mars {}",
        "första kvartalet {}",
        "okt–nov {}",
    ]
)
USES = st.sampled_from(["{}", "Klart {}", "Senast {}", "Påbörjas {}", "Före {}", "Löpande från och med {}"])


@given(TEXTS)
def test_every_text_gets_a_sound_reading(text: str) -> None:
    reading = read(text)
    dates = (reading.start, reading.end, reading.recurrence, reading.more_days)
    assert reading.text == text
    match reading.kind:
        case Kind.UNKNOWN:
            assert dates == (None, None, None, ())
            assert reading.question
        case Kind.DEADLINE:
            assert reading.start is None
            assert reading.end is not None
            assert list(reading.more_days) == sorted({*reading.more_days} - {reading.end})
        case Kind.PERIOD:
            assert reading.start is not None
            assert reading.end is not None
        case Kind.START:
            assert reading.end is not None
        case Kind.DONE:
            assert reading.recurrence is None
    if reading.start and reading.end:
        assert reading.start <= reading.end
    if reading.kind is not Kind.UNKNOWN:
        assert reading.question is None


@given(TEXTS)
def test_white_space_around_changes_nothing(text: str) -> None:
    assert meaning(read(f" \u00a0{text}\t\n")) == meaning(read(text))


@settings(deadline=None)
@given(SENTENCES)
def test_case_changes_nothing(text: str) -> None:
    assert meaning(read(text.upper())) == meaning(read(text)) == meaning(read(text.capitalize()))


@given(USES, TIMES, st.integers(min_value=10, max_value=99))
def test_two_digits_are_this_century(use: str, time: str, year: int) -> None:
    four = meaning(read(use.format(time.format(2000 + year))))
    assert four[0] is not Kind.UNKNOWN
    for short in (f"{year}", f"-{year}", f"'{year}"):
        assert meaning(read(use.format(time.format(short)))) == four


@given(
    st.sampled_from(["inte", "ej", "icke", "ännu inte", "aldrig", "delvis", "knappt"]),
    st.sampled_from(["Klart", "Färdigt", "Genomfört", "Har genomförts", "Avslutad", "Klart ht 2025", "Löpande"]),
    st.sampled_from(["", " 2025-03-19", " i mars 2025"]),
)
def test_what_is_negated_is_never_read(negation: str, status: str, time: str) -> None:
    first, _, rest = status.partition(" ")
    for text in (
        f"{negation} {status}{time}",
        f"{status} {negation}{time}",
        f"{first} {negation} {rest}{time}",
    ):
        assert read(text).kind is Kind.UNKNOWN


@given(st.sampled_from(["Ska vara klart", "Ska genomföras och slutföras", "Bör vara genomfört", "Ska ha genomförts"]))
def test_what_shall_be_done_is_not_done(text: str) -> None:
    assert read(text).kind is Kind.UNKNOWN
    assert read(f"{text} senast vt 26").kind is Kind.DEADLINE


OFTEN = st.sampled_from(["Årligen", "Varje år", "En gång per år", "1 gång/år", "Respektive år"])
PLACES = st.sampled_from(
    [("", ""), ("i mars", ";BYMONTH=3"), ("senast den 15 mars", ";BYMONTH=3;BYMONTHDAY=15"), ("Q1", ";BYMONTH=1,2,3"),
     ("v. 40", ";BYWEEKNO=40"), ("i mars och oktober", ";BYMONTH=3,10")]
)  # fmt: skip
FIRST_DAYS = st.sampled_from(
    [("", None), ("från och med 2026", date(2026, 1, 1)), ("med start i mars 2026", date(2026, 3, 1)),
     ("första gången 2026", date(2026, 1, 1)), ("från den 1 mars 2026", date(2026, 3, 1))]
)  # fmt: skip
LAST_DAYS = st.sampled_from(
    [("", None), ("till och med 2027", date(2027, 12, 31)), ("sista gången 2027", date(2027, 12, 31)),
     ("avslutas 2027", date(2027, 12, 31)), ("t.o.m. juni 2027", date(2027, 6, 30)), ("till 2027", date(2027, 12, 31)),
     ("klart 2027", date(2027, 12, 31)), ("upphör 2027-06-30", date(2027, 6, 30)), ("senast 2027", date(2027, 12, 31)),
     ("och slutförs 2027", date(2027, 12, 31))]
)  # fmt: skip


@given(OFTEN, PLACES, FIRST_DAYS, LAST_DAYS, st.sampled_from([" ", ", "]))
def test_what_comes_back_does_so_from_its_first_day_to_its_last(
    often: str, place: tuple[str, str], first: tuple[str, date | None], last: tuple[str, date | None], joint: str
) -> None:
    when = " ".join(filter(None, [often, place[0]]))
    expected = (Kind.RECURRING, first[1], last[1], "FREQ=YEARLY" + place[1])
    assert meaning(read(joint.join(filter(None, [when, first[0], last[0]])))) == expected
    if first[0]:
        assert meaning(read(joint.join(filter(None, [first[0], when, last[0]])))) == expected


@given(
    st.sampled_from(["Påbörjas ht 2025", "Start under hösten 2025", "Inleds 1 juli 2025"]),
    st.sampled_from(["", "utvärderas Q1 2026", "avstämning mars 2026", "halvtidsuppföljning v. 40 2026"]),
    st.sampled_from(
        ["klart 2027", "slutförs senast den 31 december 2027", "avslutas i slutet av 2027", "slut ht 2027"]
    ),
    st.sampled_from([" ", ", ", " och ", ". ", " – ", "; ", " samt "]),
)
def test_what_begins_and_ends_keeps_both_whatever_is_seen_to_between(
    begin: str, between: str, end: str, joint: str
) -> None:
    reading = read(joint.join(filter(None, [begin, between, end])))
    assert meaning(reading) == (Kind.PERIOD, date(2025, 7, 1), date(2027, 12, 31), None)
    assert ("Uppföljningen får ingen egen påminnelse." in reading.warnings) == bool(between)


@given(
    st.text(alphabet="bdfgjklnpxz", min_size=5, max_size=12),
    st.sampled_from(["Klart ht 2025", "Löpande", "Årligen"]),
)
def test_an_unknown_word_is_never_dropped_silently(word: str, text: str) -> None:
    reading = read(f"{text} {word}")
    assert reading.kind is Kind.UNKNOWN or any(word in warning for warning in reading.warnings)


def test_a_long_text_is_no_time_plan() -> None:
    as_long_as_may_be = "Klart ht 2025" + "." * 387
    assert read(as_long_as_may_be).kind is Kind.DEADLINE
    question = read(as_long_as_may_be + ".").question
    assert question is not None
    assert "Texten är för lång för en tidplan." in question
