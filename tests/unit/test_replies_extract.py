"""The owner's own words, whatever the mail program did to them: no word lost, no word of ours left."""

from __future__ import annotations

import re
import textwrap

import pytest

from paminn.replies.answering import Answering
from paminn.replies.model import Flag
from paminn.replies.read import Reply, read_mail
from tests.support.mails import builder
from tests.support.mails.builder import (
    CHIEF,
    OWN,
    OWN_NAME,
    PROGRAMS,
    REMINDER,
    SUBJECT,
    gmail,
    gmail_html,
    mail,
    outlook,
    outlook_html,
    paragraphs,
    prefixed,
)  # fmt: skip


def read(data: bytes, sent: str = REMINDER) -> Reply:
    return read_mail(data, Answering(sent), own_addresses=[OWN])


def same(found: str, wanted: str) -> bool:
    return found.split() == wanted.split()


ANSWERS = {
    "one word": "Klart!",
    "two paragraphs": "Hej!\n\nPågår. Vi väntar på beslut i nämnden.\n\nDärefter informerar vi alla.",
    "own head": "Försenad\n\nDatum: 15 mars 2026\nÄmne: grundutbildning\nTill: samtliga chefer\n\nInbjudan går ut i januari.",
    "own sender line": "Pågår.\n\nFrån: Länsstyrelsen\nTill: alla kommuner\n\nDetta kom i veckan.",
    "own attribution": "Den 12 september skrev vi till länsstyrelsen:\nde har inte svarat.\n\nPågår",
    "own attribution with year": "Den 12 september 2025 skrev vi till kuratorerna:\nsvar väntas.",
    "list": "Vi har gjort detta:\n- rutinen är reviderad\n- två enheter är informerade\n* en återstår\n\nResten i vår.",
    "numbered list": "1. Rutinen är reviderad.\n2. Alla är informerade.",
    "labels": "Status i vår enhet: god.\nKvar att göra: informera.",
    "wrapped": textwrap.fill("Vi har under året reviderat rutinen tillsammans med skolan och öppenvården. " * 3, 60),
    "thanks": "Tack för påminnelsen! Klart sedan i våras.",
    "text after colon": "Det som återstår:\n\nen enhet av tre.",
    "long word": "https://kommunen.example/" + "a" * 200,
    "copied question": "Medarbetarna har fått grundutbildning om våld i nära relationer\nJa, alla utom tre.",
}


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program(program, answer: str, sent: str) -> None:
    found = read(mail(program(answer)), sent)
    assert found.kind == "reply"
    assert same(found.text, answer)
    assert Flag.ANSWER_IN_QUOTE not in found.flags
    assert all(word in found.removed for word in ("orosanmälningar", "Kvalitetsteamet"))


@pytest.mark.parametrize("program", [outlook, gmail, builder.notes, builder.thunderbird, builder.samsung])
def test_rules_and_citations_of_ones_own(program) -> None:
    answer = f"{'_' * 32}\nLagen säger:\n> Socialnämnden ska verka för stöd.\n{'-' * 20}\nDet gör vi."
    assert same(read(mail(program(answer))).text, answer)


def test_a_citation_below_the_quote_is_kept() -> None:
    answer = "Lagen säger:\n> Socialnämnden ska verka för stöd.\nDet gör vi."
    assert same(read(mail(builder.thunderbird_below(answer))).text, answer)


@pytest.mark.parametrize("width", [40, 60, 72])
def test_a_quote_that_was_wrapped(width: int) -> None:
    lines = [part for line in REMINDER.split("\n") for part in textwrap.wrap(line, width) or [""]]
    wrapped = "\n".join(lines)
    assert read(mail(outlook("Klart.", wrapped))).text == "Klart."
    quoted = gmail("Klart.").replace(prefixed(), prefixed(wrapped))
    assert read(mail(quoted)).text == "Klart."
    broken = gmail("Klart.").replace(
        prefixed(),
        "\n".join(
            textwrap.wrap(line, 60)[0] + "\n" + " ".join(textwrap.wrap(line, 60)[1:]) if len(line) > 60 else line
            for line in prefixed().split("\n")
        ),
    )
    assert read(mail(broken)).text == "Klart."


