"""Broken plans: each fault is told at its place, in Swedish, together with all the others."""

from __future__ import annotations

from datetime import date

import pytest

from paminn.plan.load import FILES, Reading, read_plan

DAY = date(2025, 10, 1)

# name, file, what is replaced, by what, the line's own words where the caret must stand, a piece of the sentence
_HARD_SPACE = (
    "Här står ett hårt mellanslag, som kommer ur Word eller från en webbsida. Byt det mot ett vanligt mellanslag."
)
_OTHER_MARK = "Raden börjar med «{}». En rad i en lista börjar med ett bindestreck och ett mellanslag, «- »."
BROKEN = [
    ("misspelt key", "plan.yaml", 'tidplan: "Klart ht 2025"', 'tidsplan: "Klart ht 2025"',
     "tidsplan:", 'Okänt fält "tidsplan". Menade du "tidplan"?'),
    ("misspelt part", "plan.yaml", "typ: stöd", "typ: stödd", "stödd", 'Menade du "stöd"?'),
    ("number unquoted", "plan.yaml", 'nr: "1.1"', "nr: 1.10", "1.10", "Sätt värdet inom citattecken"),
    ("time plan as a date", "plan.yaml", 'tidplan: "Klart ht 2025"', "tidplan: 2025-12-31", "2025-12-31",
     "Sätt värdet inom citattecken"),
    ("time plan as a number", "plan.yaml", 'tidplan: "Klart ht 25"', "tidplan: 251231", "251231",
     "Sätt värdet inom citattecken"),
    ("time plan missing", "plan.yaml", '        tidplan: "Klart ht 2025"\n', "", "nr:", 'Fältet "tidplan" saknas i delmål 1.1.'),
    ("time plan not understood", "plan.yaml", '"Klart ht 2025"', '"Klrat ht 2025"', '"Klrat',
     "Jag förstår inte «Klrat ht 2025». Menade du «Klart ht 2025»?"),
    ("time plan empty", "plan.yaml", 'tidplan: "Klart ht 2025"', "tidplan:", None, 'Fältet "tidplan" är tomt.'),
    ("goal number as a list", "plan.yaml", 'nr: "1.1"', "nr: [1, 1]", "[1, 1]", 'Fältet "nr" ska vara en text.'),
    ("goal twice", "plan.yaml", 'nr: "1.2"', 'nr: "1.1"', '"1.1"', 'Delmål "1.1" står två gånger.'),
    ("goal under another area", "plan.yaml", 'nr: "1.2"', 'nr: "2.9"', '"2.9"', "ligger under fokusområde 1"),
    ("unknown role", "plan.yaml", "roll: Soc IT", "roll: Soc-IT", "Soc-IT", 'finns inte i owners.yaml. Menade du "Soc IT"?'),
    ("role twice", "plan.yaml", "roll: Soc IT", "roll: Chef myndighet vuxen", "Chef", "står två gånger"),
    ("no activities", "plan.yaml", "          - Uppdatering av rutiner.\n          - Implementering av rutiner.\n",
     "          Uppdatering.\n", "Uppdatering.", 'Fältet "aktiviteter" ska vara en lista'),
    ("decision without a day", "plan.yaml", "beslutad: 2025-09-03", "beslutad: 2025-09-31", "2025-09-31",
     "inget datum som finns"),
    ("period backwards", "plan.yaml", 'period: "2025-2027"', 'period: "2027-2025"', '"2027', "ligger före det första"),
    ("reading without a reason", "plan.yaml",
     "          grund: Dagen, 25 november, står i delmålets text. Tidplanen säger bara «Årligen».\n", "",
     "varje_år", 'Fältet "grund" saknas i delmål 3.3.'),
    ("a day no year has", "plan.yaml", 'varje_år: "11-25"', 'varje_år: "11-31"', '"11-31"', "ingen dag som finns varje år"),
    ("list without dashes", "plan.yaml", "          - Uppdatering av rutiner.\n          - Implementering av rutiner.\n",
     "          Uppdatering av rutiner.\n", "Uppdatering", 'ska vara en lista'),
    ("a tab", "plan.yaml", "    titel: Förebyggande", "\ttitel: Förebyggande", "\t", "tabb"),
    ("a colon in a text", "plan.yaml", "titel: Förebyggande", "titel: Mål: Förebyggande", ": Förebyggande", "Kolon"),
    ("a quote never closed", "plan.yaml", 'tidplan: "Årligen"', 'tidplan: "Årligen', '"Årligen', "stängs aldrig"),
    ("wrong indent", "plan.yaml", "    titel: Förebyggande", "     titel: Förebyggande", None, "ndrag"),
    ("the same key twice", "plan.yaml", "beslutsinstans: Socialnämnden", "beslutsinstans: A\nbeslutsinstans: B",
     "beslutsinstans: B", "står två gånger"),
    ("a key without its colon", "plan.yaml", "diarienummer: SN.2024.17\n", "diarienummer SN.2024.17\n", None, "kolon"),
    ("e-mail without a host", "owners.yaml", "epost: soc.it@gnesta.example", "epost: soc.it", "soc.it", "ingen e-postadress"),
    ("nobody holds the role", "owners.yaml",
     "      - namn: Ungdomssamordnare\n        epost: ungdomssamordnare@gnesta.example\n", "      []\n", None,
     'Ingen kan nås i rollen "Ungdomssamordnare"'),
    ("the role has been left", "owners.yaml", "epost: soc.it@gnesta.example",
     "epost: soc.it@gnesta.example\n        till: 2025-06-30", None, 'Ingen kan nås i rollen "Soc IT"'),
    ("role listed twice", "owners.yaml", "  - roll: Gnestahem\n", "  - roll: Soc IT\n    personer:\n      - {namn: B, epost: b@k.example}\n\n  - roll: Gnestahem\n",
     "Soc IT", "står två gånger"),
    ("from after until", "owners.yaml", "från: 2025-01-01\n        ersättare:\n          namn: Biträdande chef myndighet vuxen",
     "från: 2025-01-01\n        till: 2024-01-01\n        ersättare:\n          namn: Biträdande chef myndighet vuxen",
     "2024-01-01", "före första dagen"),
    ("a step of no days", "rules.yaml", "före: [20, 5, 1], efter: [1, 6, 11]", "före: [20, 0, 1], efter: [1, 6, 11]", "0",
     "för litet: minst 1"),
    ("a step in words", "rules.yaml", "före: [20, 5, 1], efter: [1, 6, 11]", "före: [tjugo, 5, 1], efter: [1, 6, 11]",
     "tjugo", "inget heltal"),
    ("preparing an unknown goal", "rules.yaml", 'delmål: "3.3"', 'delmål: "3.4"', '"3.4"', "finns inte i planen"),
    ("a quiet period on no day", "rules.yaml", 'till: "08-10"', 'till: "08-32"', '"08-32"', "ingen dag som finns"),
    ("yes in English", "rules.yaml", "klämdagar_lediga: nej", "klämdagar_lediga: yes", "yes", "Tillåtna värden: ja, nej"),
    # What the words of a plan file must agree on among themselves.
    ("a missing field outside a goal", "plan.yaml", "beslutsinstans: Socialnämnden\n", "", "# Den beslutade",
     'Fältet "beslutsinstans" saknas.'),
    ("a missing field of an owner", "plan.yaml", "            typ: stöd\n", "", "roll:", 'Fältet "typ" saknas i delmål 1.2.'),
    ("a goal without its number", "plan.yaml", '      - nr: "1.1"\n        lydelse:', "      - lydelse:", "lydelse:",
     'Fältet "nr" saknas.'),
    ("a key without its value", "plan.yaml", "titel: Handlingsplan Fri från våld", "titel:", "", 'Fältet "titel" är tomt.'),
    ("a field that nobody knows", "plan.yaml", "diarienummer:", "qqq: 7\ndiarienummer:", "qqq:", 'Okänt fält "qqq".'),
    ("misspelt key of an owner", "plan.yaml", "typ: ansvar", "typp: ansvar", "typp:",
     'Okänt fält "typp". Menade du "typ"?'),
    ("misspelt key of a reading", "plan.yaml", "bekräftad: ja", "bekraftad: ja", "bekraftad:",
     'Okänt fält "bekraftad". Menade du "bekräftad"?'),
    ("number of a goal with a letter", "plan.yaml", 'nr: "1.1"', 'nr: "1.1b"', '"1.1b"',
     'Skriv numret som i planen, till exempel "1.3", "1.1.2", "A1" eller "14".'),
    ("a period in words", "plan.yaml", 'period: "2025-2027"', 'period: "tre år"', '"tre år"',
     'Skriv perioden som "2025-2027", ett år som "2026", eller "tills vidare".'),
    ("an only activity that is a number", "plan.yaml", "- Uppdatering av dokumentationsmallar i verksamhetssystem.", "- 7",
     "7", '"7" läses som ett tal eller datum. Sätt värdet inom citattecken.'),
    ("a reading that is a word", "plan.yaml",
     'läsning:\n          varje_år: "11-25"\n          grund: Dagen, 25 november, står i delmålets text. Tidplanen säger bara «Årligen».\n          bekräftad: ja',
     "läsning: ja", "ja", '"läsning" ska innehålla nycklar av formen «läses_som: …».'),
    ("a decision before this century", "plan.yaml", "beslutad: 2025-09-03", "beslutad: 1925-09-03", "1925", "för litet: minst 2000-01-01."),
    ("a decision in the next century", "plan.yaml", "beslutad: 2025-09-03", "beslutad: 2125-09-03", "2125", "för stort: högst 2099-12-31."),
    ("replaced by no goal", "plan.yaml", '- nr: "3.1"\n', '- nr: "3.1"\n        ersatt_av: "3.9"\n', '"3.9"',
     'Delmål "3.9" kan inte ersätta det här delmålet.'),
    ("replaced by itself", "plan.yaml", '- nr: "3.1"\n', '- nr: "3.1"\n        ersatt_av: "3.1"\n', '"3.1"',
     'Delmål "3.1" kan inte ersätta det här delmålet.'),
    ("replaced by a word", "plan.yaml", '- nr: "3.1"\n', '- nr: "3.1"\n        ersatt_av: nej\n', "nej",
     'Delmål "nej" kan inte ersätta det här delmålet.'),
    ("a reading in two ways", "plan.yaml", 'varje_år: "11-25"', 'varje_år: "11-25"\n          slag: löpande', "varje_år:",
     'Ange antingen "varje_år", "slag" eller "läses_som" i läsningen.'),
    ("a reading in no way", "plan.yaml", '          varje_år: "11-25"\n', "", "grund:",
     'Ange antingen "varje_år", "slag" eller "läses_som" i läsningen.'),
    ("somebody's number in an activity", "plan.yaml", "- Uppdatering av rutiner.", "- Uppdatering för 811218/9876.",
     "Uppdatering för", "Här står ett personnummer. Ta bort det: planen visas för alla."),
    ("a reading that cannot be read", "plan.yaml", 'varje_år: "11-25"', "läses_som: Snarast", "Snarast",
     "Jag förstår inte «Snarast»"),
    ("a reading in words and days", "plan.yaml", 'varje_år: "11-25"',
     "läses_som: Varje månad\n          till: 2026-05-01", "2026-05-01", '"till" hör inte till "läses_som". Skriv tiden bland orden.'),
    ("a reading without its words", "plan.yaml", 'varje_år: "11-25"', "läses_som:", "",
     'Fältet "läses_som" är tomt.'),
    ("a reading of several words", "plan.yaml", 'varje_år: "11-25"', "läses_som: [Varje månad, Årligen]", "[Varje",
     'Fältet "läses_som" ska vara en text.'),
    ("a reading of several days", "plan.yaml", 'varje_år: "11-25"', 'varje_år: ["03-01", "10-01"]', '["03',
     'Fältet "varje_år" ska vara en text.'),
    ("a reading until several days", "plan.yaml", 'varje_år: "11-25"', "slag: frist\n          till: [2026-03-01, 2027-03-01]",
     "[2026", 'Fältet "till" ska vara ett datum, ÅÅÅÅ-MM-DD. Flera dagar skrivs med ord i "läses_som".'),
    ("a reading of several kinds", "plan.yaml", 'varje_år: "11-25"', "slag: [frist]\n          till: 2026-03-01", "[frist",
     'Fältet "slag" ska ha ett värde, inte flera.'),
    ("a reading confirmed in YAML's words", "plan.yaml", "bekräftad: ja", "bekräftad: true", "true", '"true" är inte tillåtet. Tillåtna värden: ja, nej.'),
    ("a reading backwards", "plan.yaml", 'varje_år: "11-25"',
     "slag: period\n          från: 2026-05-02\n          till: 2026-05-01", "2026-05-01", "Sista dagen ligger före första dagen."),
    ("a day that leap years have", "plan.yaml", 'varje_år: "11-25"', 'varje_år: "02-29"', '"02-29"',
     "Skriv månad och dag som \"11-25\"."),
    ("a user name that is none", "owners.yaml", "epost: soc.it@gnesta.example", "epost: soc.it@gnesta.example\n        upn: soc it",
     "soc it", "Skriv till exempel anna.ek@kommun.example, utan å, ä och ö."),
    ("misspelt key of a deputy", "owners.yaml", "          namn: Förvaltningschef\n", "          namnet: Förvaltningschef\n", "namnet:",
     'Okänt fält "namnet". Menade du "namn"?'),
    ("a step of more than a year", "rules.yaml", "före: [20, 5, 1], efter: [1, 6, 11]", "före: [251, 5, 1], efter: [1, 6, 11]",
     "251", '"251" är för stort: högst 250.'),
    ("a preparation more than a year before", "rules.yaml", "veckor_före: 12", "veckor_före: 53", "53", '"53" är för stort: högst 52.'),
    ("a goal prepared in two places", "rules.yaml", "    efter: [1, 12]\n",
     '    efter: [1, 12]\n  - delmål: "3.3"\n    steg:\n      - {veckor_före: 2, text: Ring}\n', '"3.3"',
     'Förberedelsen för delmål "3.3" står två gånger. Skriv det nummer som vart och ett av delmålen har nu, eller slå ihop dem.'),
    ("a preparation of no weeks", "rules.yaml", "veckor_före: 1,", "veckor_före: 0,", "0", '"0" är för litet: minst 1.'),
    ("a calendar that has ended", "rules.yaml", "horisont: 2031", "horisont: 2024", "2024", '"2024" är för litet: minst 2025.'),
    ("a calendar without an end", "rules.yaml", "horisont: 2031", "horisont: 2100", "2100", '"2100" är för stort: högst 2099.'),
    ("an identity with a capital", "rules.yaml", "kännetecken: gnesta-fri-fran-vald", "kännetecken: Gnesta", "Gnesta",
     "Använd bara a–z, 0–9 och bindestreck, minst tre tecken."),
    ("an identity of two letters", "rules.yaml", "kännetecken: gnesta-fri-fran-vald", "kännetecken: gn", "gn",
     "Använd bara a–z, 0–9 och bindestreck, minst tre tecken."),
    ("an account due in words", "rules.yaml", 'svar_senast: "12-31"', 'svar_senast: "31 dec"', '"31 dec"',
     'Skriv månad och dag som "11-25".'),
    ("an account due on no day", "rules.yaml", 'svar_senast: "12-31"', 'svar_senast: "12-32"', '"12-32"', "ingen dag som finns"),
    ("a half-year from no day", "rules.yaml", 'ht: {från: "07-01"', 'ht: {från: "07-00"', '"07-00"', "ingen dag som finns"),
    # Slips of a hand that YAML stumbles over further on, or accepts.
    ("a hard space in an indent", "plan.yaml", '      - nr: "1.2"', '\u00a0     - nr: "1.2"', "\u00a0", _HARD_SPACE),
    ("a hard space behind a key", "plan.yaml", 'tidplan: "Klart ht 25"', 'tidplan:\u00a0"Klart ht 25"', "\u00a0", _HARD_SPACE),
    ("a hard space behind the mark of a list", "plan.yaml", "- roll: Kvalitetsteamet", "-\u00a0roll: Kvalitetsteamet",
     "\u00a0", _HARD_SPACE),
    ("a hard space that goes on with the line above", "plan.yaml", "del: publicering av information\n",
     "del: publicering av information\n\u00a0            på webben\n", "\u00a0", _HARD_SPACE),
    ("a hard space in a role", "plan.yaml", "- roll: Kvalitetsteamet", "- roll: Kvalitets\u00a0teamet", "Kvalitets",
     'finns inte i owners.yaml. Menade du "Kvalitetsteamet"?'),
    ("another hard space in a role", "plan.yaml", "roll: Chef myndighet vuxen\n", "roll: Chef\u00a0myndighet vuxen\n", "Chef",
     'Rollen "Chef myndighet vuxen" har ett hårt mellanslag i plan.yaml. Skriv namnet med vanliga mellanslag.'),
    ("a hard space in a role of owners.yaml", "owners.yaml", "roll: Chef myndighet vuxen\n",
     "roll: Chef\u00a0myndighet vuxen\n", None,
     'Rollen "Chef myndighet vuxen" har ett hårt mellanslag i owners.yaml. Skriv namnet med vanliga mellanslag.'),
    ("a dash that marks no list", "rules.yaml", '  - {från: "07-01"', '  – {från: "07-01"', "–", _OTHER_MARK.format("–")),
    ("dashes that mark no list", "plan.yaml", "          - Ta fram och", "          – Ta fram och", "–", _OTHER_MARK.format("–")),
    ("a bullet that marks no list", "plan.yaml", "- roll: Kvalitetsteamet", "• roll: Kvalitetsteamet", "•",
     _OTHER_MARK.format("•")),
    ("no space behind the mark of a list", "plan.yaml", "- Utforma stöd", "-Utforma stöd", "-Utforma",
     "Efter bindestrecket behövs ett mellanslag: «- Utforma stödmaterial till enheterna.»."),
    ("a text that begins with a quoted one", "plan.yaml", "- Utforma stödmaterial", '- "Utforma" stödmaterial', '"Utforma"',
     """Sätt hela texten inom citattecken: '"Utforma" stödmaterial till enheterna.'"""),
    ("a text that begins with one in apostrophes", "plan.yaml", "titel: Förebyggande", "titel: 'Före' byggande", "'Före'",
     """Sätt hela texten inom citattecken: "'Före' byggande\""""),
    ("quotes of a word processor", "plan.yaml", 'tidplan: "Klart ht 25"', "tidplan: ”Klart ht 25”", "”",
     "Citattecknen ”…” blir en del av texten"),
    ("such quotes round a number", "plan.yaml", 'nr: "1.1"', "nr: “1.1”", "“", "Citattecknen “…” blir en del av texten"),
    ("a text that a # cuts", "plan.yaml", "- Utforma stödmaterial till", "- Utforma #stödmaterial till", "#stöd",
     "Texten slutar vid #, och «#stödmaterial till enheterna.» läses som en kommentar"),
    ("a text that begins with a #", "plan.yaml", "- Utforma stödmaterial till", "- #stödmaterial till", "",
     "Texten slutar vid #, och «#stödmaterial till enheterna.» läses som en kommentar"),
    ("rows of a conflict", "plan.yaml", "beslutad:", "<<<<<<< HEAD\nbeslutad: 2025-09-02\n=======\nbeslutad:", "<<<<<<<",
     "Här står rader från en konflikt i git"),
    ("a comma that is missing", "rules.yaml", 'vt: {från: "01-01", till', 'vt: {från: "01-01" till', "till",
     "Ett komma saknas före «till»."),
    ("a comma that is missing behind a word", "rules.yaml", "{veckor_före: 8, text: Beställ tryck", "{text: Beställ veckor_före: 8, x: y",
     "veckor_före", "Ett komma saknas före «veckor_före»."),
    ("a bracket that is not closed", "rules.yaml", 'till: "06-30"}', 'till: "06-30"', "{", "öppnas men stängs inte."),
    ("numbers without their brackets", "rules.yaml", "frist: {före: [20, 5, 1],", "frist: {före: 20, 5, 1,", "20",
     "Skriv talen inom hakparentes: «före: [20, 5, 1]»."),
    ("numbers in a row", "rules.yaml", "  före: [20, 5]\n", "  före: 20, 5\n", "20", "Skriv talen inom hakparentes: «före: [20, 5]»."),
    ("a name where a person is meant", "owners.yaml", "        ersättare:\n          namn: Kommunikationschef\n"
     "          epost: kommunikationschef@gnesta.example\n", "        ersättare: Kommunikationschef\n", "Kommunikationschef",
     "Skriv «namn: Kommunikationschef» och «epost: …», på var sin rad."),
    ("an address where a person is meant", "owners.yaml", "        ersättare:\n          namn: Kommunikationschef\n"
     "          epost: kommunikationschef@gnesta.example\n", "        ersättare: kc@gnesta.example\n", "kc@",
     "Skriv «namn: …» och «epost: kc@gnesta.example», på var sin rad."),
    ("a name where an owner is meant", "plan.yaml",
     "          - roll: Kvalitetsteamet\n            typ: ansvar\n            del: framtagande av stödmaterial\n",
     "          - Kvalitetsteamet\n", "Kvalitetsteamet", "Skriv «roll: Kvalitetsteamet» och «typ: …», på var sin rad."),
    ("an address with its name", "owners.yaml", "epost: kvalitetsteamet@gnesta.example",
     "epost: Teamet <kvalitetsteamet@gnesta.example>", "Teamet", 'Menade du "kvalitetsteamet@gnesta.example"?'),
    ("two addresses", "owners.yaml", "epost: kvalitetsteamet@gnesta.example", "epost: a@gnesta.example; b@gnesta.example", "a@",
     "är flera adresser. Skriv en person för varje adress."),
    ("a number that loses its last digit", "plan.yaml", 'nr: "2.1"', "nr: 2.10", "2.10", '"2.10" läses som ett tal'),
    ("a year where a day belongs", "plan.yaml", "giltig_till: Tillsvidare", "giltig_till: 2029", "2029",
     "Skriv ÅÅÅÅ-MM-DD eller Tillsvidare."),
    ("a calendar that ends before the plan", "rules.yaml", "horisont: 2031", "horisont: 2026", "2026",
     "Kalendern slutar 2026, men planen gäller till och med 2027. Skriv minst 2027."),
    ("misspelt key of a rule", "rules.yaml", "frist: {före:", "frist: {fore:", "fore:", 'Okänt fält "fore". Menade du "före"?'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "sentence"), [case[1:] for case in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_the_fault_is_told_at_its_place(plan_files, file, old, new, at, sentence):
    text = plan_files[file].decode()
    assert old in text
    broken = text.replace(old, new, 1)
    reading = read_plan(plan_files | {file: broken.encode()}, "p", DAY)
    assert len(reading.problems) == 1, reading.problems
    problem = reading.problems[0]
    assert sentence in problem.message
    if sentence.endswith((".", "?")):
        assert problem.message.endswith(sentence)
    assert str(problem).startswith(f"{problem.file}:{problem.line}:{problem.column}: ")
    if at is not None:
        assert problem.file == f"p/{file}"
        line = broken.splitlines()[problem.line - 1]
        assert line == problem.source
        assert line[problem.column - 1 :].startswith(at)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("typ: ansvar", "typ: ansvar  # tills vidare"),
        ("typ: ansvar", "typ: ansvar #"),
        ("typ: ansvar", "typ: ansvar ## se protokollet"),
        ('tidplan: "Klart ht 2025"', 'tidplan: "Klart ht 2025" #ändrad'),
        ("titel: Förebyggande", "titel: Om ”Våga fråga”"),
        ("titel: Förebyggande", "titel: ”Våga” och ”fråga”, och mer"),
        ("titel: Förebyggande", 'titel: "”Våga fråga”"'),
        ("titel: Förebyggande", "titel: ”"),
        ("titel: Förebyggande", "titel: C#"),
        ("titel: Förebyggande", "titel: Att\u00a0förebygga"),
        ("titel: Förebyggande", 'titel: "Kampanjen #vågafråga"'),
        ("titel: Förebyggande", 'titel: >-\n      – Kampanjen #vågafråga\n      -utan "citat" här'),
        ("titel: Förebyggande", "#titel: Förr\n    titel: Förebyggande"),
        ("- Utforma stödmaterial till", "- Utforma\n            – stödmaterial till"),
    ],
)
def test_what_only_looks_like_a_slip_is_none(plan_files, old, new):
    text = plan_files["plan.yaml"].decode()
    assert old in text
    reading = read_plan(plan_files | {"plan.yaml": text.replace(old, new, 1).encode()}, "p", DAY)
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("plan.yml", "Filen «plan.yml» ska heta «plan.yaml». Byt namn på den."),
        ("Plan.yaml", "Filen «Plan.yaml» ska heta «plan.yaml». Byt namn på den."),
        ("plan (1).yaml", "Filen «plan (1).yaml» ska heta «plan.yaml». Byt namn på den."),
        ("plan.yaml.txt",
         "Filen «plan.yaml.txt» ska heta «plan.yaml». Byt namn på den. "
         "Syns inte ändelsen i Windows: välj Visa och sedan Filnamnstillägg i Utforskaren."),
        ("planering.yaml", "Filen saknas. Kopiera den från exemplet i plan_data/gnesta."),
        ("plan.docx", "Filen saknas. Kopiera den från exemplet i plan_data/gnesta."),
    ],
)  # fmt: skip
def test_a_file_by_another_name_is_not_called_missing(plan_files, name, sentence):
    files = {**plan_files, name: b""}
    del files["plan.yaml"]
    assert [problem.message for problem in read_plan(files, "p", DAY).problems] == [sentence]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("definitioner:", 'Fältet "definitioner" är tomt.'),
        ("definitioner: ord", '"definitioner" ska innehålla nycklar av formen «nr: …».'),
        ("fokusområden:", 'Fältet "fokusområden" är tomt.'),
        ("fokusområden: ett", 'Fältet "fokusområden" ska vara en lista: varje rad börjar med ett bindestreck.'),
        ("fokusområden: [ett]", '"fokusområden" ska innehålla nycklar av formen «nr: …».'),
        ("fokusområden: [null]", 'Fältet "fokusområden" är tomt.'),
    ],
)
def test_what_has_no_keys_is_told_so(plan_files, written, sentence):
    reading = read_plan(plan_files | {"plan.yaml": f"titel: Plan\n{written}\n".encode()}, "p", DAY)
    assert sentence in [problem.message for problem in reading.problems]


