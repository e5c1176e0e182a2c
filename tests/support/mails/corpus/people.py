"""What chiefs write: one answer each, in the programs they have. Every mail is ours; the people are roles."""

from __future__ import annotations

from datetime import date

from tests.support.mails.corpus import clients as by
from tests.support.mails.corpus.case import Case, answered
from tests.support.mails.corpus.sent import PLAIN, THREE

SIGN = "Med vänlig hälsning\n\nEnhetschef Vuxen\nVuxenenheten, Socialförvaltningen"
CARD = (
    "Med vänliga hälsningar\n\nEnhetschef Vuxen\nVuxenenheten\nSocialförvaltningen\nKommunen\n"
    "Besöksadress: Västra Storgatan 15\nTelefon: 0158-27 50 00\nenhetschef.vuxen@kommunen.example\n"
    "www.kommunen.example"
)
LEGAL = (
    f"{CARD}\n\nNär du skickar e-post till kommunen behandlar vi dina personuppgifter enligt "
    "dataskyddsförordningen. Läs mer på www.kommunen.example/personuppgifter."
)

SHORT: tuple[Case, ...] = (
    answered("one word from a phone", by.outlook_ios, "Klar", "done"),
    answered("thumb", by.outlook_android, "Klart 👍", "done"),
    answered("thanks", by.iphone, "Klart. Tack för påminnelsen!", "done"),
    answered("shouted", by.iphone_english, "KLAR!!", "done"),
    answered("smile", by.gmail_android, "Klart :-)", "done"),
    answered("greeting first", by.outlook_windows, "Hej!\n\nKlart.", "done", sign=SIGN),
    answered("greeting on the line", by.outlook_web, "Hej kvalitetsteamet, pågår.", "ongoing", sign="Mvh Vuxen"),
    answered("not begun", by.groupwise, "Ej påbörjad", "not_started"),
    answered("not begun, why", by.notes, "Ej påbörjat p.g.a. vakanser i gruppen.", "not_started", sent=PLAIN),
    answered("plain reminder", by.outlook_plain, "Klar.", "done", sent=PLAIN, sign=CARD),
    answered("english", by.outlook_web_english, "Done, decided in October.", "done", sign="Best regards\nVuxen"),
    answered("status label", by.proton, "Status: Pågår", "ongoing", sent=PLAIN),
)
_LONG = (
    "Pågår. Rutinen är reviderad tillsammans med elevhälsan och öppenvården, och gruppledarna har gått igenom den med "
    "sina grupper under hösten. Det som återstår är att lägga ut den på intranätet och att informera familjehemmen, "
    "vilket vi gör i januari när den nya sidan är på plats."
)
DONE: tuple[Case, ...] = (
    answered(
        "from our side",
        by.outlook_windows_latin,
        "Klart från min sida – beslutat i ledningsgruppen 14 oktober.",
        "done",
        sign=CARD,
    ),
    answered("since spring", by.outlook_mac, "Det här blev klart redan i våras, se förra årets redovisning.", "done"),
    answered(
        "can report",
        by.gmail,
        "Hej!\n\nVi kan nu rapportera klart på den här. Rutinen gäller från 1 november.",
        "done",
        wrapped=True,
        left=True,
    ),
    answered("with a date gone", by.thunderbird, "Klart 2025-11-17. Alla grupper är informerade vid APT.", "done"),
    answered(
        "done and going on", by.outlook_windows, "Klar, men vi fortsätter att följa upp under våren.", "done", sign=SIGN
    ),
    answered("done and carried out", by.apple_mail, "Aktiviteten är genomförd och klar.", "done", sign="/Vuxen"),
    answered(
        "finished in other words", by.yahoo, "Det här är gjort. Alla enheter har fått rutinen.", "done", left=True
    ),
    answered("one hundred", by.samsung, "100 % klart!", "done"),
    answered("not late but done", by.zimbra, "Inte försenad utan klar.", "done", sent=PLAIN),
    answered("see the file", by.outlook_windows, "Klar.\n\nSe bilagan för hela redovisningen.", "done", sign=CARD),
    answered("the goal's own noun", by.evolution, "Rutinen är klar och ligger på intranätet.", "done", sent=PLAIN),
)
GOING_ON: tuple[Case, ...] = (
    answered(
        "ongoing",
        by.outlook_web_html_only,
        "Pågår, vi har ett utkast som går på remiss till skolan vecka 50.",
        "ongoing",
    ),
    answered("ongoing, a part done", by.thunderbird_below, "Pågår.\n\nUtkastet är klart men inte beslutat.", "ongoing"),
    answered("ongoing, nearly done", by.outlook_windows_english, "Pågår, 80 % klart.", "ongoing", sign="Mvh\nVuxen"),
    answered("long", by.gmail_plain, _LONG, "ongoing", sign="Hälsningar\nVuxen", wrapped=True),
    answered("long, flowed", by.thunderbird_html, _LONG, "ongoing", sign="Vänligen\nEnhetschef Vuxen"),
    answered("in a sentence", by.k9, "Arbetet pågår, men det går trögt.", "ongoing"),
    answered("not done but ongoing", by.em_client, "Inte klart men arbetet pågår.", "ongoing"),
    answered("other words for it", by.groupwise_date_first, "Vi håller på.", "ongoing", left=True),
    answered(
        "list",
        by.outlook_windows,
        "Pågår!\n\n- möte med elevhälsan 4/11\n- nytt utkast klart 20/11\n- beslut i ledningsgruppen 15/12",
        "ongoing",
        sign=SIGN,
    ),
    answered("stars", by.outlook_plain_english, "Pågår\n\n* informationen ute\n* checklistan kvar", "ongoing"),
    answered(
        "numbered steps", by.apple_mail, "Pågår.\n\n1. Rutinen reviderad.\n2. Alla informerade i januari.", "ongoing"
    ),
)
LATE: tuple[Case, ...] = (
    answered(
        "new date",
        by.gmail,
        "Försenad. Juristen har varit sjuk.\n\nNytt datum: 2026-02-27",
        "late",
        new_date=date(2026, 2, 27),
    ),
    answered(
        "late until",
        by.outlook_danish,
        "Arbetet är försenat till 31 mars 2026 på grund av vakanser.",
        "late",
        new_date=date(2026, 3, 31),
    ),
    answered(
        "late, when unclear",
        by.outlook_ios,
        "Ej klar. Försenad pga sjukskrivningar, räknar med slutet av februari.",
        "late",
    ),
    answered("late, promised in another line", by.notes_web, "Försenat tyvärr.\n\nVi siktar på mars.", "late"),
    answered("late, going on", by.outlook_web, "Försenad, men arbetet pågår.", "late"),
    answered(
        "late without a year",
        by.thunderbird,
        "Status: Försenad\nNytt datum: 15 februari",
        "late",
        new_date=date(2026, 2, 15),
    ),
    answered(
        "late, a new half-year", by.proton_mobile, "Försenad\nNytt datum: vt 2026", "late", new_date=date(2026, 6, 30)
    ),
    answered(
        "late, unclear date",
        by.outlook_android,
        "Försenad\nNytt datum: efter sommaren kanske",
        "late",
        flags="unclear_date",
    ),
)
UNSURE: tuple[Case, ...] = (
    answered("denied", by.outlook_windows, "Vi är inte klara. Det mesta är på gång.", "?"),
    answered("denied, other order", by.gmail, "Klart är det inte, men vi jobbar på.", "?"),
    answered("eighty", by.outlook_web, "Ungefär 80 % klart, resten tas i januari.", "ongoing", left=True),
    answered("nearly", by.iphone, "Nästan klart! Jag ska bara godkänna texten.", "ongoing", left=True),
    answered("in March", by.outlook_mac, "Klar i mars, tidigast.", "?"),
    answered("next week", by.outlook_ios, "Klart nästa vecka!", "?"),
    answered("taken back", by.gmail, "Klart.\nNej, förresten inte. Gruppledarna har inte fått informationen.", "?"),
    answered("taken back below", by.outlook_windows, "Klar.\n\nRättelse: inte klar, beslutet togs aldrig.", "?"),
    answered("all but", by.outlook_web, "Klart, förutom att familjehemmen ska informeras.", "?"),
    answered(
        "a part is done",
        by.thunderbird,
        "Checklistan är klar. Utbildningen av vikarier återstår.",
        "ongoing",
        left=True,
    ),
    answered("somebody else's part", by.outlook_windows, "Regionen är klar med sin del.", "?"),
    answered("two units", by.gmail, "Klar i vuxenenheten, pågår i barn och unga.", "?"),
    answered("thought so", by.outlook_windows_english, "Jag trodde att det var klart men rutinen saknar beslut.", "?"),
    answered("asks", by.outlook_android, "Är det jag som ska svara på detta?", "?"),
    answered("as before", by.notes, "Samma som förra gången.", "?"),
    answered("hopes", by.outlook_web, "Hoppas att allt är klart innan jul.", "?"),
    answered("clear enough", by.outlook_windows, "Det är klart att vi vill ha detta på plats.", "?"),
    answered("managed", by.evolution, "Vi klarar inte det här utan en samordnare till.", "?"),
    answered("when it", by.samsung, "När rutinen är klar hör jag av mig.", "?"),
    answered("will be", by.proton, "Det blir klart före årsskiftet.", "?"),
    answered("nothing", by.outlook_ios, "", "?", sign="Mvh Vuxen", flags="no_words"),
    answered("half", by.k9, "Hälften är klart.", "?"),
    answered("done with a but", by.outlook_windows, "Klart. Men beslutet är inte taget än.", "?"),
    answered("done, the rest below", by.outlook_web, "Klar!\n\nDet som återstår är att utbilda vikarierna.", "?"),
)
TRAPS: tuple[Case, ...] = (
    answered(
        "own head",
        by.outlook_windows,
        "Försenad\n\nFrån: samordnaren\nDatum: 15 mars 2026\nTill: alla gruppledare\nÄmne: genomgång av rutinen\n\n"
        "Inbjudan går ut i januari.",
        "late",
    ),
    answered(
        "own attribution",
        by.gmail,
        'Den 12 september skrev vi till regionen:\n"Vi önskar en gemensam rutin."\nDe har inte svarat.\n\nFörsenad.',
        "late",
    ),
    answered(
        "own attribution, year and colon",
        by.outlook_plain,
        "Pågår.\n\nDen 3 november 2025 skrev samordnaren:\nvi väntar på skolans del.",
        "ongoing",
    ),
    answered("own rule", by.thunderbird, "Pågår\n---\nBakgrund: vi väntar på skolans del av rutinen.", "ongoing"),
    answered(
        "own long rule", by.outlook_web, f"Pågår\n{'_' * 32}\nBakgrund: vi väntar på skolans del av rutinen.", "ongoing"
    ),
    answered(
        "statute cited",
        by.outlook_plain,
        "Pågår.\n\nSå här säger lagen:\n> Den som får kännedom om ett barn som far illa ska anmäla.\nDet står nu i rutinen.",
        "ongoing",
    ),
    answered(
        "greeting in the middle",
        by.gmail,
        "Pågår.\n\nHälsningar från hela gruppen som varit med i arbetet hittills, de är mycket engagerade.",
        "ongoing",
        wrapped=True,
    ),
    answered("thanks in the middle", by.outlook_ios, "Klart.\n\nTack för hjälpen med mallen, den var bra.", "done"),
    answered(
        "our words again",
        by.outlook_windows,
        "Rutinen för orosanmälningar är reviderad och känd i verksamheten\n\nKlart, informerat på APT.",
        "done",
    ),
    answered(
        "a link of their own",
        by.outlook_web,
        "Klar. Den ligger här: https://intranat.kommunen.example/rutiner/oro?id=5&v=2",
        "done",
    ),
    answered("table of dates", by.notes, "Pågår\n\n4/11\tmöte\n20/11\tutkast\n15/12\tbeslut", "ongoing"),
    answered("colon labels", by.outlook_mac, "Gjort: rutinen är reviderad.\nKvar: information.\nPågår.", "ongoing"),
    answered(
        "sentence that begins with From",
        by.outlook_windows_english,
        "From our side: ongoing.\nTo do: information.",
        "ongoing",
        left=True,
    ),
    answered("legal footer", by.outlook_windows, "Klart.", "done", sign=LEGAL),
    answered("dash list after the greeting", by.iphone, "Hej!\n- Klart med rutinen\n- Pågår med informationen", "?"),
)
DIGEST: tuple[Case, ...] = (
    answered(
        "by number",
        by.outlook_windows,
        "1.1 Klar\n1.2 Pågår\n2.1 Ej påbörjad",
        {"1.1": "done", "1.2": "ongoing", "2.1": "not_started"},
        sent=THREE,
        sign=SIGN,
    ),
    answered(
        "by number on a phone",
        by.iphone,
        "1.1 klar, 1.2 pågår, 2.1 försenad",
        {"1.1": "done", "1.2": "ongoing", "2.1": "late"},
        sent=THREE,
    ),
    answered(
        "headings",
        by.outlook_web,
        "Delmål 1.1\nKlart, rutinen beslutades i oktober.\n\nDelmål 1.2\nPågår. Två av tre grupper är utbildade.\n\n"
        "Delmål 2.1\nFörsenad, regionen har inte svarat. Nytt datum 2026-04-30.",
        {"1.1": "done", "1.2": "ongoing", "2.1": "late"},
        sent=THREE,
        new_date={"2.1": date(2026, 4, 30)},
    ),
    answered(
        "two of three",
        by.gmail,
        "1.1 och 1.2 klara. 2.1 pågår.",
        {"1.1": "done", "1.2": "done", "2.1": "ongoing"},
        sent=THREE,
    ),
    answered(
        "same to all",
        by.outlook_ios,
        "Samma svar på alla: Pågår.",
        {"1.1": "ongoing", "1.2": "ongoing", "2.1": "ongoing"},
        sent=THREE,
    ),
    answered(
        "all three", by.thunderbird, "Alla tre är klara.", {"1.1": "done", "1.2": "done", "2.1": "done"}, sent=THREE
    ),
    answered(
        "one of three",
        by.outlook_android,
        "2.1: Ej påbörjad, regionen äger frågan.",
        {"2.1": "not_started"},
        sent=THREE,
    ),
    answered("the word alone", by.outlook_windows, "Klart.", {}, sent=THREE),
    answered("by order, not by number", by.outlook_web, "1. Klar\n2. Pågår\n3. Försenad", {}, sent=THREE),
    answered("by name", by.gmail, "Rutinen: klar. Utbildningen: pågår. Överenskommelsen: försenad.", {}, sent=THREE),
    answered("a number we did not ask", by.notes, "3.1 Klar\n1.2 Pågår", {}, sent=THREE),
    answered("all but one", by.outlook_windows, "Klart på alla utom 2.1.", {}, sent=THREE),
    answered("one is denied", by.proton, "1.1: inte klart\n1.2: klart", {"1.1": "?", "1.2": "done"}, sent=THREE),
    answered(
        "form above",
        by.outlook_plain,
        "Delmål 1.1\nStatus: Klar\nGjort i år: Rutinen är beslutad.\n\nDelmål 1.2\nStatus: Försenad\n"
        "Återstår: Två grupper.\nNytt datum: 31 mars 2026",
        {"1.1": "done", "1.2": "late"},
        sent=THREE,
        new_date={"1.2": date(2026, 3, 31)},
    ),
)