FIRST_TAIL = "> Tidplan: Klart ht 2025\n>\n> 1.2 Med"


@pytest.mark.parametrize(
    ("ours", "shown", "answer"),
    [
        # a heading of ours that the owner copied, in part
        (FIRST_TAIL, "> Tidplan: Klart ht 2025\n\n1.2 Medarbetarna\nAlla utom tre.\n\n> 1.2 Med", "1.2 Medarbetarna\nAlla utom tre."),
        # words that we have written in the middle of a line, below a line that is not ours
        (FIRST_TAIL, "> Vi har frågat alla.\nkänd i verksamheten\n\n> 1.2 Med", "Vi har frågat alla.\nkänd i verksamheten"),
        # a line of ours that the owner copied whole
        (FIRST_TAIL, "> Tidplan: Klart ht 2025\n\nStatus: hög\n\n> 1.2 Med", "Status: hög"),
        # a line that was broken twice, and then an answer
        ("> Skriv inga personuppgifter om enskilda", "> Skriv inga\npersonuppgifter om\nenskilda", ""),
    ],
)  # fmt: skip
def test_lines_without_a_mark_between_those_of_the_quote(ours: str, shown: str, answer: str) -> None:
    quote = gmail("Hej.").replace(ours, shown, 1)
    assert same(read(mail(quote)).text, f"Hej. {answer}")


@pytest.mark.parametrize("end", ["> Referens:", "> Vänliga hälsningar", "> Socialförvaltningen"])
def test_a_greeting_below_a_quote_is_the_owners_even_where_we_greet_alike(end: str) -> None:
    quote = gmail("").split(end)[0] + end
    found = read(mail(f"{quote}\n\nKlart sedan i maj.\n\nVänliga hälsningar\nEnhetschefen"))
    assert (found.text, found.signature) == ("Klart sedan i maj.", "Vänliga hälsningar\nEnhetschefen")


def test_links_that_a_program_wrote_out() -> None:
    quote = REMINDER.replace(
        "Svara med Klar,", f"Svara med Klar<mailto:{OWN}?subject=Svar%201.1%20Klar&body=DELMAL%3D1.1>,"
    )
    assert read(mail(outlook("Pågår.", quote))).text == "Pågår."


def test_our_name_alone_is_enough() -> None:
    quote = outlook("Pågår.").replace(f" <{OWN}>", "")
    assert read(mail(quote), "").text == "Pågår."
    assert read(mail(f"Pågår.\n\nDen 2025-12-01 kl. 07:30, skrev Paminn:\n{prefixed('Hej')}"), "").text == "Pågår."


def test_heads_in_other_languages() -> None:
    for head in (
        f"Van: {OWN_NAME} <{OWN}>\nVerzonden: maandag 1 december 2025 07:30\nAan: {CHIEF}\nOnderwerp: {SUBJECT}",
        f"Lähettäjä: {OWN_NAME} <{OWN}>\nLähetetty: 1. joulukuuta 2025 7.30\nVastaanottaja: {CHIEF}\nAihe: {SUBJECT}",
        f"Till: {CHIEF}\nFrån: {OWN}\nDatum: 2025-12-01 07:30\nÄmne: {SUBJECT}",
        f"Am 01.12.2025 um 07:30 schrieb {OWN_NAME} <{OWN}>:",
    ):
        assert read(mail(f"Pågår.\n\n{head}\n\nHej!\nVi undrar hur det går."), "").text == "Pågår."