def test_a_value_may_be_missing_behind_the_last_line(plan_files):
    reading = read_plan(plan_files | {"plan.yaml": b"titel: Plan\n? "}, "p", DAY)
    assert 'Fältet "period" saknas.' in [problem.message for problem in reading.problems]


def test_every_problem_of_every_file_at_once(plan_files):
    plan = plan_files["plan.yaml"].replace(b"typ: st\xc3\xb6d", b"typ: stodd").replace(b'"Vt 26"', b"26", 1)
    owners = plan_files["owners.yaml"].replace(b"epost: soc.it@gnesta.example", b"epost: soc.it")
    rules = plan_files["rules.yaml"].replace(b"horisont: 2031", b"horisont: snart")
    reading = read_plan({"plan.yaml": plan, "owners.yaml": owners, "rules.yaml": rules}, "p", DAY)
    assert [p.file for p in reading.problems] == ["p/plan.yaml"] * 4 + ["p/owners.yaml", "p/rules.yaml"]
    assert reading.plan is None


def test_a_broken_shape_hides_no_other_fault(plan_files):
    """Numbers, words and names are held against each other even where a key is wrong."""
    text = plan_files["plan.yaml"].decode()
    for old, new in [
        ('nr: "1.1"', "nr: 1.1"), ('"Klart ht 25"', '"Klrat ht 25"'), ("roll: Soc IT", "roll: Soc-IT"),
        ("bekräftad: ja", "bekräftad: kanske"), ('nr: "3.2"', 'nr: "3.1"'), ("vision:", "visjon:"),
    ]:  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    owners = plan_files["owners.yaml"].replace(b"epost: soc.it@gnesta.example", b"epost: soc.it")
    reading = read_plan(plan_files | {"plan.yaml": text.encode(), "owners.yaml": owners}, "p", DAY)
    told = " ".join(p.message for p in reading.problems)
    for piece in ("citattecken", "Klrat", "Soc-IT", "kanske", "3.1", "visjon", "e-postadress"):
        assert piece in told, piece
    assert len(reading.problems) == 7, reading.problems


