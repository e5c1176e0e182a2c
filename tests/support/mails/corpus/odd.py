"""Answers that came in an odd shape: links, wrong character sets, seals, answers inside the quote, warnings on top."""

from __future__ import annotations

import base64
import unicodedata
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from html import escape

from tests.support.mails.corpus import clients as by
from tests.support.mails.corpus.case import Case
from tests.support.mails.corpus.clients import CHIEF, CHIEF_NAME, mime, quoted
from tests.support.mails.corpus.sent import CODE_SHOWN, ONE, OWN, OWN_NAME, PLAIN, THREE, Sent

HEAD = f"Från: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nTill: {CHIEF_NAME} <{CHIEF}>\nÄmne: "


def _sv(body: str, sent: Sent = ONE, **kinds: object) -> bytes:
    return mime(body, subject=f"SV: {sent.subject}", **kinds)  # type: ignore[arg-type]


def _case(name: str, raw: bytes, text: str, said: str | dict[str, str] = "?", **more: object) -> Case:
    goals = {"1.1": said} if isinstance(said, str) else said
    return Case(name, raw, text=text, goals=goals, **more)  # type: ignore[arg-type]


# --- links -----------------------------------------------------------------------------------------------------------


def _link(body: str, words: str) -> bytes:
    return mime(body, subject=f"Svar 1.1 {words} [{CODE_SHOWN}]", headers={"In-Reply-To": "", "References": ""})


LINKS = (
    _case("a link and nothing more", _link("DELMAL=1.1 STATUS=KLAR\n\n", "Klar"), "", "done"),
    _case(
        "a link and a line",
        _link("DELMAL=1.1 STATUS=PAGAR\n\nTvå av tre grupper.\n\nMvh Vuxen", "Pågår"),
        "Två av tre grupper.",
        "ongoing",
        signature="Mvh Vuxen",
    ),
    _case(
        "a late link with its date",
        _link("DELMAL=1.1 STATUS=FORSENAD\nNytt datum: 31 mars 2026\n", "Försenad"),
        "Nytt datum: 31 mars 2026",
        "late",
        new_dates={"1.1": date(2026, 3, 31)},
    ),
    _case(
        "a link of which only the subject is left",
        _link("Skickat från min iPhone", "Ej påbörjad"),
        "",
        "not_started",
        signature="Skickat från min iPhone",
    ),
    _case(
        "a link that the text denies",
        _link("DELMAL=1.1 STATUS=KLAR\n\nInte klart ännu.", "Klar"),
        "Inte klart ännu.",
        "?",
        flags=frozenset({"status_contradicted"}),
    ),
    _case(
        "a link that the text changes",
        _link("DELMAL=1.1 STATUS=KLAR\n\nPågår, tryckte fel.", "Klar"),
        "Pågår, tryckte fel.",
        "?",
        flags=frozenset({"status_contradicted"}),
    ),
)

# --- character sets --------------------------------------------------------------------------------------------------

_ANSWER = "Försenad, vi väntar på någon i nämnden."
_OUTLOOK = f"{_ANSWER}\n\n-----Ursprungligt meddelande-----\n{HEAD}{PLAIN.subject}\n\n{PLAIN.plain}"


def _labelled(text: str, real: str, label: str, cte: str = "8bit") -> bytes:
    head = (
        f"From: {CHIEF_NAME} <{CHIEF}>\r\nTo: {OWN}\r\nSubject: =?utf-8?q?SV=3A_P=C3=A5minnelse?= [{CODE_SHOWN}]\r\n"
        f"Date: {by.DATE}\r\nMessage-ID: <svar@kommunen.example>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain{label}\r\nContent-Transfer-Encoding: {cte}\r\n\r\n"
    )
    body = text.replace("\n", "\r\n").encode(real, "replace")
    return head.encode() + (base64.encodebytes(body) if cte == "base64" else body)


def _charset(name: str, raw: bytes, flags: str = "") -> Case:
    return _case(name, raw, _ANSWER, "late", sent=PLAIN, flags=frozenset(flags.split()))