def test_a_colleague_who_got_a_copy_is_cut_too() -> None:
    body = "Klart.\n\nFrån: Samordnaren <samordnare@kommunen.example>\nSkickat: den 2 december 2025\nTill: Enhetschef\nÄmne: SV: x\n\nKan du svara? Är det klart?"
    data = mail(body, headers={"Cc": "Samordnaren <samordnare@kommunen.example>"})
    assert read(data).text == "Klart."
    assert "Kan du svara?" in read(mail(body)).text  # a stranger's words stay in: better too much than a word lost


def test_what_a_colleague_wrote_in_the_thread_is_not_the_owners() -> None:
    thread = f"Kan ni skynda er? Det är försenat.\n\nFrån: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nTill: x\nÄmne: y\n\n{REMINDER}"
    head = "Från: Samordnaren <samordnare@kommunen.example>\nSkickat: den 2 december 2025 08:00\nTill: Enhetschef\nÄmne: SV: x"
    data = mail(f"Klart.\n\n{head}\n\n{thread}", headers={"Cc": "Samordnaren <samordnare@kommunen.example>"})
    assert read(data).text == "Klart."
    mine = (
        f"Från: Enhetschefen Vuxen <{CHIEF}>\nSkickat: den 2 december 2025 08:00\nTill: {OWN_NAME} <{OWN}>\nÄmne: SV: x"
    )
    assert read(mail(f"Rättelse: klart.\n\n{mine}\n\nPågår.\n\n{thread}")).text == "Rättelse: klart."


SIGNATURES = {
    "Med vänlig hälsning\nChefen Vuxen\nEnhetschef\n070-123 45 67": "",
    "Med vänliga hälsningar,\n\nChefen Vuxen\nSocialförvaltningen\nwww.kommunen.example": "",
    "Mvh": "",
    "MVH Chefen": "",
    "Mvh/Chefen": "",
    "/Chefen": "",
    "// CV": "",
    "Vänligen\nChefen": "",
    "Vänliga hälsningar från Chefen Vuxen": "",
    "Bästa hälsningar / Kind regards\nChefen | Enhetschef | Kommunen": "",
    "Allt gott önskar Chefen": "",
    "Ha en fin helg!\nChefen": "",
    "Enhetschefen": "",
    "Enhetschefen Vuxen\nEnhetschef\nTel: 08-465 004 00": "",
    "--\nChefen Vuxen\nEnhetschef": "",
    "Skickat från min iPhone": "",
    "Skickat från Outlook för Android<https://aka.ms/AAb9ysg>": "",
    "Hämta Outlook för iOS": "",
    "Get Outlook for Android": "",
    "Skickat från E-post för Windows": "",
    "Mvh Chefen\n\nSkickat från min iPad": "",
    "Hälsningar\nChefen\n\nSå behandlar kommunen dina personuppgifter: www.kommunen.example/gdpr": "",
    "Hälsningar\nChefen\n\nP.S. Vi behöver fler platser.": "P.S. Vi behöver fler platser.",
    "Mvh\nChefen\n\nKlart är även det andra som ni frågade om.": "Klart är även det andra som ni frågade om.",
    "Mvh\nChefen\n\nStatus: Klar": "Status: Klar",
    "Hälsningar från hela teamet, vi ses i höst!": "Hälsningar från hela teamet, vi ses i höst!",
    "Hälsa Chefen i Skolan": "Hälsa Chefen i Skolan",
    "- en punkt\n- en till": "- en punkt\n- en till",
    "--\nDet som återstår är en enhet av tre.\nDen får utbildning i februari nästa år.": None,
    "Ansvarig\nKuratorn": "Ansvarig\nKuratorn",
    "Ha det bra!\nVi fortsätter arbetet i höst": "Ha det bra!\nVi fortsätter arbetet i höst",
}


