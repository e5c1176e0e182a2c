"""What receipts and absence programs say, and what people write that is not about the matter. Tickets: `tickets`.

Patterns of folded sentences. A new phrase is a new alternative in one of them.
"""

from __future__ import annotations

import re

_YOUR = r"(?:ditt|din|dina|er|ert|era)"
_MAIL = (
    r"(?:(?:support|it-?)?arende\w*|meddelande\w*|mejl\w*|mail\w*|e-?post\w*|fraga\b|forfragan|begaran|anmalan"
    r"|synpunkt\w*|svar(?:et)?\b"
    r"|felanmalan|bestallning|ansokan|skrivelse|henvendelse\w*)"
)
_TAKEN = (
    r"(?:registrera\w*|mottag\w*|emottag\w*|tagits emot|inkommit|kommit (?:in|fram)|skapa[td]s?|upprattats|oppnats"
    r"|tilldela[td]s?|avsluta[td]s?|stang[td]s?|lost\b|losts|uppdatera[td]s?|vidarebefordra[td]s?|lagts till|i ko\b"
    r"|under behandling|besvara[td]s?)"
)
# What a receipt may go on with; a person who has received something goes on to say what they think of it.
_GOES_ON = (
    r"(?! och (?!aterkommer|svarar|besvarar|behandlar|hanterar|kommer|ska\b|skall|den|det|registrer|har|vi |vender"
    r"|svarer|er\b|ditt))"
)

RECEIPT = re.compile(
    # We have received yours.
    rf"\b(?<!jag )har (?:nu |harmed |idag |i dag )?(?:tagit emot|mottagit|emottagit|registrerat|fatt|modtaget|mottatt)"
    rf" (?:{_YOUR} {_MAIL}|henvendelsen|e-posten din)\S*{_GOES_ON}"
    # Yours has been received, has a number, is closed.
    rf"|\b{_YOUR} (?:\w+ )?{_MAIL}[ ,]{{1,2}}(?:\([^()]{{1,40}}\) |\(?#?[\w/.-]*\d[\w/.-]*\)?,? )?"
    rf"(?:(?:med|under) \w+ \S+ )?(?:har|ar|blev|kommer att|maste) (?:(?:nu|nyss|redan|automatiskt|ocksa) )?(?:bli )?"
    rf"(?:{_TAKEN}|(?:fatt )?(?:arende)?nummer"
    r"|referens|id\b)"
    rf"|\b{_YOUR} (?:\w+ )?{_MAIL} (?:besvaras|hanteras|behandlas|handlaggs)\b"
    rf"|(?:^|\bett nytt |\bett )(?:(?:support)?arende(?:t)?|meddelandet|mejlet"
    rf"|e-postmeddelandet)(?: #?[\w/-]*\d[\w/-]*)?"
    rf" (?:har|ar) (?:nu )?{_TAKEN}"
    r"|\barendet (?:far|har fatt|fick) (?:arende)?(?:nummer|nr)\b"
    r"|\btack for att du (?:kontaktar|kontaktade|har kontaktat|vander dig till) (?!mig\b)"
    r"|\bdu har natt (?!mig\b|fram\b)\w"
    rf"|^(?:den|det) (?:har|ar) (?:nu )?{_TAKEN} (?:med|under) (?:arende|diarie)?(?:nummer|nr)\b"
    rf"|\bbekraftar (?:harmed )?(?:mottagandet|att (?:vi|{_YOUR}))"
    r"|^(?:mottagningskvitto|mottagningsbekraftelse|kvittens|arendebekraftelse)\b"
    # In other tongues.
    r"|\bwe(?: have|['’]ve)? (?:now )?(?:received|registered|logged) your\b"
    r"|\byour (?:support )?(?:request|ticket|case|e-?mail|message|inquiry|enquiry|query)"
    r"(?: \(?#?[\w-]*\d[\w-]*\)?)? (?:has been|was|is being|is) "
    r"(?:received|created|registered|logged|assigned|updated|resolved|closed|opened|submitted|in (?:the|our) queue)"
    r"|\b(?:an? )?(?:new )?(?:support )?(?:ticket|case)(?: #?[\w-]*\d[\w-]*)? (?:has been|was) "
    r"(?:created|opened|logged|registered|updated|resolved|closed)"
    r"|\bihre (?:anfrage|e-mail|nachricht|mail) (?:ist|wurde)\b.{0,40}(?:eingegangen|erhalten|registriert)"
    r"|\bwir haben ihre (?:anfrage|e-mail|nachricht) erhalten"
)