CHARSETS = (
    _charset("utf-8 called iso-8859-1", _labelled(_OUTLOOK, "utf-8", "; charset=iso-8859-1"), "charset_mended"),
    _charset("iso-8859-1 called utf-8", _labelled(_OUTLOOK, "iso-8859-1", "; charset=utf-8"), "charset_mended"),
    _charset("windows-1252 called us-ascii", _labelled(_OUTLOOK, "cp1252", "; charset=us-ascii"), "charset_mended"),
    _charset("iso-8859-1 called nothing", _labelled(_OUTLOOK, "iso-8859-1", ""), "charset_mended"),
    _charset(
        "encoded twice", _labelled(_OUTLOOK.encode().decode("latin-1"), "utf-8", "; charset=utf-8"), "charset_mended"
    ),
    _charset("utf-16", _labelled(_OUTLOOK, "utf-16", "; charset=utf-16", "base64")),
    _charset("an unknown name", _labelled(_OUTLOOK, "utf-8", "; charset=x-okand"), "charset_unknown"),
    _charset("iso-8859-15", _labelled(_OUTLOOK, "iso-8859-15", '; charset="ISO-8859-15"')),
    _charset("decomposed letters", _labelled(unicodedata.normalize("NFD", _OUTLOOK), "utf-8", "; charset=utf-8")),
)

# --- seals -----------------------------------------------------------------------------------------------------------


def _signed(inner: bytes, kind: str, name: str) -> bytes:
    """multipart/signed around a mail: the outer head keeps sender and subject."""
    message = message_from_bytes(inner)
    head = "".join(
        f"{key}: {value}\r\n" for key, value in message.items() if not key.lower().startswith(("content-", "mime"))
    )
    body = _only_content(message)
    return (
        (
            f'{head}MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/{kind}"; micalg=sha-256;\r\n'
            ' boundary="----=_sigill"\r\n\r\nThis is a cryptographically signed message in MIME format.\r\n\r\n'
            "------=_sigill\r\n"
        ).encode()
        + body
        + (
            f"\r\n------=_sigill\r\nContent-Type: application/{kind}; name={name}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename={name}\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIACAQExDzANBg==\r\n"
            "------=_sigill--\r\n"
        ).encode()
    )


def _only_content(message: Message) -> bytes:
    for name in list(message.keys()):
        if not name.lower().startswith("content-"):
            del message[name]
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def _opaque(inner: bytes) -> bytes:
    """S/MIME whose text lies inside the signature, as Outlook makes it: lengths left open."""
    message = message_from_bytes(inner)
    head = "".join(
        f"{key}: {value}\r\n" for key, value in message.items() if not key.lower().startswith(("content-", "mime"))
    )
    content = _only_content(message)
    chunks = [content[at : at + 1_000] for at in range(0, len(content), 1_000)]
    octets = b"".join(b"\x04\x82" + len(chunk).to_bytes(2, "big") + chunk for chunk in chunks)
    data = (
        b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00"
        b"\x30\x80" + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80\x24\x80" + octets + b"\x00" * 12
    )
    return (
        f'{head}MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
        'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
    ).encode() + base64.encodebytes(data)


_SEALED = "Klart. Beslutat den 14 oktober."
SEALED = (
    _case(
        "S/MIME signed by Outlook",
        _signed(by.outlook_windows(_SEALED, ONE), "x-pkcs7-signature", "smime.p7s"),
        _SEALED,
        "done",
    ),
    _case(
        "S/MIME signed by Apple", _signed(by.apple_mail(_SEALED, ONE), "pkcs7-signature", "smime.p7s"), _SEALED, "done"
    ),
    _case("S/MIME, opaque", _opaque(by.outlook_windows(_SEALED, ONE)), _SEALED, "done"),
    _case("PGP/MIME signed", _signed(by.thunderbird(_SEALED, ONE), "pgp-signature", "signature.asc"), _SEALED, "done"),
    _case(
        "PGP signed in the text",
        _sv(
            f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{_SEALED}\n\n- -- \nVuxen\n"
            "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n\n"
            f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n{quoted(ONE.plain)}"
        ),
        _SEALED,
        "done",
        signature="--\nVuxen",
    ),
)

# --- inside the quote ------------------------------------------------------------------------------------------------

_IN = frozenset({"answer_in_quote"})
_FORM = {
    "Delmål 1.1\nStatus:": "Delmål 1.1\nStatus: Klar",
    "Delmål 1.2\nStatus:\nGjort i år:": "Delmål 1.2\nStatus: Pågår\nGjort i år: En grupp av tre.",
}