@pytest.mark.parametrize(("ending", "kept"), SIGNATURES.items())
def test_signatures(ending: str, kept: str | None) -> None:
    kept = ending if kept is None else kept
    found = read(mail(outlook(f"Vi arbetar vidare.\n\n{ending}")))
    assert same(found.text, f"Vi arbetar vidare. {kept}")
    assert sorted(f"{found.text} {found.signature}".split()) == sorted(f"Vi arbetar vidare. {ending}".split())
    assert Flag.PHONE_NUMBER not in found.flags


BANNERS = [
    "Du får inte ofta e-post från chef@annan.example. Läs om varför det här är viktigt",
    "Du får inte ofta e-post från chef@annan.example. Läs om varför det här är viktigt<https://aka.ms/LearnAboutSenderIdentification>",
    "Vissa som fått det här meddelandet får inte ofta e-post från chef@annan.example. Läs om varför det här\när viktigt",
    "You don't often get email from chef@annan.example. Learn why this is important",
    "[EXTERNT]",
    "[Extern avsändare]",
    "VARNING: Detta e-postmeddelande kommer från en extern avsändare. Klicka inte på länkar om du är osäker.",
    "CAUTION: This email originated from outside of the organization. Do not click links.",
    "OBS! Externt mejl",
    "Det här mejlet kommer från en avsändare utanför Gnesta kommun. Klicka inte på länkar från någon du inte känner.",
    "> *[EXTERNAL]*",
    "[EXTERNT]\nVARNING: Det här är ett externt mejl.\n\n[Extern e-post]",
    "VARNING: Det här mejlet kommer från någon utanför kommunen. Klicka aldrig på\nlänkar som du inte känner igen.",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_banners(banner: str) -> None:
    answer = "Pågår i skolorna. " + "Vi har gått igenom rutinen med alla grupper som berörs av den. " * 30
    for body in (f"{banner}\n\nPågår i skolorna.", f"\n\n{banner}\n\n\n{answer}"):
        found = read(mail(body))
        assert same(found.text, body[body.index("Pågår") :])
        assert re.findall(r"\w+", found.removed) == re.findall(r"\w+", banner)
        assert found.status == "ongoing"
    assert read(mail(outlook(f"{banner}\n\nPågår i skolorna."))).text == "Pågår i skolorna."


def test_what_stands_on_the_line_of_a_banner_stays() -> None:
    assert read(mail("[EXTERNT] Pågår i skolorna.")).text == "Pågår i skolorna."
    assert (
        read(mail("[EXTERNT]\n- Pågår i skolorna.\n- Klart hos oss.")).text == "- Pågår i skolorna.\n- Klart hos oss."
    )


def test_words_that_only_look_like_a_banner() -> None:
    for answer in (
        "Du får inte ofta svar från oss, men klart är det.",
        "Viktigt: vi behöver hjälp.",
        "Obs att vi byter chef.",
        "Pågår.\n\n[EXTERNT]",
        "Pågår.\n\nVARNING: Detta e-postmeddelande kommer från en extern avsändare.",
        "Det här är klart utanför kommunen.",
        "Externt stöd behövs för utbildningen.",
    ):
        assert read(mail(outlook(answer))).text == answer


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("Status:\nGjort i år: Rutinen är beslutad.\nÅterstår:", "Gjort i år: Rutinen är beslutad."),
        ("Status:\nKlar\nÅterstår:", "Status:\nKlar"),
        ("Delmål 1.1\nStatus:\nGjort i år:\n\nDelmål 1.2\nStatus: Klar\nGjort i år:", "Delmål 1.2\nStatus: Klar"),
        ("Delmål 1.1\nStatus:\n\nDelmål 1.2\nStatus:\n\nVi återkommer.", "Vi återkommer."),
        ("Delmål 1.1\nStatus:\nKlar\nGjort i år:\n\nVi återkommer.", "Delmål 1.1\nStatus:\nKlar\n\nVi återkommer."),
        ("Delmål 1.1\nVi väntar på beslut.\n\nDelmål 1.2\nStatus:", "Delmål 1.1\nVi väntar på beslut."),
        ("Delmål 1.1\nKlart.\n\nDelmål 1.2\nStatus:\nDelmål 1.3\nPågår.", "Delmål 1.1\nKlart.\n\nDelmål 1.3\nPågår."),
        ("Vår status:\nGjort i år:", "Vår status:"),
    ],
)
def test_what_is_left_empty_in_the_form_falls_away(form: str, kept: str) -> None:
    found = read(mail(form))
    assert found.text == kept
    assert sorted(f"{found.text} {found.removed}".split()) == sorted(form.split())