AUTOMATIC = re.compile(
    r"\b(?:detta|det har)(?: \w+)? ar (?:ett |en )?(?:automatisk\w* (?:svar|genererat|meddelande|utskick|kvitto"
    r"|bekraftelse"
    r"|mejl|e-post\w*)|autosvar|automatgenererat|autogenererat)"
    r"|\bdu far (?:detta|det har) (?:svar|mejl|meddelande)\w* (?:eftersom|for att|darfor att)\b"
    r"|\b(?:svaret|mejlet|meddelandet|detta svar) (?:ar|har) (?:skickats )?automatiskt"
    r"|\bthis is an auto(?:mated|matic|-?reply|matically generated)"
)
"""It says itself that no person wrote it; a person may say so of something else."""

_OUTSIDE = r"(?:utbildning|kurs|konferens|mote|moten|tjansteresa|resa|resande fot|annan ort|annat uppdrag)"
_GONE = (
    r"(?:semester\w*|ledig\b|ledighet\w*|\w{3,12}ledig(?:het(?:en)?)?\b|sjuk\b|sjukskriven|bortrest|bortresta?|borta\b"
    rf"|franvarande|pa {_OUTSIDE}|vab\b|vabbar|ater\b|tillbaka\b(?! (?:fran|till frag))|begransad (?:till|mojlighet)"
    r"|(?:inte|ej) (?:pa (?:plats|kontoret|jobbet)|i (?:tjanst|arbete)|tillganglig|antraffbar|nabar))"
)

ABSENCE = re.compile(
    rf"\b(?:(?:ar|har) jag|jag (?:ar|har(?! varit)|tar|befinner mig|kommer att vara|blir"
    rf"|vabbar))\b[^.]{{0,50}}?(?<!\w){_GONE}"
    r"|\bjag (?:arbetar|jobbar) (?:inte|ej) (?:pa \w{2,4}dagar|i ?dag|denna vecka|den har veckan|fore|forran)"
    r"|\bjag laser (?:inte|ej) (?:min |mina )?(?:e-?post|mejl|mail)"
    r"|\blases (?:inte|ej) (?:min |mina )(?:e-?post|mejl|mail)"
    r"|\bmin (?:e-?post|mejl|mail)\w* (?:lases|besvaras) (?:inte|ej)\b"
    r"|^(?:semester(?! har| gor)|ledig\b(?! tjanst)|foraldraledig|tjanstledig|sjukskriven|franvarande|bortrest)"
    r"|^(?:jag )?(?:ar|har|kommer att vara) (?:just nu |for narvarande |tyvarr )?(?:pa (?:semester|ledighet"
    r"|tjansteresa|resa)"
    r"|semester|ledig|bortrest|(?:ej|inte) (?:pa plats|i tjanst|antraffbar)|slutat for dagen)"
    r"|^(?:ater|tillbaka)\b(?! till frag)(?: \S+){0,4}\W*$"
    r"|^(?:i['’ ]?a?m )?(?:currently |away and )?out of (?:the )?office"
    r"|\bi(?:['’]m| am| will be| shall be)\b.{0,40}\b(?:out of (?:the |my )?office|on .{0,20}(?:leave|vacation"
    r"|holiday)|away"
    r"|travell?ing|back)\b"
    r"|\bi will (?:return|be back)\b|\bi will (?:reply|respond|answer)\b.{0,40}\b(?:return|back)\b"
    r"|\bnicht im buro|\bim urlaub|\bausser haus|\bpa ferie\b"
    r"|^(?:kontoret|expeditionen|mottagningen) (?:ar|har) stangt?\b|^vi (?:ar ater|har stangt)\b"
)

ABSENCE_BESIDE = re.compile(
    r"\b(?:mejl\w*|mail\w*|e-?post(?:en)?|emails?) (?:\w+ ){0,2}(?:lases|vidarebefordras|besvaras|are|is|will)\b"
    r"|\b(?:ersattare|stallforetradare|vikarie)\b.{0,40}$|\bnar jag (?:ar )?(?:ater|tillbaka)|\bpa (?:grund"
    r"|min) (?:av )?"
    r"(?:semester|ledighet)|\b(?:inte|ej|begransade?) (?:mojlighet|tillgang)\b|\bsvarar (?:sa snart|da|nar|i morgon"
    r"|efter)"
    r"|\bjag aterkommer\b.{0,30}$"
    r"|\bon my return\b|\bwhen i (?:return|am back)\b|\blimited access\b"
)

