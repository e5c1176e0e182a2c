"""Personal numbers in the spellings that people use are found, and in ordinary texts with other numbers none is.

The numbers are ones that Skatteverket and the encyclopaedias show how the check digit works with.
"""

from __future__ import annotations

import email
from pathlib import Path

import pytest

from paminn.plan.personal_numbers import holds_personal_number
from paminn.replies.read import read_mail
from tests.support.mails.builder import OWN, mail, outlook, outlook_html, paragraphs

SPELLINGS = (
    # any dash between the parts
    "811218-9876", "19811218-9876", "811218–9876", "811218—9876", "811218―9876", "811218\u20119876",
    "811218\u20129876", "811218−9876", "811218﹣9876", "811218－9876", "811218\u20439876", "811218 - 9876",
    "811218 – 9876", "811218 -9876", "811218- 9876", "811218--9876", "811218---9876", "811218+9876",
    "811218\u30fc9876", "811218\u00ad-9876",
    # other signs
    "811218~9876", "811218～9876", "811218∼9876", "811218|9876", "811218;9876", "811218; 9876", "811218/9876",
    "811218\\9876", "811218_9876", "811218.9876", "811218·9876", "811218•9876", "811218:9876", "811218=9876",
    "811218*9876", "811218,9876", "811218 , 9876", "811218...9876", "811218 … 9876", "811218→9876",
    # quotes and brackets
    '"811218" "9876"', "'811218'-'9876'", "«811218» «9876»", "”811218”-”9876”", "811218 (9876)", "(811218) 9876",
    "[811218]-[9876]", "811218'9876", "<811218>-<9876>", "**811218**-9876",
    # blanks and line ends
    "811218 9876", "811218  9876", "811218\t9876", "811218\n9876", "811218-\n9876", "811218\u00a09876",
    "811218\u20099876", "811218\u200b9876", "811218\u2060-9876", "8\u200b1\u200b1\u200b2\u200b1\u200b8\u200b-9876",
    # in groups, and digit by digit
    "8112189876", "198112189876", "81 12 18 98 76", "81-12-18-9876", "81.12.18-9876", "81.12.18.9876",
    "1981-12-18-9876", "1981-12-18 9876", "1981 12 18 9876", "1981.12.18-9876", "1981/12/18-9876",
    "19 81 12 18 98 76", "19 811218 9876", "8 1 1 2 1 8 9 8 7 6", "8-1-1-2-1-8-9-8-7-6", "8.1.1.2.1.8.9.8.7.6",
    "8 1 1 2 1 8 - 9 8 7 6", "81-12-18 98-76", "811218 98 76", "811218 9 8 7 6", "81 1218 9876", "8112 18-9876",
    "1981 1218 9876", "81/12/18/9876",
    # in words
    "född 811218, sista fyra 9876", "Född 811218 med de fyra sista 9876", "f. 811218, sista siffrorna 9876",
    "Född 1981-12-18, fyra sista: 9876", "sista fyra är 9876, född 811218", "811218 och sista fyra 9876",
    "811218 (sista fyra siffrorna är 9876)", "personnummer 811218 och de sista fyra siffrorna 9876",
    "811218 slutsiffror 9876", "född den 18 december 1981, sista fyra 9876", "född 18/12 1981, fyra sista 9876",
    "född 811218 och de 4 sista är 9876", "811218, kontrollsiffror 9876", "Född 81-12-18. Sista fyra 9876.",
    # coordination numbers and numbers for the time being
    "701063-2391", "19701063-2391", "7010632391", "701063 2391", "70 10 63 23 91", "1970-10-63-2391",
    "samordningsnummer 701063-2392", "811218-T123", "19811218-T123", "811218T123", "811218-TF12", "811218 T123",
    # letters for digits
    "64O823-3234", "64o823-3234", "64O8233234", "19640823-3234", "8ll2l8-9876",
    "8I1218-9876", "64О823-3234",
    # other digits
    "8️⃣1️⃣1️⃣2️⃣1️⃣8️⃣-9️⃣8️⃣7️⃣6️⃣", "8\u20e31\u20e31\u20e32\u20e31\u20e38\u20e39\u20e38\u20e37\u20e36\u20e3",
    "8\u03321\u03321\u03322\u03321\u03328\u0332-9876", "８１１２１８-９８７６", "⑧①①②①⑧-⑨⑧⑦⑥", "𝟖𝟏𝟏𝟐𝟏𝟖-𝟗𝟖𝟕𝟔", "⁸¹¹²¹⁸-⁹⁸⁷⁶",
    "٨١١٢١٨-٩٨٧٦", "❽❶❶❷❶❽-❾❽❼❻", "⒏⒈⒈⒉⒈⒏-9876",
    # mistyped, beside a word that says what it is
    "personnummer 8112189877", "pnr 8112189875", "Personnr: 198112189871", "p.nr 8112189877", "pers.nr 81 12 18 98 77",
    "personnumret är 8112189877", "hennes personnummer: 81.12.18.98.77", "person-nummer 8112189877",
    "ID-nummer 8112189877", "samordningsnummer 7010632392", "Pnr (8112189877)", "personnumret 811218/9877",
    # beside letters
    "pnr:811218-9876.", "SIP_811218-9876.docx", "sip-8112189876.pdf", "Anna811218-9876", "nr811218-9876",
    "_811218_9876_", "811218-9876/Anna", "Ärendet (811218-9876, en person) gick bra", "SIP8112189876.docx",
    # more of the same
    "811218 - - 9876", "811218 / 9876", "811218 ; 9876", "81 12 18 - 98 76", "811218\r\n9876", "Pnr är 8112189876",
    "811218\u20109876", '811218 "9876"', "”811218–9876”", "811218' '9876", "1981 12 18 98 76", "19811218 9876",
    "19811218/9876", "1981.12.18 9876", "811218–987 6", "811218- 98 76", "81:12:18-9876", "(19)811218-9876",
    "19-811218-9876", "Kalle811218-9876Karlsson", "811218 (sista fyra: 9876)", "född 811218 fyra sista siffrorna 9876",
    "Sista fyra siffror 9876 och född 1981-12-18", "Hon är född 811218. Fyra sista är 9876",
    "född 18 dec 1981, sista fyra 9876", "fyra sista 9876 (811218)", "701063/2391", "70-10-63-2391",
    "samordningsnr 7010632391", "8112l8-9876", "8l12I8-9876", "64O823—3234", "640823 - 3 2 3 4", "６４０８２３３２３４",
    "❻❹⓪❽❷❸-❸❷❸❹", "640823⁓3234", "640823〜3234", "640823¦3234", "640823^3234", "640823´3234", "640823#3234",
    "640823%3234", "640823\u20023234", "640823\u30003234", "640823\ufeff-3234", "6,4,0,8,2,3,3,2,3,4", "64/08/23 3234",
    "640823T123", "640823-TF22", "p nr 6408233235", "personnr.6408233235", "Persnr 6408233235", "pers nr: 6408233235",
    "PERSONNUMMER 6408233235", "personnummer på brukaren 6408233235", "640823-3235", "20 640823 3234",
    "SIP-640823-3234-v2.docx", "2025-10-14_640823-3234.pdf", "640823-3234_20251014.pdf",
)  # fmt: skip