def _filled(text: str) -> str:
    for empty, filled in _FORM.items():
        text = text.replace(empty, filled, 1)
    return text


_PAGE_FORM = THREE.page.replace("Delmål 1.1<br>Status:", "Delmål 1.1<br>Status: Klar").replace(
    "Delmål 1.2<br>Status:<br>Gjort i år:", "Delmål 1.2<br>Status: Pågår<br>Gjort i år: En grupp av tre."
)
_FORM_TEXT = "Delmål 1.1\nStatus: Klar\nDelmål 1.2\nStatus: Pågår\nGjort i år: En grupp av tre."
_RED = '<p class="MsoNormal"><span style="color:#C00000">{}</span></p>'


def _html_reply(top: str, page: str, sent: Sent) -> bytes:
    labels = escape(f"{HEAD}{sent.subject}").replace("\n", "<br>")
    return mime(
        html=f'<html><body><div class="WordSection1"><p class="MsoNormal">{top}</p><div style="border:none;'
        f'border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">{labels}</p></div>{page}</div></body></html>',
        subject=f"SV: {sent.subject}",
    )


INSIDE = (
    _case(
        "form in a marked quote",
        _sv(f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n{quoted(_filled(THREE.plain))}", THREE),
        _FORM_TEXT,
        {"1.1": "done", "1.2": "ongoing"},
        sent=THREE,
        flags=_IN,
    ),
    _case(
        "form in Outlook's page",
        _html_reply("Hej, ifyllt nedan.", _PAGE_FORM, THREE),
        f"Hej, ifyllt nedan.\n{_FORM_TEXT}",
        {"1.1": "done", "1.2": "ongoing"},
        sent=THREE,
        flags=_IN,
    ),
    _case(
        "red answers in Outlook's page",
        _html_reply(
            "Hej, mina svar i rött nedan.",
            PLAIN.page.replace(
                "<p>Aktivitet: Revidera rutinen.</p>",
                "<p>Aktivitet: Revidera rutinen.</p>" + _RED.format("Pågår, klart med hälften."),
            ),
            PLAIN,
        ),
        "Hej, mina svar i rött nedan.\nPågår, klart med hälften.",
        "ongoing",
        sent=PLAIN,
        flags=_IN,
    ),
    _case(
        "typed between the quoted lines",
        _sv(
            f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n"
            + quoted(PLAIN.plain).replace(
                "> Aktivitet: Revidera rutinen.", "> Aktivitet: Revidera rutinen.\n\nKlart, informerat på APT.\n"
            ),
            PLAIN,
        ),
        "Klart, informerat på APT.",
        "done",
        sent=PLAIN,
        flags=_IN,
    ),
    _case(
        "SVAR: in Outlook's plain quote",
        _sv(
            f"Se svar nedan.\n\n{HEAD}{PLAIN.subject}\n\n"
            + PLAIN.plain.replace("Tidplan: Klart ht 2025", "Tidplan: Klart ht 2025\nSVAR: Försenad till våren."),
            PLAIN,
        ),
        "Se svar nedan.\nSVAR: Försenad till våren.",
        "late",
        sent=PLAIN,
        flags=_IN,
    ),
    _case(
        "under each goal in a marked quote",
        _sv(
            f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n"
            + quoted(THREE.plain).replace(
                "> Beslutad tidplan: «Klart ht 2025».\n", "> Beslutad tidplan: «Klart ht 2025».\nKlart!\n", 1
            ),
            THREE,
        ),
        "Klart!",
        {"1.1": "done"},
        sent=THREE,
        flags=_IN,
        left=frozenset({"1.1"}),
    ),
)

# --- warnings, footers, attachments ----------------------------------------------------------------------------------

_SWEDISH_TIP = (
    f"Du får inte ofta e-post från {CHIEF}. Läs om varför det här är viktigt "
    "på https://aka.ms/LearnAboutSenderIdentification"
)
_ENGLISH_TIP = (
    f"You don't often get email from {CHIEF}. Learn why this is important"
    "<https://aka.ms/LearnAboutSenderIdentification>"
)
_TAG = "[EXTERN AVSÄNDARE] Det här mejlet kommer utanför organisationen. Klicka inte på länkar.\n"


def _with_file() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{CHIEF_NAME} <{CHIEF}>", OWN
    message["Subject"], message["Date"] = f"SV: {ONE.subject}", by.DATE
    message.set_content(f"Klar.\n\nSe bilagan för hela redovisningen.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}")
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="octet-stream", filename="Åtgärder 2025.docx")
    message.add_attachment("Försenad enligt bilagan", subtype="plain", filename="anteckning.txt")
    return message.as_bytes(policy=SMTP)