def filled(reminder: str = REMINDER) -> str:
    first, second = reminder.split("Delmål 1.2", 1)
    first = first.replace("Status:", "Status: Klar").replace(
        "Gjort i år:", "Gjort i år: Rutinen är beslutad\noch känd av alla."
    )
    return (
        first
        + "Delmål 1.2"
        + second.replace("Status:", "Status: Försenad").replace("Nytt datum:", "Nytt datum: 2026-03-31")
    )


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
@pytest.mark.parametrize("program", [outlook, gmail, builder.apple, builder.notes])
def test_the_form_filled_in_within_the_quote(program, sent: str) -> None:
    body = program("Se nedan.").replace(prefixed(), prefixed(filled())).replace(REMINDER, filled())
    found = read(mail(body), sent)
    assert found.text.split("\n") == [
        "Se nedan.", "", "Delmål 1.1", "Status: Klar", "Gjort i år: Rutinen är beslutad", "och känd av alla.", "",
        "Delmål 1.2", "Status: Försenad", "Nytt datum: 2026-03-31",
    ]  # fmt: skip
    assert "answer_in_quote" in found.flags
    assert found.status is None


def test_answers_between_quoted_lines() -> None:
    body = gmail("Hej, svar i texten.").replace("> 1.2 Med", "\nDen är klar sedan i juni.\n\n> 1.2 Med")
    found = read(mail(body))
    assert same(found.text, "Hej, svar i texten. Den är klar sedan i juni.")
    assert "answer_in_quote" in found.flags


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
@pytest.mark.parametrize(
    "typed",
    [
        "SVAR: Den är klar.",
        "Vårt svar: Den är klar.",
        "SVAR: Den är klar.\nBeslutet togs i juni.\nAlla är informerade.",
        "==> Den är klar.",
        "→ Den är klar.\nBeslutet togs i juni.",
        "Enhetschefen: Den är klar.",
        "[Enhetschefen] Den är klar.",
        "(Enhetschefen) Den är klar.",
    ],
)
def test_marked_answers_in_an_unmarked_quote(typed: str, sent: str) -> None:
    body = outlook("Se mina svar nedan.").replace("\n\n1.2 Med", f"\n{typed}\n\n1.2 Med")
    found = read(mail(body), sent)
    assert same(found.text, f"Se mina svar nedan. {typed}")
    assert "answer_in_quote" in found.flags


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
def test_an_answer_behind_our_words_on_their_line(sent: str) -> None:
    body = outlook("Se nedan.").replace("Klart ht 2025\n\n1.2", "Klart ht 2025 SVAR: Den är klar.\n\n1.2")
    assert read(mail(body), sent).text == "Se nedan.\n\nSVAR: Den är klar."


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
@pytest.mark.parametrize("line", ["Enhetschefens svar saknas.", "Svar:", "Anna: Den är klar."])
def test_what_only_looks_like_a_marked_answer(line: str, sent: str) -> None:
    """Where we know what we sent it is the owner's all the same."""
    body = outlook("Hej.").replace("\n\n1.2 Med", f"\n{line}\n\n1.2 Med")
    assert ("answer_in_quote" in read(mail(body), sent).flags) is bool(sent)