def changed(plan_files, file: str, *changes: tuple[str, str]) -> Reading:
    """What is read when each old text of a file, which must stand there, has become the new one."""
    text = plan_files[file].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_plan(plan_files | {file: text.encode()}, "p", DAY)


def told(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems]


def test_a_time_without_a_year_is_asked_about_with_a_year_to_come_in_a_broken_plan_too(plan_files):
    reading = changed(plan_files, "plan.yaml", ("vision:", "visjon:"), ('"Klart ht 2025"', '"Senast 30/6"'))
    assert reading.plan is None
    assert told(reading)[-1].endswith("Jag ser inget år. Menade du «Senast 30/6 2026»?")


def test_an_owner_without_a_role_is_one_fault(plan_files):
    reading = changed(plan_files, "plan.yaml", ("roll: Soc IT\n            typ", "typ"))
    assert told(reading) == ['Fältet "roll" saknas i delmål 1.3.']


def test_a_line_of_a_file_is_in_no_log(plan_files):
    """It may hold an address."""
    (problem,) = changed(plan_files, "owners.yaml", ("epost: soc.it@gnesta.example", "epost: soc.it")).problems
    assert "epost" in problem.source
    assert problem.source not in repr(problem)


def test_areas_stand_in_the_order_of_their_numbers_and_may_leave_one_out(plan_files):
    fourth = "- nr: 4\n"
    twice = changed(plan_files, "plan.yaml", (fourth, "- nr: 3\n"), ('"4.1"', '"3.9"'))
    assert told(twice) == ["Fokusområdena ska stå i nummerordning, vart och ett en gång."]
    assert changed(plan_files, "plan.yaml", (fourth, "- nr: 5\n"), ('"4.1"', '"5.1"')).problems == ()


