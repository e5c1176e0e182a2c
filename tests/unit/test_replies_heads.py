"""Where the quoted mail begins: which lines are a head that some program put there, and which the owner's own."""

from __future__ import annotations

import pytest

from paminn.replies.answering import Answering
from paminn.replies.model import Flag
from paminn.replies.read import Reply, read_mail
from tests.support.mails.builder import CHIEF, CODE, OWN, OWN_NAME, REMINDER, SUBJECT, mail, prefixed

ALIAS = "handlingsplan@annan.example"
COLLEAGUE = "Samordnaren <samordnare@annan.example>"
OWNER = f"Enhetschefen Vuxen <{CHIEF}>"
KNOWN = pytest.mark.parametrize("sent", [REMINDER, ""], ids=["sent known", "sent unknown"])


WORDING = "1.1 Rutinen för orosanmälningar är reviderad och känd i verksamheten"
QUOTE = "> Hej!\n> Vi undrar hur det går."


def read(body: str, sent: str) -> Reply:
    """The coordinator got a copy."""
    data = mail(body, headers={"Cc": "Samordnaren Barn <samordnare@kommunen.example>"})
    return read_mail(data, Answering(sent), own_addresses=[OWN])


HEADS = {
    "a long Till, broken": f"""\
Från: {OWN_NAME} <{OWN}>
Skickat: den 1 december 2025 07:30
Till: {OWNER}; Samordnaren
<samordnare@annan.example>; Kuratorn <kurator@annan.example>
Ämne: {SUBJECT}
""",
    "a subject that was broken": f"""\
Från: {OWN_NAME} <{OWN}>
Skickat: den 1 december 2025 07:30
Till: {OWNER}
Ämne: Påminnelse: två delmål i
Trygg uppväxt [{CODE}]
""",
    "an empty line between the lines": f"""\
Från: {OWN_NAME} <{OWN}>

Skickat: den 1 december 2025 07:30

Till: {OWNER}

Ämne: {SUBJECT}
""",
    "one line more than the writer": f"Från: {OWN_NAME}\nÄmne: {SUBJECT}\n",
    "all that a program knows": f"""\
Ämne: {SUBJECT}
Datum: 2025-12-01 07:30
Till: {CHIEF}
Från: {OWN_NAME} <{OWN}>
Kopia: {COLLEAGUE}
Svara till: {OWN}
Prioritet: hög
Bilagor: handlingsplan.pdf
""",
    "without colons": f'Från "{OWN_NAME}" <{OWN}>\nTill {CHIEF}\nDatum 2025-12-01 07:30\n',
    "without colons, of some tongue": f'Från "{OWN_NAME}" <{OWN}>\nTo {CHIEF}\nSent 2025-12-01 07:30\nSubject {SUBJECT}\n',
    "a tongue that we do not know": f"Nadawca: {OWN_NAME} <{OWN}>\nWysłano: 1 grudnia 2025\nTemat: {SUBJECT}\n",
    "a head below the sentence": (
        f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\nTill: {CHIEF}\nDatum: 2025-12-01 07:30\nÄmne: {SUBJECT}\n"
    ),
    "a rule and a title above": f"""\
________________________________
-----Ursprungligt meddelande-----

Från: {OWN_NAME} <{OWN}>
Skickat: den 1 december 2025 07:30
""",
    "a colleague passed it on": f"""\
Från: {COLLEAGUE}
Skickat: den 2 december 2025
Till: {OWNER}
Ämne: VB: {SUBJECT}
""",
    "a colleague passed it on under another subject": f"""\
Från: {COLLEAGUE}
Skickat: den 2 december 2025
Till: {OWNER}
Ämne: Kan du titta på det här? [{CODE}]
""",
    "the owner's own mail to us": f"Från: {OWNER}\nSkickat: i går\nTill: {OWN}\nÄmne: {SUBJECT}\n",
}