COURTESY = re.compile(
    r"^(?:hej|hejsan|god (?:dag|morgon)|hello|hi|dear|good (?:day|morning)|bekraftelse|kvitto|information)\b[^.]{0,40}$"
    r"|^(?:hej|hello|hi)?[ ,!]*(?:och )?(?:stort |varmt )?(?:tack|thank you|thanks|takk|danke|vielen dank)\b[^.]{0,60}$"
    r"|\b(?:vid|om du har|i) (?:\w+ )?(?:bradskande|akut\w*|viktig\w*|fragor|fraga)\b|\bbradskande\b|\burgent\b"
    r"|^skriv (?:ditt svar|din kommentar) ovanfor|^please type your reply above|\bhar vi hjalpt dig\b"
    r"|^akut(?:a|t)? (?:arenden?|fragor|fall|behov)\b"
    r"|^vid (?:behov|fragor)\b|^(?:ar|pagar|galler|har|behover) .{3,80}\b(?:kontakta|ring|mejla|maila|svarar jag)\b"
    r"|\bar det brattom|\b(?:ring|mejla|maila|kontakta)\b.{0,60}(?:@|\d{3})"
    r"|^(?:it-?)?(?:servicedesk|helpdesk|support(?:en)?|kontaktcenter|kundtjanst|registrator)$"
    r"|^(?:kontakta|ring|mejla|maila|vand dig|hor av dig|sok|ange|please|for urgent|if (?:you|it)|om (?:du|ni|det))\b"
    r"|\b(?:vi|vår handlaggare|en handlaggare|handlaggaren) (?:aterkommer|svarar|kontaktar|tittar|horer|behandlar"
    r"|hjalper)\b"
    r"|\b(?:vi|och) aterkommer\b|\bvi (?:har oppet|laser|ar oppna)\b|\boppettid|\btelefontid|\boppet (?:man|var|klock"
    r"|kl)"
    r"|\bsvarstid|\bhandlaggningstid|\barbetsdagar\b|\bbusiness days\b|\bget back to you\b|\bwill (?:contact|reply"
    r"|respond)\b"
    r"|\b(?:our|support) (?:team|staff)\b|\b(?:reply|comments?)\b.{0,30}\b(?:this|ticket)|\bfolja (?:ditt )?arende"
    r"|\binte nojd"
    r"|^svara (?:inte|ej) pa (?:detta|det har) (?:mejl|meddelande)\w*\W*$|\bdo not reply\b|\b(?:gar|kan) (?:inte"
    r"|ej) (?:att )?"
    r"(?:svara|besvaras?)\b|\bsvar pa detta (?:mejl|meddelande)|\blases (?:inte|ej)\b|\bno-?reply\b"
    r"|\b(?:vanlig\w*|basta|med vanlig\w*) halsning|^m ?v ?h\b|^ha (?:en|det)\b|^(?:god|glad) (?:jul|sommar|pask"
    r"|fortsattning)"
    r"|^trevlig |\bpersonuppgift|\bgdpr\b|\bdataskydd|^(?:www|https?)|\b0\d{1,3}[ -]\d"
)

OF_THE_MATTER = re.compile(
    r"(?<!pa )\b(?:grund)?utbildning\w*|\brutin\w*|\barbetet\b|\bdelmal\w*|\bmalet\b|\bny(?:tt)? (?:dag|datum)\b"
    r"|\bhunnit\b"
    r"|\bleverantor\w*|\bnamnd\w*|\bbeslut\w*|\bgenomfor\w*|\binfor[dt]\w*|\bpaminnels\w*|\bhur det gar\b|\btar tag i\b"
    r"|\bsvarar (?:for|at|att)\b|\bpa gang\b|\bpaborja\w*|\bavslutade? vi\b|\butvardering\w*|\bhandlingsplan\w*"
    r"|\b(?:done|completed|training|routine|progress|delayed|started)\b"
)