def test_an_unmarked_answer_in_an_unmarked_quote_needs_the_sent_mail() -> None:
    body = outlook("Hej.").replace("\n\n1.2 Med", "\nDen är redan klar.\n\n1.2 Med")
    assert same(read(mail(body)).text, "Hej. Den är redan klar.")
    assert read(mail(body), "").text == "Hej."
    pointed = outlook("Mina svar står nedan.").replace("\n\n1.2 Med", "\nDen är redan klar.\n\n1.2 Med")
    assert "answer_in_quote" in read(mail(pointed), "").flags


OUR_LINES = [line for line in REMINDER.split("\n") if line.count(" ") > 2][1:]
THEIR_LINES = [
    "Det första är klart sedan i maj.",
    "Beslutet togs i nämnden i juni.",
    "Alla enheter är nu informerade.",
    "Det andra går trögt just nu.",
    "Vi saknar vikarier i två grupper.",
    "En ny kurs hålls i mars.",
]


@pytest.mark.parametrize(
    ("ours", "theirs", "is_read"),
    [(7, 3, True), (6, 3, False), (3, 0, True), (3, 1, True), (2, 0, False), (3, 2, False), (2, 1, False)],
)
def test_how_much_of_our_mail_must_be_left_for_the_rest_to_be_an_answer(ours: int, theirs: int, is_read: bool) -> None:
    """Seven tenths of what is quoted, and three lines at least; a line of one word counts for nobody."""
    answer = ["Klart.", *THEIR_LINES[:theirs]]
    found = read(mail(outlook("Hej.", "\n".join([*OUR_LINES[:ours], "", *answer]))))
    assert same(found.text, " ".join(["Hej.", *(answer if is_read else [])]))
    assert ("unknown_in_quote" in found.flags) is not is_read


@pytest.mark.parametrize(("missing", "is_read"), [(0, True), (2, True), (3, False)])
def test_a_long_answer_in_our_mail_is_read_where_eight_tenths_of_ours_are_left(missing: int, is_read: bool) -> None:
    ours = REMINDER
    for line in OUR_LINES[:missing]:
        ours = ours.replace(f"{line}\n", "", 1)
    found = read(mail(outlook("Hej.", ours.replace("Referens:", "\n".join([*THEIR_LINES, "", "Referens:"])))))
    assert same(found.text, " ".join(["Hej.", *(THEIR_LINES if is_read else [])]))


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
@pytest.mark.parametrize("style", ["color:red", "color:#C00000", "color:rgb(0, 112, 192)", "background:yellow"])
def test_coloured_answers(style: str, sent: str) -> None:
    quote = paragraphs(REMINDER).replace(
        "Klart ht 2025</p>",
        f"Klart ht 2025 <span style='{style}'>Den är</span> <span style='{style}'>beslutad.</span></p>",
        1,
    )
    found = read(mail(html=outlook_html("<p class=MsoNormal>Svar i färg nedan.</p>", quote)), sent)
    assert found.text == "Svar i färg nedan.\n\nDen är beslutad."
    assert "answer_in_quote" in found.flags


def test_what_stands_beside_a_coloured_answer_is_no_part_of_it() -> None:
    quote = paragraphs(REMINDER).replace("Tidplan:", "<span style='color:red'>Den är beslutad.</span> Tidplan:", 1)
    found = read(mail(html=outlook_html("<p class=MsoNormal>Svar i färg nedan.</p>", quote)), "")
    assert found.text == "Svar i färg nedan.\n\nDen är beslutad."


@pytest.mark.parametrize(
    ("ours", "shown", "answer"),
    [
        ("Tidplan: Klart ht 2025", "<red>Tidplan: Klart ht 2025</red>", ""),
        ("Den 31 december 2025 ska", "<red>Den 31 december 2025 ska</red>", ""),
        ("våld i nära relationer", "våld i nära relationer <red>Klar</red>", "Klar"),
        (
            "våld i nära relationer",
            "våld i nära relationer <red>Chefen svarar.</red> <red>Ja</red>",
            "Chefen svarar. Ja",
        ),
    ],
)
def test_what_somebody_coloured_in_the_mail_we_know(ours: str, shown: str, answer: str) -> None:
    """Our own words are nobody's answer; an answer is found once, and as whole words."""
    coloured = shown.replace("<red>", "<span style='color:red'>").replace("</red>", "</span>")
    quote = paragraphs(REMINDER).replace(ours, coloured)
    found = read(mail(html=outlook_html("<p class=MsoNormal>Hej.</p>", quote)))
    assert found.text == f"Hej.\n\n{answer}".strip()