@KNOWN
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_is_no_word_of_the_owners(head: str, sent: str) -> None:
    body = f"Klart sedan i maj.\n\n{head}\n{REMINDER}"
    reply = read(body, sent)
    assert reply.text == "Klart sedan i maj."
    assert sorted(f"{reply.text} {reply.removed}".split()) == sorted(body.split())
    assert not {Flag.ANSWER_IN_QUOTE, Flag.UNKNOWN_IN_QUOTE} & set(reply.flags)


@pytest.mark.parametrize("subject", [f"VB: {SUBJECT}", f"Kan du titta på det här? [{CODE}]", "VB: årets uppföljning"])
def test_what_a_colleague_passed_on_is_theirs_even_without_our_mail_below(subject: str) -> None:
    head = f"Från: {COLLEAGUE}\nSkickat: den 2 december 2025\nTill: {OWNER}\nÄmne: {subject}"
    data = mail(f"Klart sedan i maj.\n\n{head}\n\nKan du svara på det här?", subject="SV: Årets uppföljning")
    assert read_mail(data, own_addresses=[OWN]).text == "Klart sedan i maj."


ALIASES = {
    "": f"Från: Handlingsplanen <{ALIAS}>\nDatum: 2025-12-01 07:30\nTill: alla enhetschefer\n",
    "Klart sedan i maj.": f"Från: Handlingsplanen <{ALIAS}>\nDatum: 2025-12-01 07:30\nTill: alla enhetschefer\n\n",
    "Pågår.": f"""\
Från: Handlingsplanen <{ALIAS}>
Skickat: den 1 december 2025 07:30
Till: alla enhetschefer
Kopia: nämnden
Prioritet: hög
Bilagor: handlingsplan.pdf
Svara till: {ALIAS}
Ämne: årets uppföljning

""",
}


@KNOWN
@pytest.mark.parametrize(("answer", "head"), ALIASES.items(), ids=["nothing above it", "short", "long"])
def test_a_dated_head_right_above_our_marker_is_ours_whoever_it_names(answer: str, head: str, sent: str) -> None:
    assert read(f"{answer}\n\n{head}{REMINDER}".lstrip(), sent).text == answer


OWN_WORDS = {
    "the beginnings of sentences": f"Från {OWN} kom en fråga i våras.\nTill hösten är alla utbildade.\n\nPågår.",
    "more beginnings of sentences": f"Från {OWN} kom en fråga.\nVi svarar så här.\nTill våren är det klart.\nDatum är inte satt.",
    "a letter": f"Till: {OWN_NAME}\nÄrende: grundutbildning\nDatum: 2 december 2025\n\nKlart sedan i maj.",
    "a letter without colons": f"Till {OWN}\nFrån enhetschefen\nÄmne grundutbildning\n\nKlart sedan i maj.",
    "a letter to us from somebody": f"Från samordnaren\nTill {OWN}\nÄmne grundutbildning\n\nKlart sedan i maj.",
    "where to reach us": f"Pågår. Vi nås så:\nKontakt: {OWN}\nTelefon: saknas\n\nVi ringer själva.",
    "an invitation": "Försenad\n\nFrån: Handlingsplanen\nTill: alla enhetschefer\nÄmne: grundutbildning",
    "an invitation with a day": (
        "Försenad\n\nFrån: Handlingsplanen\nDatum: 15 mars 2026\nTill: alla enhetschefer\n\nInbjudan går ut i dag."
    ),
    "a day before all else": "Försenad\n\nDatum: 15 mars 2026\nTill: alla enhetschefer\nÄmne: grundutbildning",
    "a stranger's mail to the owner": f"Försenad\n\nFrån: {COLLEAGUE}\nSkickat: den 2 december 2025\nTill: {OWNER}\nÄmne: lokaler\n\nVi ses.",
    "our subject, undated": f"Pågår\n\nFrån: {COLLEAGUE}\nSkickat: i tisdags\nTill: {OWNER}\nÄmne: VB: {SUBJECT}\n\nVi ses.",
    "our subject, to others": f"Pågår\n\nFrån: {COLLEAGUE}\nSkickat: den 2 december 2025\nTill: alla\nÄmne: VB: {SUBJECT}\n\nVi ses.",
    "our subject, no whole head": f"Pågår\n\nSkickat: 2 december 2025\nFrån: {COLLEAGUE}\nTill: {OWNER}\nÄmne: VB: {SUBJECT}\n\nVi ses.",
    "our name, another's address": "Pågår\n\nFrån: Påminn <nyhetsbrev@annan.example>\nSkickat: i går\nTill: alla\nÄmne: lokaler\n\nVi ses.",
    "a longer name": "Pågår\n\nFrån: Påminnelsetjänsten\nSkickat: i går\nTill: alla\nÄmne: lokaler\n\nVi ses.",
    "a name that ends so": "Pågår\n\nFrån: Nypåminn\nSkickat: i går\nTill: alla\nÄmne: lokaler\n\nVi ses.",
    "the owner's mail to others": f"Pågår\n\nFrån: {OWNER}\nSkickat: i går\nTill: alla\nÄmne: lokaler\n\nVi ses.",
}