AROUND = (
    _case(
        "Swedish first-contact tip",
        by.outlook_windows(f"{_SWEDISH_TIP}\n\nPågår, mer i januari.", ONE),
        "Pågår, mer i januari.",
        "ongoing",
    ),
    _case("English first-contact tip", by.outlook_web_english(f"{_ENGLISH_TIP}\n\nPågår.", ONE), "Pågår.", "ongoing"),
    _case("external tag", by.gmail(f"{_TAG}\nKlart.", ONE), "Klart.", "done", wrapped=True),
    _case(
        "attachments",
        _with_file(),
        "Klar.\n\nSe bilagan för hela redovisningen.",
        "done",
        flags=frozenset({"attachment"}),
    ),
    _case(
        "P.S.",
        by.outlook_windows("Pågår.\n\nMvh\nVuxen\n\nP.S. Kan påminnelsen gå till ställföreträdaren i vår?", ONE),
        "Pågår.\n\nP.S. Kan påminnelsen gå till ställföreträdaren i vår?",
        "ongoing",
        signature="Mvh\nVuxen",
    ),
    _case(
        "logos in the signature",
        by.outlook_windows(
            "Klart.\n\nMed vänlig hälsning\n\nEnhetschef Vuxen\n[cid:image001.png@01DC62A1.9F3B2C10]\n"
            "[En bild som visar text, Teckensnitt, logotyp\n\nAutomatiskt genererad beskrivning]",
            ONE,
        ),
        "Klart.",
        "done",
        signature="Med vänlig hälsning\n\nEnhetschef Vuxen\n[cid:image001.png@01DC62A1.9F3B2C10]\n[En bild som visar "
        "text, Teckensnitt, logotyp\n\nAutomatiskt genererad beskrivning]",
    ),
    _case(
        "importance and sensitivity",
        _sv(
            f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            headers={"Importance": "high", "Sensitivity": "Company-Confidential", "X-Auto-Response-Suppress": "All"},
        ),
        "Klart.",
        "done",
    ),
    _case(
        "a rule added an unsubscribe line",
        _sv(
            f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            headers={"List-Unsubscribe": "<mailto:av@kommunen.example>", "Auto-Submitted": "no"},
        ),
        "Klart.",
        "done",
    ),
    _case(
        "answer to an out-of-office",
        mime(f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}", subject=f"SV: Autosvar: {ONE.subject}"),
        "Klart.",
        "done",
    ),
    _case(
        "subject of their own",
        mime(
            f"Frånvaron har varit stor men nu är vi klara.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject="Frånvaro och rutin",
        ),
        "Frånvaron har varit stor men nu är vi klara.",
        "done",
    ),
    _case(
        "piled prefixes",
        mime(f"Pågår.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}", subject=f"SV: Sv: VB: RE: SV: {ONE.subject.upper()}"),
        "Pågår.",
        "ongoing",
    ),
    _case(
        "zero-width and bidi characters",
        _sv("Kl\u200bar\u202e gnidnev\u202c, en mening.\n", PLAIN),
        "Klar gnidnev, en mening.",
        "done",
        left=frozenset({"1.1"}),
        sent=PLAIN,
        flags=frozenset({"hidden_characters"}),
    ),
    _case(
        "the page says something else",
        mime("Klart.", "<html><body><p>Försenad.</p></body></html>", subject=f"SV: {ONE.subject}"),
        "Klart.",
        "?",
        flags=frozenset({"parts_differ"}),
    ),
    _case(
        "hidden words",
        mime(
            html='<html><body><p>Pågår.</p><p style="display:none">Klart.</p></body></html>',
            subject=f"SV: {ONE.subject}",
        ),
        "Pågår.",
        "ongoing",
        flags=frozenset({"hidden_text"}),
    ),
)

# --- persons ---------------------------------------------------------------------------------------------------------


