"""Mails to read, made from a reminder, an answer and the habits of a mail program. People are roles."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

OWN = "paminn@kommunen.example"
OWN_NAME = "Påminn – Trygg uppväxt"
CHIEF = "enhetschef@kommunen.example"
CODE = "PM-ABCD-EFGH-JKLM-NPQR"
SUBJECT = f"Påminnelse: två delmål i Trygg uppväxt [{CODE}]"

REMINDER = f"""\
-- Skriv ditt svar ovanför den här raden --

Hej enhetschefen!

Den 31 december 2025 ska två delmål i handlingsplanen Trygg uppväxt vara klara.
Skriv inga personuppgifter om enskilda i ditt svar, tack.

1.1 Rutinen för orosanmälningar är reviderad och känd i verksamheten
Tidplan: Klart ht 2025

1.2 Medarbetarna har fått grundutbildning om våld i nära relationer
Tidplan: Klart ht 2025

Svara med Klar, Pågår, Försenad eller Ej påbörjad, eller fyll i:

Delmål 1.1
Status:
Gjort i år:
Återstår:
Nytt datum:

Delmål 1.2
Status:
Gjort i år:
Återstår:
Nytt datum:

Referens: [{CODE}]

Vänliga hälsningar
Kvalitetsteamet
Socialförvaltningen
"""


def prefixed(text: str = REMINDER) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def outlook(answer: str, quote: str = REMINDER, rule: str = "") -> str:
    head = f"Från: {OWN_NAME} <{OWN}>\nSkickat: den 1 december 2025 07:30\nTill: Enhetschef <{CHIEF}>\nÄmne: {SUBJECT}"
    return f"{answer}\n\n{rule}{head}\n\n{quote}"


def outlook_english(answer: str) -> str:
    head = f"From: {OWN_NAME} <{OWN}>\nSent: Monday, December 1, 2025 7:30 AM\nTo: Enhetschef <{CHIEF}>\nSubject: {SUBJECT}"
    return f"{answer}\n\n{head}\n\n{REMINDER}"


def outlook_original(answer: str) -> str:
    return outlook(answer, rule="-----Ursprungligt meddelande-----\n")


def outlook_web(answer: str) -> str:
    return outlook(answer, rule="________________________________\n")


def outlook_mac(answer: str) -> str:
    head = (
        f"*Från: *{OWN_NAME} <{OWN}>\n*Datum: *måndag, 1 december 2025 07:30\n"
        f"*Till: *Enhetschef <{CHIEF}>\n*Ämne: *{SUBJECT}"
    )
    return f"{answer}\n\n{head}\n\n{REMINDER}"


def gmail(answer: str) -> str:
    return f"{answer}\n\nDen mån 1 dec. 2025 kl 07:30 skrev {OWN_NAME}\n<{OWN}>:\n\n{prefixed()}"


def gmail_english(answer: str) -> str:
    return f"{answer}\n\nOn Mon, Dec 1, 2025 at 7:30 AM {OWN_NAME} <{OWN}>\nwrote:\n\n{prefixed()}"


def apple(answer: str) -> str:
    return f"{answer}\n\n> 1 dec. 2025 kl. 07:30 skrev {OWN_NAME} <{OWN}>:\n>\n{prefixed()}"


def iphone(answer: str) -> str:
    return f"{answer}\n\nSkickat från min iPhone\n\n1 dec. 2025 kl. 07:30 skrev {OWN_NAME} <{OWN}>:\n\n{prefixed()}"


def thunderbird(answer: str) -> str:
    return f"{answer}\n\nDen 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n{prefixed()}"


def thunderbird_below(answer: str) -> str:
    return f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:\n{prefixed()}\n\n{answer}"


def roundcube(answer: str) -> str:
    return f"2025-12-01 07:30 skrev {OWN_NAME}:\n{prefixed()}\n\n{answer}"


def notes(answer: str) -> str:
    head = f"Från:\t{OWN_NAME} <{OWN}>\nTill:\tEnhetschef <{CHIEF}>\nDatum:\t2025-12-01 07:30\nÄrende:\t{SUBJECT}"
    return f"{answer}\n\n{head}\n\n\n{REMINDER}"


def groupwise(answer: str) -> str:
    return f"{answer}\n\n>>> {OWN_NAME} <{OWN}> 2025-12-01 07:30 >>>\n{REMINDER}"


def proton(answer: str) -> str:
    return f"{answer}\n\nDen måndag 1 december 2025 kl. 07:30, {OWN_NAME} <{OWN}> skrev:\n\n{prefixed()}"


def samsung(answer: str) -> str:
    head = f"Från: {OWN_NAME} <{OWN}>\nDatum: 2025-12-01 07:30 (GMT+01:00)\nTill: {CHIEF}\nÄmne: {SUBJECT}"
    return f"{answer}\n\nSkickat från min Galaxy\n\n-------- Originalmeddelande --------\n{head}\n\n{REMINDER}"


def headless(answer: str) -> str:
    """A program that quotes without a word about whom."""
    return f"{answer}\n\n{REMINDER}"


PROGRAMS = (
    outlook, outlook_english, outlook_original, outlook_web, outlook_mac, gmail, gmail_english, apple, iphone, thunderbird,
    thunderbird_below, roundcube, notes, groupwise, proton, samsung, headless,
)  # fmt: skip


def mail(
    body: str = "",
    *,
    html: str = "",
    subject: str = f"SV: {SUBJECT}",
    sender: str = f"Enhetschefen Vuxen <{CHIEF}>",
    charset: str = "utf-8",
    headers: dict[str, str] | None = None,
) -> bytes:
    """A mail as an honest program makes it."""
    message = EmailMessage()
    for name, value in {"From": sender, "To": f"{OWN_NAME} <{OWN}>", "Subject": subject, **(headers or {})}.items():
        message[name] = value
    message["Message-ID"] = "<svar-1@kommunen.example>"
    message["Date"] = "Tue, 2 Dec 2025 09:00:00 +0100"
    if body or not html:
        message.set_content(body, charset=charset, cte="base64")
    if html and body:
        message.add_alternative(html, subtype="html", cte="base64")
    elif html:
        message.set_content(html, subtype="html", cte="base64")
    return message.as_bytes(policy=SMTP)


def raw(head: str, body: bytes = b"") -> bytes:
    """A mail as anybody may make it: the head as it stands, in UTF-8."""
    return head.strip().replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def encoded(text: str) -> str:
    return Header(text, "utf-8").encode()


def paragraphs(text: str, style: str = "MsoNormal") -> str:
    return "".join(f"<p class={style}>{escape(line) or '&nbsp;'}</p>\n" for line in text.split("\n"))


def outlook_html(answer: str, quote: str = "") -> str:
    """Word's HTML: a border on top, the head in bold, the quote without any mark."""
    return (
        f"<html><body lang=SV><div class=WordSection1>{answer}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>"
        f"<b>Från:</b> {OWN_NAME} &lt;{OWN}&gt;<br><b>Skickat:</b> den 1 december 2025 07:30<br>"
        f"<b>Till:</b> Enhetschef &lt;{CHIEF}&gt;<br><b>Ämne:</b> {SUBJECT}</p></div>"
        f"{quote or paragraphs(REMINDER)}</div></body></html>"
    )


def gmail_html(answer: str) -> str:
    lines = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in REMINDER.split("\n"))
    return (
        f'<div dir="ltr">{answer}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"Den mån 1 dec. 2025 kl 07:30 skrev {OWN_NAME} &lt;{OWN}&gt;:<br></div>"
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{lines}</blockquote></div>'
    )