ORDINARY = (
    # case numbers
    "Klart den 14 oktober 2025, dnr SN.2024.17", "Dnr SN 2025/000123", "SN-2025-00123 beslutades i nämnden",
    "Ärende KS 2025/1234-5", "dnr 2025-1012-3", "Diarienummer SOC 2025/0098", "Se § 45, 2025-10-14, kl. 09.30",
    "Beslut § 112/2025", "Målnummer T 1234-25", "Mål nr 4512-25 i förvaltningsrätten", "Ärende 2025:1123 är avslutat",
    "Beslut KF § 88 den 2025-06-16", "SOU 2025:12 och prop. 2024/25:143", "SFS 2001:453 gäller", "SOSFS 2014:4",
    "HSLF-FS 2022:39 om våld", "Skr. 2016/17:10", "Dir. 2025:101", "Ärendenummer 20251014-3", "INC0012345678",
    "Ticket #4512345678 är stängd", "Ref: 4500123456", "Order 2512010001", "Beställning 4500098712 är lagd",
    "Avtal 2023-0456 löper ut 2026-12-31", "Upphandling 2025-118, anbud senast 2026-01-15", "Projekt 110045",
    "ISO 9001:2015 och ISO 27001:2022", "ISBN 978-91-7555-123-4", "Art.nr 7350012345678", "EAN 7310865004703",
    "Art.nr 2025-5-7890 från Socialstyrelsen", "Rapport 2025:7, ISSN 1103-4092", "LSS-beslut 2025-44, SoL 2025-45",
    # telephone numbers
    "Ring 070-123 45 67", "Ring 0701234567", "Telefon 0158-275 000", "Växel 0158-27 50 00", "Jour 08-465 004 00",
    "Mobil: 070 987 65 43", "+46 70 123 45 67", "+46 (0)70 123 45 67", "Fax 0158-123 45", "Nås på 0709-12 34 56",
    "Kvinnofridslinjen 020-50 50 50", "Ring 112 vid fara", "BRIS 116 111", "Tel 010-123 45 67 vardagar 08-17",
    "Direkt 0158 27 51 23", "0046 70 123 45 67", "Stödlinjen 020-80 80 80 är öppen 19-22", "Tfn 021-39 10 00",
    "Mobil 0705-09 12 34", "Mobil 0706-11 22 33", "Nummer 070-612 15 30", "Mobil 073-040 12 05", "SMS till 71 120",
    "070-11 22 33 4", "Ring 0704-12 12 12 eller 0702-10 10 10", "Nås på 0708-12 15 45 efter kl 13",
    # dates and times
    "Planperioden 2025-2027", "2025-11-03 08:00", "2025-11-03 08:00–09:30", "Möte 251103 kl 0830", "Den 3/11 kl 13.15",
    "Klart 2026-06-30", "Klart senast 260331", "31.12.2026 är sista dagen", "v. 47–48 2026", "Måndag 14/10 09:00-12:00",
    "Mötet 2025-10-14, 09.30–11.00", "Utbildning 20251014 och 20251021", "14 oktober 2025 kl. 10.00-12.00",
    "Q1 2026, Q2 2026", "2025–2027, följs upp 2026-03-31", "Tider: 8.30, 10.15, 13.00, 14.45", "Vecka 9, 10, 11 och 12",
    "Planen gäller 2025-01-01–2027-12-31", "2025-10-14--2025-10-16", "25-10-14 till 25-10-16", "Läsåret 2025/26",
    "12.10, 19.10, 26.10 och 2.11", "Kl. 12.10–15.45 den 9 mars", "1 mars, 1 juni, 1 september 2026", "25/11–10/12",
    "Möten: 3/9, 1/10, 5/11, 3/12", "2025-11-25, 2026-11-25 och 2027-11-25", "20251125-20251210", "11 nov 2025 10:30",
    "Kl 0800-1630, måndag till fredag", "IMG_20251014_093012.jpg", "Skannat 2025-10-14 09.30.15.pdf",
    "protokoll_2025-10-14.pdf", "Protokoll 20251014.docx", "SN-protokoll 2025-10-14 §§ 80-95.pdf",
    "Uppföljning 2025-09-30 visar 64 %", "Senast 30/6-26 och 31/12-26", "Född ur ett behov 2023, sista året 2027",
    # sums and counts
    "Kostnad 1 250 000 kr", "Budget 12 500 000–13 000 000 kr", "1 234 567,89 kr", "450 tkr, varav 120 tkr 2026",
    "Utfall 1 981 121 kr mot budget 2 000 000", "98,7 % av 1 212 ärenden", "12 av 24 på 3 enheter, 123 45 Gnesta",
    "Totalt 35 utbildade: 12, 10, 8 och 5", "2024: 112, 2025: 131, 2026: 150", "Antal: 81 121 898", "SEK 4 500 000:-",
    "Summa 12 10 15 kr", "Poäng 7, 8, 9, 10", "3,2 årsarbetare à 612 000 kr", "Medel 120 115 kr + 4 500 kr",
    "Från 1 200 till 1 450 per år", "Kostnad per plats 1 987,50", "Ökning 12,5 % (2024) och 8,1 % (2025)",
    "110 000 + 115 000 + 98 000 = 323 000 kr", "2025: 2 500, 2026: 2 000, 2027: 1 500", "1 000 000 000 kr i landet",
    "Bidrag 811 218 kr", "Avvikelse -9 876 kr", "811 218 kronor och 9 876 kronor", "Kvot 0,8112", "Ca 19 800 timmar",
    "Månadslön 32 500, 33 000 och 34 250", "Moms 25 %: 12 500 kr", "Andel 2023–2025: 61, 64, 66 procent",
    # accounts and registers
    "Org.nr 212000-2957", "Organisationsnummer 556036-0793", "Bankgiro 5050-1055", "Plusgiro 12 34 56-7",
    "Bg 433-2765, OCR 1234567897", "Konto 8105-9, 744 202 466-1", "Clearing 6000 konto 123 456 789",
    "IBAN SE45 5000 0000 0583 9825 7466", "Fakturanr 100045781", "Faktura 4512099871 förfaller 2025-11-30",
    "Ansvar 45120, verksamhet 5550, konto 4610", "Kst 451200 projekt 110045", "VAT SE212000295701", "GLN 7340000001234",
    "Kundnummer 10045781, avtal 88", "Referens 45KARIN", "Objekt 12-34-5678", "Kontering 4610 45120 5550 110045",
    "Postnummer 646 35 Gnesta", "Box 130, 646 22 Gnesta", "Marieströmsgatan 3, 646 80 Gnesta", "SE-646 80 Gnesta",
    # goals, steps and the plan's own numbers
    "1.1 klart, 1.2 pågår, 1.3 klart", "1.1, 1.2, 1.3, 2.1, 2.2 och 3.3", "Delmål 3.3 och 4.1", "1.2: Klart 2025-12-31",
    "Klart på 1.1 1.2 1.3 2.1", "Punkt 1, 2, 3, 4, 5, 6, 7, 8, 9 och 10", "1. Rutin 2. Mall 3. Utbildning",
    "Steg 1-2-3-4", "Kapitel 5, 11 och 12 i 5 kap. 11 § SoL", "11 kap. 10 § SoL, 26 kap. OSL", "Svar 1.1 Klart",
    "Se 14 kap. 1 § och 13 kap. 34 §", "FREDA 1, 2 och 3", "Bilaga 1–10", "Rev. 1.2.3", "Version 2025.10.14",
    # machines
    "192.168.10.15", "10.12.15.104", "Windows 11 23H2, build 22631.4317", "Excel 16.0.17928.20114", "v1.12.1215",
    "https://gnesta.example/sida/8112189", "Mötes-ID: 385 112 987 65", "Teams-id 312 456 789 012", "Kod: 4512 9876",
    "Wifi-kod 98761234", "Lösenkod 123456", "Serienr 5CG1234XYZ", "59.0486, 17.3102", "N 59° 02' 54\" E 17° 18' 36\"",
    "Message-ID 20251014093012.4512", "Ärende-id a81f-1218-9876", "PM-K7Q2-9XJ4", "sha256 8f14e45f", "Rum 1218, plan 9",
    # everyday words
    "Pågår. Vi är 12 av 24.", "Klart, beslutat i nämnden.", "Två av tre enheter är klara 2025.", "Inga personnummer finns i underlaget.",
    "Skriv aldrig personnummer i svaret, hänvisa till dnr SN 2025/000123", "Rutin för samordningsnummer beslutad 2025-10-14",
    "Personnummer ska inte stå i rapporten. Fakturan 4512099871 är betald.", "Född 1981 och uppvuxen i Gnesta",
    "Sista fyra veckorna 2025 gick åt till utbildning", "De sista fyra enheterna är klara 2026", "Fyra sista månaderna av 2025",
    "Barn födda 2019–2024", "Åldrarna 0–6, 7–12 och 13–17 år", "Ungdomar 16-25 år, 112 stycken", "Årskull 2010 (98 elever)",
    "6 av 10 (2024), 8 av 10 (2025)", "SIP gjord 12 gånger 2025", "Enkäten: 4,2 av 5, n=118", "112 anmälningar, 98 utredda",
    "T-banan 2025", "251014 T-möte 12", "Enkät 2025-10, svar 76 %", "Kl. 9-12 1 dec, kl. 13-16 2 dec", "24/7-jour 365 dagar",
    "Klass 7A, 8B och 9C", "Lokal B12, plan 3", "Buss 551 kl 08.12 och 09.12", "Omgång 1: 12/1, omgång 2: 15/2", "50/50",
    "Samtal 12 ggr à 45 min 2025", "Avstånd 12,5 mil", "Temperatur -12 till 15 grader", "Skala 1-10", "80 % av 15 = 12",
    # more of the same
    "20251014-0930", "2025-10-14_0930.pdf", "Skannad_20251014_0930.pdf", "Skannad_251014_0930.pdf", "Dnr 251014-0012",
    "dnr SN 251014-0012", "SN 2025-1012-1234", "12/10 15/11 2026", "Mål 1512-25 och 1613-25", "10.12.15 12:30",
    "12-10-15 12.30", "12.10.2025 12:30", "Konto 1510 1200 4500", "Ring 0701012345", "Ring 0705 12 34 56", "0702121212",
    "Tel. 0158-121212", "Pris 12,10 15,20 12,34", "1 210 151 234", "Faktura 1210151234", "OCR 8112189",
    "Org nr 812018-9876", "Bankgiro 811-2189", "Beslut 2025-10-14 § 1234", "kl 12.10-15.12 den 3/4 2026",
    "Mötesserie 1210, 1215, 1220", "20.10.15.1234", "Telefon 0812 18 98 76", "073-112 18 98 76", "ca 811218 kr",
    "Lgh 1201, 1101, 1203", "Vecka 12 10 15 2025", "2025-12-01 - 2026-02-28", "251201 - 260228", "251201-260228",
    "20251201 - 20260228", "25 12 01 till 26 02 28", "2025.12.01-2026.02.28",
)  # fmt: skip