def _flagged(name: str, text: str, flag: str) -> Case:
    return _case(name, by.outlook_windows(text, ONE), text, "ongoing", flags=frozenset({flag}))


PRIVATE = (
    _flagged("identity number", "Pågår. Ärendet 20121212-1212 visar att rutinen behövs.", "personal_number"),
    _flagged("coordination number", "Pågår. Se 701063-2391.", "personal_number"),
    _flagged("somebody's telephone", "Pågår. Ring samordnaren på 070-123 45 67.", "phone_number"),
    _flagged("somebody's address", "Pågår. Fråga kurator@skolan.example.", "email_address"),
)

OTHERS = (
    _case(
        "a deputy",
        mime(
            f"Svarar för Enhetschef Vuxen. Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
            headers={"From": "Ställföreträdaren <stf@kommunen.example>"},
        ),
        "Svarar för Enhetschef Vuxen. Klart.",
        "done",
    ),
    _case(
        "a colleague in between",
        mime(
            f"Klart hos oss.\n\nFrån: Samordnaren <samordnare@kommunen.example>\nSkickat: den 1 december 2025 10:15\n"
            f"Till: {CHIEF_NAME} <{CHIEF}>\nÄmne: VB: {ONE.subject}\n\nKan du svara på den här? Jag tror den är "
            f"försenad.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
            headers={"Cc": "Samordnaren <samordnare@kommunen.example>"},
        ),
        "Klart hos oss.",
        "done",
    ),
    _case(
        "passed on by somebody we do not know",
        mime(
            f"Klart hos oss.\n\nFrån: Samordnaren <samordnare@kommunen.example>\nSkickat: den 1 december 2025 10:15\n"
            f"Till: {CHIEF_NAME} <{CHIEF}>\nÄmne: VB: {ONE.subject}\n\nDen här är väl försenad?\n\n"
            f"{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: VB: {ONE.subject}",
        ),
        "Klart hos oss.",
        "done",
    ),
    _case(
        "their own earlier answer below",
        mime(
            f"Nu är det klart.\n\nFrån: {CHIEF_NAME} <{CHIEF}>\nSkickat: den 2 december 2025 08:00\n"
            f"Till: {OWN_NAME} <{OWN}>\nÄmne: SV: {ONE.subject}\n\nPågår, blir klart i januari.\n\nMvh\nVuxen\n\n"
            f"{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
        ),
        "Nu är det klart.",
        "done",
    ),
    _case(
        "under our unmarked mail",
        mime(f"{HEAD}{ONE.subject}\n\n{ONE.plain}\n\nKlart, alla är informerade.", subject=f"SV: {ONE.subject}"),
        "Klart, alla är informerade.",
        "done",
    ),
    _case(
        "says that they have left",
        mime(
            f"Jag har slutat på enheten, fråga min efterträdare.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
        ),
        "Jag har slutat på enheten, fråga min efterträdare.",
        "?",
        flags=frozenset({"has_left"}),
    ),
    Case(
        "forwarded to a colleague",
        mime(
            f"Kan du svara på den här? Pågår den?\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}", subject=f"VB: {ONE.subject}"
        ),
        kind="forward",
        text="Kan du svara på den här? Pågår den?",
    ),
    _case(
        "through a list",
        mime(
            f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
            headers={"List-Id": "Chefer <chefer.kommunen.example>", "List-Unsubscribe": "<mailto:x@kommunen.example>"},
        ),
        "Klart.",
        "done",
    ),
    Case(
        "taken for spam on the way",
        mime(
            f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
            headers={"X-Forefront-Antispam-Report": "CIP:1.2.3.4;SCL:6;SFV:SPM;CAT:SPM;"},
        ),
        kind="suspect",
        text="Klart.",
        goals={"1.1": "done"},
    ),
    Case(
        "from somebody else's server",
        mime(
            f"Klart.\n\n{HEAD}{ONE.subject}\n\n{ONE.plain}",
            subject=f"SV: {ONE.subject}",
            headers={
                "Authentication-Results": "spf=fail smtp.mailfrom=kommunen.example; dmarc=fail; compauth=fail "
                "reason=000"
            },
        ),
        kind="suspect",
        text="Klart.",
        goals={"1.1": "done"},
    ),
)

CASES = (*LINKS, *CHARSETS, *SEALED, *INSIDE, *AROUND, *PRIVATE, *OTHERS)