@pytest.mark.parametrize("number", ["tre", "[3]"])
def test_an_area_whose_number_is_none_is_no_crash(plan_files, number):
    reading = changed(plan_files, "plan.yaml", ("- nr: 3\n", f"- nr: {number}\n"))
    assert told(reading) == [
        f'"{number}" är inget nummer på ett område. Skriv ett heltal som 3, eller en bokstav som A.'
    ]


@pytest.mark.parametrize("kind", ["frist", "period", "start", "genomfört"])
def test_a_reading_of_a_kind_with_an_end_says_its_last_day(plan_files, kind):
    yearly = 'varje_år: "11-25"'
    without = changed(plan_files, "plan.yaml", (yearly, f"slag: {kind}\n          från: 2026-05-01"))
    assert told(without) == ['Läsningen saknar "till", sista dagen.']
    one_day = f"slag: {kind}\n          från: 2026-05-01\n          till: 2026-05-01"
    assert changed(plan_files, "plan.yaml", (yearly, one_day)).problems == ()


def test_work_without_an_end_is_read_without_a_last_day(plan_files):
    assert changed(plan_files, "plan.yaml", ('varje_år: "11-25"', "slag: löpande")).problems == ()


def test_a_role_may_be_held_for_one_day(plan_files):
    first_day = "från: 2025-01-01\n"
    assert changed(plan_files, "owners.yaml", (first_day, f"{first_day}        till: 2025-01-01\n")).problems == ()