# More of both, half of them written when the rule was done.
MORE_SPELLINGS = Path(__file__).with_name("personal_numbers.txt").read_text(encoding="utf-8").splitlines()
MORE_ORDINARY = Path(__file__).with_name("other_numbers.txt").read_text(encoding="utf-8").splitlines()


def test_there_are_enough_of_both():
    spellings = [*SPELLINGS, *MORE_SPELLINGS]
    ordinary = [*ORDINARY, *MORE_ORDINARY]
    assert len(set(spellings)) == len(spellings) >= 500
    assert len(set(ordinary)) == len(ordinary) >= 750


@pytest.mark.parametrize(("count", "held"), [(5_000, False), (5_001, True)])
def test_a_text_with_more_that_might_be_one_than_any_answer_has_holds_one(count: int, held: bool) -> None:
    assert holds_personal_number("811218/9877 x " * count) is held


@pytest.mark.parametrize("text", [*SPELLINGS, *MORE_SPELLINGS])
def test_a_personal_number_is_found_in_every_spelling(text: str) -> None:
    assert holds_personal_number(text)
    assert holds_personal_number(f"Klart. Gäller {text}\nenligt planen.")


@pytest.mark.parametrize("text", [*ORDINARY, *MORE_ORDINARY])
def test_an_ordinary_text_has_none(text: str) -> None:
    assert not holds_personal_number(text)
    assert not holds_personal_number(f"Klart. {text}, enligt planen.")


