"""The words of Swedish administrative time plans.

One table, read by `tokens`: a phrase of one or more words -> its `Meaning`. A new synonym is a new word here and
nothing else. Phrases stand between bars; the longest phrase wins, so "till och med" is never read as "till". The
months' own names stand in `plan/months.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from paminn.plan.months import MONTHS, SHORT_MONTHS
from paminn.plan.timeframe.parts import DAY, HALF_YEAR, MONTH, QUARTER, TERTIAL, WEEK, YEAR, Is, Meaning

_PHRASES: dict[Is, dict[int, str]] = {
    Is.TERM: {1: "vt|våren|vår|vårterminen|vårtermin", 2: "ht|hösten|höst|höstterminen|hösttermin"},
    Is.SUMMER: {0: "sommaren|sommar", 1: "semestern|sommarsemestern|semestrarna|sommarsemestrarna"},
    Is.WINTER: {0: "vintern|vinter"},
    Is.CHRISTMAS: {0: "jul|julen|julhelgen|jul och nyår"},
    Is.SCHOOL_YEAR: {0: "läsåret|läsår|läsåren|lå|skolåret|skolår|skolåren"},
    Is.YEAR_TURN: {0: "årsskiftet|årsskifte"},
    Is.YEAR_END: {0: "årets slut|årets utgång|årsslutet|årsslut|kalenderårets slut|års utgång|års slut|nyår"},
    Is.MIDYEAR: {0: "halvårsskiftet|halvårsskifte"},
    Is.MONTH_TURN: {0: "månadsskiftet|månadsskifte"},
    Is.RELATIVE_YEAR: {
        0: (
            "innevarande år|innevarande kalenderår|innevarande verksamhetsår|innevarande budgetår|i år|detta år"
            "|nästa år|nästa verksamhetsår|nästkommande år|kommande år|följande år|efterföljande år"
            "|påföljande år|året efter|året därpå|år efter"
        ),
        1: "innevarande läsår|nästa läsår|innevarande termin|nästa termin",
    },
    Is.PLAN: {
        0: (
            "planperioden|planperiod|planens giltighetstid|handlingsplanens giltighetstid"
            "|planens period|handlingsplanens period|handlingsplansperioden|handlingsplanperioden"
            "|planens giltighet"
        ),
        1: "planperiodens slut|planperiodens utgång|planens slut|handlingsplanens slut",
    },
    Is.WEEKDAY: {
        1: "måndag|måndagen",
        2: "tisdag|tisdagen",
        3: "onsdag|onsdagen",
        4: "torsdag|torsdagen",
        5: "fredag|fredagen",
        6: "lördag|lördagen",
        7: "söndag|söndagen",
    },
    Is.PORTION: {
        1: "början av|början på|tidigt under|tidigt|tidig|tidiga|inledningen av|första delen av",
        2: "mitten av|mitten på|mitt i",
        3: "slutet av|slutet på|sent under|sent|sen|sena|senare delen av|sista delen av",
        4: "ingången av",
        5: "utgången av|terminsslut|terminsslutet|sista dagen i|sista dagen av|sista dag i",
    },
    Is.WHOLE: {0: "hela|helår|helåret"},
    Is.LAST: {0: "sista"},
    Is.ORDINAL: {
        1: "första",
        2: "andra|annat|annan",
        3: "tredje",
        4: "fjärde",
        5: "femte",
        6: "sjätte",
        7: "sjunde",
        8: "åttonde",
        9: "nionde",
        10: "tionde",
        11: "elfte",
        12: "tolfte",
    },
    Is.SUFFIX: {0: "a|e"},
    Is.COUNT: {
        1: "en|ett",
        2: "två",
        3: "tre",
        4: "fyra",
        5: "fem",
        6: "sex",
        7: "sju",
        8: "åtta",
        9: "nio",
        10: "tio",
        11: "elva",
        12: "tolv",
    },
    Is.UNIT: {
        YEAR: "år|året|åren|kalenderår|kalenderåret|verksamhetsåret|verksamhetsår|verksamhetsåren|budgetåret|budgetår",
        HALF_YEAR: "halvår|halvåret|h|termin|terminen|halvan|hälften",
        TERTIAL: "tertial|tertialet|t",
        QUARTER: "kvartal|kvartalet|kv|kvart|q",
        MONTH: "månad|månaden|månader|mån",
        WEEK: "vecka|veckan|veckorna|veckor|v|w|vecko",
        DAY: "dag|dagen|dagar|vardag|arbetsdag|dygn",
    },
    Is.EVERY: {
        YEAR: "årligen|årlig|årligt|årliga|årsvis|läsårsvis|respektive år|resp år",
        HALF_YEAR: "halvårsvis|halvårligen|terminsvis",
        TERTIAL: "tertialvis",
        QUARTER: "kvartalsvis",
        MONTH: "månadsvis|månatligen|månatlig|månatligt",
        WEEK: "veckovis",
        DAY: "dagligen|dagligdags",
    },
    Is.EACH: {0: "varje|varenda"},
    Is.NTH: {0: "vart|var", 2: "vartannat|varannan"},
    Is.TIMES: {0: "gång|gånger|ggr|ggn|g|gg|tillfälle|tillfällen"},
    Is.PER: {0: "per"},
    Is.AT_LEAST: {0: "minst|åtminstone|som minst|dock minst|men minst"},
    Is.WHENEVER: {
        0: (
            "vid varje|inför varje|efter varje|vid alla|vid nyanställning|vid nyanställningar"
            "|vid nyrekrytering|vid rekrytering|vid introduktion|i samband med varje"
            "|i samband med nyanställning"
        ),
    },
    Is.DUE: {
        0: (
            "klart|klar|klara|klarställt|färdigt|färdig|färdiga|färdigställt|färdigställd|färdigställda"
            "|färdigställande|färdigställs|färdigställas|måldatum|målår"
        ),
        1: (
            "slutförs|slutföras|avslutas|avslut|slutredovisas|slutredovisning|slutrapporteras|slutrapport"
            "|slutrapportering|slutdatum|stoppdatum|slutår|sluttid|upphör|upphöra|löper ut"
        ),
        2: "slut",
    },
    Is.BY: {
        0: (
            "senast|inte senare än|ej senare än|icke senare än|deadline|sista datum|senast inom|som senast"
            "|allra senast|dock senast|dock allra senast|men senast|dock ej senare än|dock inte senare än"
            "|men inte senare än"
        ),
        1: "sista dag|sista dagen",
    },
    Is.BEFORE: {0: "före|innan|fore"},
    Is.FROM: {
        0: "från och med|fr o m|f o m|fr om|from|fom|från|fr|med verkan från|gäller från|gäller från och med",
    },
    Is.UNTIL: {
        0: ("till och med|t o m|t om|tom|fram till och med|fram t o m|längst till och med|längst t o m|och med"),
        1: "till|fram till|längst till|intill",
    },
    Is.FIRST_TIME: {
        0: (
            "första gången|första gång|nästa gång|nästa|med första gången|första tillfället|första tillfälle"
            "|nästa tillfälle|nästa revidering|första revidering|första revideringen|nästa uppföljning"
            "|första uppföljning|första uppföljningen|nästa översyn|första översyn|nästa utvärdering"
            "|första utvärdering|första utvärderingen|nästa redovisning|första redovisning|första redovisningen"
            "|nästa rapport|första rapport|första rapporten|nästa avstämning|första avstämning|nästa mätning"
            "|första mätning|första mätningen|nästa omgång|första omgången"
        ),
    },
    Is.LAST_TIME: {
        0: (
            "sista gången|sista gång|för sista gången|sista tillfället|sista tillfälle|sista redovisningen"
            "|sista uppföljningen|sista omgången"
        ),
    },
    Is.BETWEEN: {0: "mellan"},
    Is.SINCE: {0: "sedan|alltsedan"},
    Is.BEGIN: {
        0: (
            "påbörjas|påbörja|börjar|börja|start|starta|startar|startas|startdatum|startår|uppstart"
            "|uppstartas|inleds|inledas|igångsätts|sätts igång|drar igång|med start|med början"
            "|start från|startar från|med start från|med start från och med|med början från"
            "|börjar gälla|införs från|införs från och med|start fr o m|med start fr o m|med start from"
        ),
    },
    Is.BEGUN: {
        0: (
            "påbörjat|påbörjad|påbörjats|påbörjade|påbörjades|startat|startad|startade|startades|inlett|inledd"
            "|inleddes|uppstartat|uppstartad|uppstartades|igångsatt|igångsattes|har påbörjats|har inletts"
            "|har startat|har startats|har börjat|arbete pågår|är påbörjat|är påbörjad"
        ),
        1: "ha påbörjats|ha startat|ha startats|ha inletts|ha börjat|vara påbörjat|vara påbörjad|vara påbörjade",
    },
    Is.DONE: {
        0: (
            "gjort|gjord|gjorda|genomfört|genomförd|genomförda|genomförts|slutfört|slutförd|slutförda|slutförts|avslutat"
            "|avslutad|avslutade|avslutats|utfört|utförd|utförda|utförts|färdigställts|åtgärdat"
            "|åtgärdad|uppfyllt|uppfylld|uppnått|uppnådd|implementerad|implementerat|implementerade|införd|infört"
            "|införda|införts|antagen|antaget|antagna|beslutad|beslutat|beslutade|publicerad|publicerat|lanserad"
            "|lanserat|framtagen|framtaget|framtagna|hållen|hållits|tagits fram"
        ),
        1: (
            "har genomförts|är genomfört|är genomförd|är genomförda|genomfördes|har slutförts"
            "|är slutfört|är slutförd|slutfördes|har avslutats|är avslutat|är avslutad|avslutades"
            "|har utförts|utfördes|har färdigställts|färdigställdes|blev klart|blev klar|blev färdigt"
            "|blev färdig|har genomfört|har blivit klart|har blivit klar|har åtgärdats|har uppfyllts"
            "|har uppnåtts|är utfört|är utförd|hölls|höll|gavs|gav|togs|tog|gjordes|gjorde|skedde|skrevs|skrev"
            "|ägde rum|antogs|antog|lades|lade|sattes|fick|gick|var klart|var klar|var färdigt|var färdig|trädde"
            "|spreds|drogs|bröts|bjöds|valdes|skickades|sändes|slöts|köptes|höjdes|byggdes"
        ),
    },
    Is.ONGOING: {
        0: (
            "löpande|kontinuerligt|kontinuerlig|fortlöpande|ständigt|ständig|pågår|pågå|pågående|vid behov"
            "|löpande under året|fortlöpande under året|kontinuerligt under året|under hela året|regelbundet"
            "|efter behov|utifrån behov|året runt|hela året|hela tiden|hela året om|året om|alltid|permanent"
            "|har pågått|fortgår|fortgående|behovsstyrt|sker löpande|pågår löpande|fortsätter|fortsatt"
            "|fortsättningsvis|återkommande löpande|varaktigt"
        ),
        1: (
            "tillsvidare|tills vidare|framåt|framöver|och framåt|och framöver|och tills vidare|och tillsvidare"
            "|och löpande|och vidare"
        ),
    },
    Is.MODAL: {
        0: "ska|skall|bör|måste|behöver|kommer att|kommer|blir",
        1: "planeras|beräknas|förväntas|väntas|avses|siktar på|målet är|målsättning|målsättningen|mål",
    },
    Is.FOLLOW_UP: {
        0: (
            "följs upp|följas upp|följs|uppföljning|uppföljningen|uppföljs|utvärderas|utvärdering"
            "|revideras|revidering|stäms av|avstämning|avstämningar|ses över|uppdateras|uppdatering|översyn"
            "|aktualiseras|halvtid|halvtidsavstämning|halvtidsuppföljning|halvtidsutvärdering|delutvärdering"
        ),
        1: (
            "redovisas|redovisning|återrapporteras|rapporteras|rapportering|återrapportering|återredovisas"
            "|delredovisas|delredovisning|delrapporteras|delrapport|delrapportering|lägesrapport"
        ),
    },
    Is.THEN: {
        0: "därefter|efter det|och därefter|och sedan|därpå",
    },
    Is.AND: {0: "och|samt|respektive|resp|liksom"},
    Is.OR: {0: "eller|el|alternativt|alt|antingen"},
    Is.ABOUT: {
        0: (
            "ca|cirka|c a|preliminärt|preliminär|prel|omkring|runt|kring|ungefär|planerat|planerad"
            "|planerade|beräknat|beräknad|troligen|sannolikt|förhoppningsvis|helst"
        ),
    },
    Is.EVENT: {
        0: "inför|enligt|utifrån|med anledning av|avser|avseende",
        1: "i samband med|i anslutning till",
    },
    Is.SOON: {
        0: (
            "så snart som möjligt|så snart det går|så fort som möjligt|så fort det går|snarast möjligt|snarast"
            "|skyndsamt|omgående|omedelbart|omedelbar|genast|direkt|med det snaraste|så tidigt som möjligt"
        ),
    },
    Is.HAS: {0: "har|hade"},
    Is.DEED: {
        0: (
            "genomförs|genomföras|genomförande|implementeras|implementering|införs|införas|införande|publiceras"
            "|publicering|beslutas|antas|upprättas|utarbetas|framtagande|framtas|behandlas|presenteras"
            "|lanseras|lansering|temavecka|temaveckan|åtgärder"
        ),
    },
    Is.STAGE: {
        0: "etapp|steg|fas|delmoment|moment|del|etappmål|milstolpe",
        1: "delmål|åtgärd|aktivitet|insats|punkt",
    },
    Is.CLOCK: {0: "kl|klockan"},
    Is.THING: {
        0: (
            "beslut|utredning|utredningen|kartläggning|kartläggningen|upphandling|upphandlingen|remiss|utkast"
            "|utbildning|utbildningen|utbildningar|utbildningsinsats|utbildningsinsatser|workshop|föreläsning"
            "|föreläsningar|seminarium|möte|möten|träff|träffar|sammanträde|sammanträden|workshops|information|informationsinsats|informationsinsatser|konferens|enkät"
            "|enkäten|rutin|rutiner|rutinen|riktlinje|riktlinjer|riktlinjen|policy|kampanj|pilot|pilotprojekt|projekt|projektet"
            "|analys|förstudie|nulägesanalys|rekrytering|test|rapport|handlingsplan|projektstart|avtalsstart"
            "|driftstart|nämnd|nämnden|socialnämnden|kommunstyrelsen|kommunfullmäktige|ks|kf|sn|apt"
        ),
    },
    Is.AT: {0: "vid|inom|inom ramen för"},
    Is.IF: {0: "om"},
    Is.REFUSE: {
        0: (
            "när|då|så snart|så fort|inte|ej|icke|aldrig|ännu|ingen|inget|inga|inte ännu|delvis|nästan|snart"
            "|knappt|halva|halvt|halvfärdig|kanske|eventuellt|ev|möjligen|möjligtvis|oklart|oklar|osäkert"
            "|osäker|beror|beroende|förutsatt|såvida|ifall|annars|utan|utom|förutom|tidigast|efter|återstår"
            "|kvar|saknas|försenat|försenad|försenas|försenade|inställt|inställd|ställs in|avbrutet|avbruten"
            "|avbryts|pausad|pausat|vilande|vilar|utgår|utgått|skjuts|skjutits|flyttas|flyttats|flyttad"
            "|framflyttat|framflyttad|uppskjutet|uppskjuten|ska ej|vissa|några|flera|somliga|tveksamt|obestämt"
            "|tidigare|senare|ofullständigt|nej|stoppat|stoppad|icke påbörjat|otillräckligt|misslyckat"
            "|misslyckades|varken|knappast|endast|bara|undantag|undantaget|dock|men|skulle|kunde|flyttades"
            "|försenades|ställdes in|pausades|avbröts|sköts upp|framskjutet|framskjuten|förskjutet|förskjuten"
            "|senarelagt|senarelagd|stoppades|planerades|saknades|förutsättning|förutsättningar|villkor"
            "|dessförinnan|innan dess|dess|först|halvvägs|förlängt|förlängd|förlängs|förlängdes|ändrat|ändrad"
            "|ändras|ändrades|ersätts|ersatt|ersatts|ersattes|stryks|struken|struket|omprövas|tidigareläggs"
            "|tidigarelagt|skjuts upp|utgick|avslogs|makulerad|hittills"
        ),
    },
    Is.FILLER: {
        0: (
            "att|som|är|redan|vara|ha|bli|ut|fullt ut|i två steg|i tre steg|i fyra steg|i flera steg|i två etapper"
            "|i tre etapper|i fyra etapper|i flera etapper|i två omgångar|i tre omgångar|i flera omgångar"
            "|i steg|stegvis|i etapper|etappvis|när :|när ?|inom perioden|inom tidsperioden"
            "|i ett första steg|i ett andra steg|mandatperioden|mandatperiod|blivit|loppet|tiden|period"
            "|perioden|tidsperioden|tidplan|tidsplan|datum|tid|när det gäller|tas upp|sker|ske|görs|göras"
            "|utförs|utföras|insatsen|arbete|insatser|aktiviteten|aktiviteter|åtgärden"
            "|delmålet|uppdraget|arbetet|gäller|gälla|följande|med|sin|sitt|äger rum|hålls|anordnas|lämnas"
            "|för föregående år|avser föregående år|avseende föregående år|för året innan|avser året innan"
            "|på plats|finnas på plats|finns på plats"
            "|någon gång|lämnas in|tas fram|ges|erbjuds|års|nämligen|dvs|därmed|till nämnden|till socialnämnden|upp"
        ),
        1: "under|i|den|det",  # may stand inside a time
        2: "på|av|för",  # and make one thing of it and what stands before: "budgeten för 2027"
    },
}


def _known() -> Iterator[tuple[str, Meaning]]:
    """Every phrase of the table, and the months, with what it means."""
    for kind, by_value in _PHRASES.items():
        for value, phrases in by_value.items():
            meaning = Meaning(kind, value)
            for phrase in phrases.split("|"):
                yield phrase, meaning
    for number, name in enumerate(MONTHS, start=1):
        yield name, Meaning(Is.MONTH, number)
    for short, number in SHORT_MONTHS.items():
        yield short, Meaning(Is.MONTH, number)


MEANINGS: dict[tuple[str, ...], Meaning] = {tuple(phrase.split()): meaning for phrase, meaning in _known()}
LONGEST_PHRASE = max(len(words) for words in MEANINGS)  # in words

_NEVER_MEANT = {
    Is.PORTION,
    Is.FOLLOW_UP,
    Is.DEED,
    Is.STAGE,
    Is.THING,
    Is.FILLER,
    Is.REFUSE,
    Is.EVENT,
    Is.AT,
    Is.SUFFIX,
    Is.ABOUT,
}
_PAST_TENSE = Meaning(Is.DONE, 1)  # "skrevs", where "skrivs" is no misspelling
_SHORTEST_MEANT = 4  # letters: a shorter word is nearly too many others


def _spellable() -> Iterator[str]:
    for words, meaning in MEANINGS.items():
        if len(words) > 1 or meaning.kind in _NEVER_MEANT or meaning == _PAST_TENSE:
            continue
        if len(words[0]) >= _SHORTEST_MEANT:
            yield words[0]


_SHORTEST_LAST_PART = 5  # letters


def _last_parts() -> Iterator[str]:
    """What may be done, as the last part of a longer word: "brukarenkät", "friskvårdsinsatser"."""
    yield from ("insats", "insatser", "aktivitet", "aktiviteter")
    for words, meaning in MEANINGS.items():
        if meaning.kind is Is.THING and len(words) == 1 and len(words[0]) >= _SHORTEST_LAST_PART:
            yield words[0]


LAST_PARTS = tuple(_last_parts())

SPELLABLE = sorted(set(_spellable()))
"""Words a misspelt word may have been meant as, for questions to a person."""

DASHES = "-‐‑‒–—―−"
"""Every dash a word processor leaves."""

ARROWS = ("→", "⇒", "->", "=>", "-->", "==>", "–>")

SIGNS: dict[str, Is] = {
    **dict.fromkeys(DASHES, Is.DASH),
    **dict.fromkeys("'’‘´`", Is.APOSTROPHE),
    **dict.fromkeys("&+", Is.AND),
    **dict.fromkeys(ARROWS, Is.DASH),
    **dict.fromkeys('()[]!"”“„«»…•*', Is.SIGN),
    "/": Is.SLASH,
    ".": Is.DOT,
    ",": Is.COMMA,
    ":": Is.COLON,
    ";": Is.STOP,
    **dict.fromkeys("?~≈", Is.ABOUT),
}