def test_a_role_of_many_goals_that_nobody_knows_is_told_of_once(plan_files):
    renamed = changed(plan_files, "owners.yaml", ("- roll: Kvalitetsteamet\n", "- roll: Kvalitetsteam\n"))
    assert told(renamed) == ['Rollen "Kvalitetsteamet" finns inte i owners.yaml. Menade du "Kvalitetsteam"?']


def test_a_deputy_is_enough_to_hold_a_role_that_has_been_left(plan_files):
    """Chef myndighet vuxen has a deputy and Soc IT has none."""
    first_day = "från: 2025-01-01\n"
    assert changed(plan_files, "owners.yaml", (first_day, f"{first_day}        till: 2025-06-30\n")).problems == ()


def test_a_day_held_against_a_moment_is_no_crash(plan_files):
    text = plan_files["owners.yaml"].replace(
        b"        fr\xc3\xa5n: 2025-01-01\n", b"        fr\xc3\xa5n: 2025-01-01\n        till: 2024-01-01 10:00:00\n", 1
    )
    assert text != plan_files["owners.yaml"]
    reading = read_plan(plan_files | {"owners.yaml": text}, "p", DAY)
    assert [p.message for p in reading.problems] == [
        '"2024-01-01 10:00:00" är inget datum som finns. Skriv ÅÅÅÅ-MM-DD.'
    ]