def flags_of(data: bytes) -> set[str]:
    return {flag.value for flag in read_mail(data, own_addresses=[OWN]).flags}


def with_file(name: str) -> bytes:
    """An answer with a file of that name."""
    message = email.message_from_bytes(mail(outlook("Klart, se bifogad fil.")), policy=email.policy.default)
    message.add_attachment(b"words", maintype="application", subtype="octet-stream", filename=name)  # type: ignore[attr-defined]
    return message.as_bytes()


def page(beside: str) -> bytes:
    """An answer in HTML, with a mark-up beside its words."""
    return mail(html=outlook_html(f"<p>Klart.{beside}</p>"))


@pytest.mark.parametrize(
    "data",
    [
        mail(outlook("Klart."), subject="SV: Ärendet 811218/9876"),
        mail(outlook("Klart.\n\nMed vänlig hälsning\nAnna Ek\n811218/9876")),
        with_file("SIP 811218/9876.docx"),
        page('<img src="cid:1" alt="Bild av 811218-9876">'),
        page("<a href='https://x.example' title='811218&#8211;9876'>här</a>"),
        page(paragraphs("Gäller 8️⃣1️⃣1️⃣2️⃣1️⃣8️⃣-9️⃣8️⃣7️⃣6️⃣")),
    ],
    ids=["subject", "signature", "file", "alt", "title", "text"],
)
def test_it_is_found_wherever_it_stands_in_a_mail(data: bytes) -> None:
    assert "personal_number" in flags_of(data)


@pytest.mark.parametrize(
    "data",
    [
        mail(outlook("Klart.\n\nMed vänlig hälsning\nAnna Ek\n0158-27 50 00")),
        with_file("SN-protokoll 2025-10-14.pdf"),
        page('<img src="cid:1" alt="Logotyp 2025-10-14">'),
    ],
    ids=["signature", "file", "alt"],
)
def test_what_else_stands_there_is_none(data: bytes) -> None:
    assert "personal_number" not in flags_of(data)