@pytest.mark.parametrize(
    "ours",
    ["Klar, Pågår, Försenad", "https://kommunen.example/planen", "samordnare@kommunen.example", "Skriv ditt svar ovanför den här raden"],
)  # fmt: skip
def test_a_coloured_choice_or_link_is_nobodys_answer(ours: str) -> None:
    quote = paragraphs(REMINDER).replace("Referens:", f"<span style='color:red'>{ours}</span> Referens:")
    found = read(mail(html=outlook_html("<p class=MsoNormal>Hej.</p>", quote)), "")
    assert (found.text, found.flags) == ("Hej.", ())


def test_an_answer_all_in_colour_is_no_answer_in_the_quote() -> None:
    html = outlook_html("<p class=MsoNormal><span style='color:#0070C0'>Klar</span></p>")
    assert (read(mail(html=html)).text, read(mail(html=html)).flags) == ("Klar", ())


@pytest.mark.parametrize("colour", ["#1F497D", "#44546A", "#0563C1", "#954F72", "#B00020"])
def test_what_a_program_colours_by_itself_is_nobodys_answer(colour: str) -> None:
    """Outlook's blue-greys and its links, and the red of our own page; seen where nothing tells what we sent."""
    quote = paragraphs(REMINDER).replace("<p class", f"<p style='color:{colour}' class")
    found = read(mail(html=outlook_html("<p class=MsoNormal>Klar</p>", quote)), "")
    assert (found.text, found.flags) == ("Klar", ())


def test_html_alone() -> None:
    assert read(mail(html=gmail_html("<div>Pågår</div>"))).text == "Pågår"
    assert read(mail(html=outlook_html("<p class=MsoNormal>Pågår</p>"))).text == "Pågår"
    indented = gmail_html("<blockquote style='margin-left:40px'><div>Pågår i skolan</div></blockquote>")
    assert read(mail(html=indented)).text == "Pågår i skolan"
    inside = gmail_html("<div>Se nedan</div>").replace("<div>1.2", "<div><b>Den är klar.</b></div><div>1.2")
    assert same(read(mail(html=inside)).text, "Se nedan Den är klar.")


@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
def test_a_head_that_tells_the_time_needs_no_year(sent: str) -> None:
    body = f"Klart!\n\nDen 1 december kl. 07:30 skrev Kvalitetsteamet:\n{prefixed()}"
    assert read(mail(body), sent).text == "Klart!"


def test_an_answer_below_the_quote_of_outlook() -> None:
    assert read(mail(outlook("") + "\nKlart sedan i maj.\n\nMvh\nEnhetschefen")).text == "Klart sedan i maj."


@pytest.mark.parametrize("below", ["Klart.", "Klart.\nSedan i maj.", "Klart.\nSedan i maj.\nSe bilagan."])
@pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])
def test_an_answer_of_any_length_below_the_quote(below: str, sent: str) -> None:
    quote = f"Den 1 december 2025 kl. 07:30 skrev Kvalitetsteamet:\n{prefixed()}"
    assert read(mail(f"{quote}\n{below}"), sent).text == below


def test_nothing_but_the_quote_is_nothing() -> None:
    found = read(mail(outlook("")))
    assert (found.text, found.status) == ("", None)
    assert "no_words" in found.flags
    assert read(mail(outlook("Mvh\nEnhetschefen"))).text == ""