@KNOWN
@pytest.mark.parametrize("words", OWN_WORDS.values(), ids=OWN_WORDS)
def test_lines_that_only_look_like_a_head_stay(words: str, sent: str) -> None:
    """Below them comes our mail without any head, and then nothing at all."""
    assert read(f"{words}\n\n{REMINDER}", sent).text == words
    assert read(words, sent).text == words


@KNOWN
@pytest.mark.parametrize(
    "above", ["Ämne: grundutbildning", "Datum: 15 mars 2026", "Till: samtliga chefer", "Tid: 07:30"]
)
def test_a_line_of_ones_own_right_above_a_head_stays(above: str, sent: str) -> None:
    head = f"Från: {OWN_NAME} <{OWN}>\nDatum: 2025-12-01 07:30\nÄmne: {SUBJECT}"
    assert read(f"{above}\n{head}\n\n{REMINDER}", sent).text == above


UNDER_A_HEAD = (
    "Klart sedan i maj.",
    "Läget: klart sedan i maj.",
    "Försenad, en enhet återstår.\nVi har haft sjukdom.\nEn vikarie är på plats.\nNämnden vet.\n\nDatum: 15 mars 2026.",
)


@pytest.mark.parametrize("answer", UNDER_A_HEAD)
def test_an_answer_right_under_a_head_is_told_from_what_we_sent(answer: str) -> None:
    head = f"Från: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nTill: {OWNER}\nÄmne: Påminnelse"
    reply = read(f"{head}\n{answer}\n\n{REMINDER}", REMINDER)
    assert reply.text == answer
    assert Flag.ANSWER_IN_QUOTE in reply.flags


def test_below_two_empty_lines_a_head_goes_on_no_more() -> None:
    head = f"Från: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nÄmne: Påminnelse"
    for gap, answer in (
        ("\n\n\n", "Datum: 15 mars 2026 ses vi igen."),
        ("\n\n", "Nästa steg: vi ses igen den 15 mars."),
    ):
        assert read(f"{head}{gap}{answer}\n\n{REMINDER}", REMINDER).text == answer


def test_an_answer_right_under_the_sentence_that_says_who_wrote() -> None:
    answer = "Ärende: grundutbildning. Klart sedan i maj."
    head = f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:"
    assert read(f"{head}\n{answer}\n\n{prefixed()}", REMINDER).text == answer


@pytest.mark.parametrize(("own", "name", "ours"), [("plan", "Plan", True), ("hp", "HP", False)])
def test_a_name_of_ours_that_is_too_short_may_stand_in_anybodys_sentence(own: str, name: str, ours: bool) -> None:
    body = f"Klart.\n\nDen 1 december 2025 skrev {name}:\n{QUOTE}"
    reply = read_mail(mail(body), own_addresses=[f"{own}@annan.example"])
    assert reply.text == ("Klart." if ours else body)


def test_we_are_called_what_the_answer_calls_us() -> None:
    data = mail(
        f"Klart.\n\nDen 1 december 2025 skrev Kommunens handlingsplan:\n{QUOTE}",
        headers={"To": f"Kommunens handlingsplan <{OWN}>"},
    )
    assert read_mail(data, own_addresses=[OWN]).text == "Klart."