def test_a_role_of_a_replaced_goal_is_looked_for_where_it_counts(plan_files):
    """The goal that is replaced needs nobody any more; another goal with the same role does."""
    goal = '- nr: "3.1"\n'
    plan = plan_files["plan.yaml"].decode()
    assert plan.count("roll: Ungdomssamordnare") == 2
    plan = plan.replace(goal, goal + '        ersatt_av: "3.2"\n')
    owners = plan_files["owners.yaml"].decode()
    people = "      - namn: Ungdomssamordnare\n        epost: ungdomssamordnare@gnesta.example\n"
    assert people in owners
    owners = owners.replace(people, "      []\n")
    reading = read_plan(plan_files | {"plan.yaml": plan.encode(), "owners.yaml": owners.encode()}, "p", DAY)
    (problem,) = reading.problems
    assert 'Ingen kan nås i rollen "Ungdomssamordnare"' in problem.message
    assert plan[: plan.index('- nr: "3.2"')].count("\n") < problem.line


def test_files_that_are_missing_or_not_text(plan_files):
    reading = read_plan({"plan.yaml": b"\xff\xfe\x00", "owners.yaml": b""}, "p", DAY)
    assert sorted(p.file for p in reading.problems) == ["p/owners.yaml", "p/plan.yaml", "p/rules.yaml"]
    assert any("UTF-8" in p.message for p in reading.problems)
    assert any("tom" in p.message for p in reading.problems)