def test_a_mail_without_a_subject_is_passed_on_by_nobody() -> None:
    body = f"Pågår\n\nFrån: {COLLEAGUE}\nSkickat: den 2 december 2025\nTill: {OWNER}\nÄmne: lokaler\n\nVi ses."
    assert read_mail(mail(body, subject="SV:"), own_addresses=[OWN]).text == body


SENTENCES = {
    "the year": "Den 1 december 2025 skrev Påminn:",
    "the year in two digits": "Den 1/12/25 skrev Påminn:",
    "the time": "Den 1 december kl. 07:30 skrev Påminn:",
    "our name alone": "Påminn skrev:",
    "no verb": "Påminn, den 1 december 2025 kl. 07:30:",
    "no verb but dashes": "Påminn, den 1 december 2025 kl. 07:30 ---",
    "in bold": "*Den 1 december 2025 skrev Påminn:*",
    "over four lines": f"Den måndag 1 december 2025 kl. 07:30\nskrev Påminn –\nTrygg uppväxt\n<{OWN}>:",
    "the day on a line above": f"Den 1 december 2025 kl. 07:30\nskrev {OWN_NAME} <{OWN}>:",
    "an old program": f">>> {OWN_NAME} <{OWN}> 2025-12-01 07:30 >>>",
    "a colleague who got a copy": "Den 2 december 2025 skrev Samordnaren Barn:",
    "a colleague, and no verb": "Den 2 december 2025 kl. 08:00, Samordnaren Barn:",
    "the owner": "Den 2 december 2025 skrev Enhetschefen Vuxen:",
}


@KNOWN
@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_that_says_who_wrote_begins_the_quote(sentence: str, sent: str) -> None:
    body = f"Klart sedan i maj.\n\n{sentence}\n{QUOTE}"
    reply = read(body, sent)
    assert reply.text == "Klart sedan i maj."
    assert sorted(f"{reply.text} {reply.removed}".split()) == sorted(body.split())


@KNOWN
@pytest.mark.parametrize("name", ["the year", "the time", "no verb", "a colleague who got a copy"])
def test_the_line_above_such_a_sentence_is_the_owners_even_where_it_tells_a_day(name: str, sent: str) -> None:
    answer = "Klart sedan den 1 maj 2025."
    assert read(f"{answer}\n{SENTENCES[name]}\n{QUOTE}", sent).text == answer


@KNOWN
@pytest.mark.parametrize(
    "quote",
    [
        f"> Hej!\n\n> {WORDING}\n> Referens: [{CODE}]",
        f"> Hej!\n> Referens: [{CODE}]",
        "> Hej!\n>\n> -- Skriv ditt svar ovanför den här raden --",
    ],
)
def test_whoever_wrote_it_what_follows_is_ours(quote: str, sent: str) -> None:
    head = f"Den 1 december 2025 skrev Handlingsplanen <{ALIAS}>:"
    assert read(f"Klart.\n\n{head}\n{quote}", sent).text == "Klart."
    assert read(f"Klart.\n\nHandlingsplanen skrev:\n{quote}", sent).text.startswith("Klart.\n\nHandlingsplanen skrev:")


def test_whoever_wrote_it_what_follows_is_a_line_we_sent() -> None:
    head = f"Den 1 december 2025 skrev Handlingsplanen <{ALIAS}>:"
    assert read(f"Klart.\n\n{head}\n> Hej!\n> {WORDING}", REMINDER).text == "Klart."


@KNOWN
def test_what_is_answered_within_a_colleagues_mail_is_not_taken_for_the_owners(sent: str) -> None:
    quote = f"> Hej!\n> SVAR: Den är klar.\n>\n> Referens: [{CODE}]"
    for writer in ("Påminn", f"Handlingsplanen <{ALIAS}>"):
        answered = read(f"Se nedan.\n\nDen 1 december 2025 skrev {writer}:\n{quote}", sent)
        assert answered.text == "Se nedan.\n\nSVAR: Den är klar."
    for writer in ("Samordnaren Barn", "Enhetschefen Vuxen"):
        assert read(f"Se nedan.\n\nDen 1 december 2025 skrev {writer}:\n{quote}", sent).text == "Se nedan."