def test_a_question_leaves_everybody_else_served(plan_files):
    """What a person must decide is a problem, but the plan can still be worked with."""
    text = plan_files["plan.yaml"].replace(b'"Klart ht 2025"', b'"Snarast"')
    reading = read_plan(plan_files | {"plan.yaml": text}, "p", DAY)
    assert reading.plan is not None
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    ("words", "has_days"),
    [
        ("Varje månad", True),
        ("Varannan månad", True),
        ("Kvartalsvis", True),
        ("Varje vecka", False),
        ("Varannan vecka", False),
        ("Årligen", False),
        ("Vartannat år", True),
        ("Årligen från 2026", False),
        ("Årligen i november", True),
        ("Årligen den 1 mars", True),
        ("Vid varje nyanställning", False),
    ],
)
def test_what_comes_back_without_a_day_is_a_warning(plan_files, words, has_days):
    reading = changed(plan_files, "plan.yaml", ('tidplan: "Påbörjas ht 25"', f'tidplan: "{words}"'))
    assert reading.problems == ()
    of_days = [warning for warning in reading.warnings if "ingen dag att påminna om" in warning.message]
    if has_days:
        assert of_days == []
    else:
        (warning,) = of_days
        assert warning.message.startswith(f"«{words}» säger ingen dag att påminna om.")
        assert warning.source.strip() == f'tidplan: "{words}"'


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Årligen", "Lägg till en läsning med varje_år,"),
        ("Årligen från 2026", "Lägg till en läsning med varje_år och tidplanens från och till,"),
        ("Varje vecka", "Bara den årliga begäran om redovisning kommer."),  # a yearly day would be another time plan
        ("Vid varje nyanställning", "Bara den årliga begäran om redovisning kommer."),
    ],
)
def test_a_day_is_only_asked_for_where_it_would_be_right(plan_files, words, advice):
    reading = changed(plan_files, "plan.yaml", ('tidplan: "Påbörjas ht 25"', f'tidplan: "{words}"'))
    (told_of,) = [warning for warning in reading.warnings if "ingen dag att påminna om" in warning.message]
    assert advice in told_of.message


def test_what_was_read_with_doubt_or_is_to_be_confirmed_is_a_warning_at_its_place(plan_files):
    reading = changed(plan_files, "plan.yaml", ('tidplan: "Påbörjas ht 25"', 'tidplan: "Påbörjas ca ht 25"'))
    assert reading.problems == ()
    doubt, to_confirm = reading.warnings
    assert doubt.message == "«ca» gör tiden osäker."
    assert doubt.source[doubt.column - 1 :] == '"Påbörjas ca ht 25"'
    assert to_confirm.message.startswith("Att bekräfta: Planen säger «Årligen» utan dag.")
    assert to_confirm.source.strip() == 'varje_år: "12-31"'


def test_at_least_twenty_kinds_and_all_files():
    assert len(BROKEN) >= 20
    assert {case[1] for case in BROKEN} == set(FILES)