OWN_SENTENCES = {
    "we wrote": "Den 12 september 2025 skrev vi till Påminn:\nvi blir klara i tid.",
    "a meeting": "Mötet med Påminn den 1 december 2025:\nvi blir klara i tid.",
    "a meeting at a time": "Mötet med Påminn den 1 december kl. 07:30:\nvi blir klara i tid.",
    "a long sentence": (
        "På mötet med Påminn den 1 december 2025 kl. 07:30 gick vi igenom hur arbetet med rutinen för orosanmälningar "
        "ligger till i alla våra enheter och grupper, med detta resultat:\nvi blir klara i tid."
    ),
    "no sentence's end": "Påminn den 1 december 2025 kl. 07:30 > mötet\nvi blir klara i tid.",
    "a stranger": f"Den 1 december 2025 skrev länsstyrelsen:\n{QUOTE}",
    "a stranger, and no day": f"Länsstyrelsen skrev:\n{QUOTE}",
    "a colleague, and no day": f"Samordnaren Barn skrev:\n{QUOTE}",
    "a colleague's first name": f"Den 1 december 2025 skrev Samordnaren:\n{QUOTE}",
    "a stranger whose words have no mark": f"Den 1 december 2025 skrev Handlingsplanen:\n{WORDING}",
    "a longer name than a colleague's": f"Den 1 december 2025 skrev Samordnaren Barnbo:\n{QUOTE}",
    "two lines of ours": f"Rutinen är reviderad enligt det första delmålet:\n{WORDING}\nTidplan: Klart ht 2025",
    "two lines of ours, and one's own": f"{WORDING}\nTidplan: Klart ht 2025\nDet har vi gjort.",
    "the owner's rule": f"Bakgrund:\n{'_' * 32}\nDet tog tid.",
}


@KNOWN
@pytest.mark.parametrize("words", OWN_SENTENCES.values(), ids=OWN_SENTENCES)
def test_sentences_that_only_look_like_one_stay(words: str, sent: str) -> None:
    assert read(f"{words}\n\nPågår.", sent).text == f"{words}\n\nPågår."


@KNOWN
def test_empty_fields_of_our_form_are_no_sign_that_our_mail_begins(sent: str) -> None:
    form = "Delmål 1.1\nStatus:\nGjort i år:\nÅterstår: Två enheter.\nNytt datum:\n\nDet blir nog bra."
    assert read(form, sent).text == "Delmål 1.1\nÅterstår: Två enheter.\n\nDet blir nog bra."


@KNOWN
def test_a_marker_that_was_broken(sent: str) -> None:
    broken = REMINDER.replace("ovanför den", "ovanför\nden")
    reply = read(f"Klart.\n\n{broken}", sent)
    assert reply.text == "Klart."
    assert reply.removed.startswith("-- Skriv ditt svar ovanför\nden här raden --")


def test_an_answer_right_under_the_marker() -> None:
    below = REMINDER.replace("raden --\n", "raden --\nKlart sedan i maj.\n", 1)
    assert read(below, REMINDER).text == "Klart sedan i maj."


@pytest.mark.parametrize("mark", ["", "> "])
def test_our_mail_without_its_head_and_marker_is_known_by_its_lines(mark: str) -> None:
    quote = "\n".join(f"{mark}{line}" for line in REMINDER.split("\n")[2:])
    body = f"Klart.\nSkriv inga personuppgifter skriver ni, så vi nöjer oss så.\n\n{quote}"
    reply = read(body, REMINDER)
    assert reply.text == "Klart.\nSkriv inga personuppgifter skriver ni, så vi nöjer oss så."
    assert reply.removed.startswith(f"{mark}Hej enhetschefen!")
    assert sorted(f"{reply.text} {reply.removed}".split()) == sorted(body.split())
    long = "\n".join(f"Vi har gjort sak {number} på listan." for number in range(25))
    assert read(f"{long}\n\n{quote}", REMINDER).text == long
