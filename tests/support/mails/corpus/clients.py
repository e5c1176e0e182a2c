"""What mail programs make of an answer: head lines, both bodies, character sets and line breaks as they come."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from tests.support.mails.corpus.sent import OUR_ID, OWN, OWN_NAME, Sent

CHIEF = "enhetschef.vuxen@kommunen.example"
CHIEF_NAME = "Enhetschef Vuxen"
DATE = "Tue, 2 Dec 2025 09:12:00 +0100"
_RULE = "_" * 32

Client = Callable[[str, Sent], bytes]


def mime(
    plain: str = "",
    html: str = "",
    *,
    subject: str,
    charset: str = "utf-8",
    cte: str = "quoted-printable",
    flowed: bool = False,
    headers: dict[str, str] | None = None,
) -> bytes:
    """Plain text, HTML or both, as an honest program wraps them."""
    message = EmailMessage()
    for name, value in {
        "From": f"{CHIEF_NAME} <{CHIEF}>",
        "To": f"{OWN_NAME} <{OWN}>",
        "Subject": subject,
        "Date": DATE,
        "Message-ID": "<svar.2025-12-02@kommunen.example>",
        "In-Reply-To": OUR_ID,
        "References": OUR_ID,
        **(headers or {}),
    }.items():
        message[name] = value
    # What a character set lacks, programs write as a question mark or an entity.
    plain = plain.encode(charset, "replace").decode(charset)
    html = html.encode(charset, "xmlcharrefreplace").decode(charset)
    if plain:
        message.set_content(plain, charset=charset, cte=cte)
        if flowed:
            message.set_param("format", "flowed")
    if html and plain:
        message.add_alternative(html, subtype="html", charset=charset, cte=cte)
    elif html:
        message.set_content(html, subtype="html", charset=charset, cte=cte)
    return message.as_bytes(policy=SMTP)


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _stuffed(text: str) -> str:
    """format=flowed: long lines broken behind a blank, quoted ones with their mark."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = "> " if line.startswith(">") else ""
        folded = textwrap.wrap(line[len(mark) :], 68, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [f"{mark}{part} " for part in folded[:-1]] + [f"{mark}{folded[-1]}"]
    return "\n".join(lines)


def _wrapped(text: str, width: int = 76) -> str:
    """Hard breaks, as Gmail and Apple put them into quotes: what is broken off keeps its mark, or loses it."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = "> " if line.startswith("> ") else ""
        parts = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [parts[0], *(f"{mark}{part}" for part in parts[1:])]
    return "\n".join(lines)


def _word(text: str) -> str:
    """Word's paragraphs."""
    return "".join(
        f'<p class="MsoNormal"><span style="mso-fareast-language:EN-US">{escape(line) or "<o:p>&nbsp;</o:p>"}'
        "</span></p>\n"
        for line in text.split("\n")
    )


def _divs(text: str, tag: str = "div", attributes: str = "") -> str:
    return "".join(f"<{tag}{attributes}>{escape(line) or '<br>'}</{tag}>\n" for line in text.split("\n"))


def _labels(subject: str, *names: str, when: str = "den 1 december 2025 07:30") -> list[tuple[str, str]]:
    return list(zip(names, (f"{OWN_NAME} <{OWN}>", when, f"{CHIEF_NAME} <{CHIEF}>", subject), strict=True))


_SWEDISH = ("Från", "Skickat", "Till", "Ämne")
_ENGLISH = ("From", "Sent", "To", "Subject")


def _head(labels: list[tuple[str, str]], mark: str = "") -> str:
    return "\n".join(f"{mark}{name}:{mark} {value}" for name, value in labels)


def _head_html(labels: list[tuple[str, str]]) -> str:
    return "<br>\n".join(f"<b>{name}:</b> {escape(value)}" for name, value in labels)


def _outlook(answer: str, sent: Sent, labels: list[tuple[str, str]], *, charset: str = "iso-8859-1") -> bytes:
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">'
        f'<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        "<style><!-- @font-face {font-family:Calibri;} p.MsoNormal {margin:0cm;color:red;} --></style></head>"
        '<body lang="SV" link="#0563C1" vlink="#954F72" style="word-wrap:break-word"><div class="WordSection1">\n'
        f'{_word(answer)}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n'
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{_head_html(labels)}<o:p></o:p></p></div></div>\n'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n{sent.page}</div></body></html>'
    )
    plain = f"{answer}\n\n{_head(labels)}\n\n{sent.shown}"
    subject = f"SV: {sent.subject}" if labels[0][0] == "Från" else f"RE: {sent.subject}"
    headers = {
        "Thread-Topic": sent.subject,
        "Accept-Language": "sv-SE, en-US",
        "Content-Language": "sv-SE",
        "X-MS-Has-Attach": "",
        "X-Auto-Response-Suppress": "DR, OOF, AutoReply",
        "Return-Path": f"<{CHIEF}>",
    }
    return mime(plain, html, subject=subject, charset=charset, headers=headers)


def outlook_windows(answer: str, sent: Sent) -> bytes:
    return _outlook(answer, sent, _labels(sent.subject, *_SWEDISH), charset="utf-8")


def outlook_windows_latin(answer: str, sent: Sent) -> bytes:
    """Dashes and typographic quotes under the name iso-8859-1 are windows-1252."""
    made = _outlook(answer, sent, _labels(sent.subject, *_SWEDISH), charset="windows-1252")
    return made.replace(b"windows-1252", b"iso-8859-1")


def outlook_windows_english(answer: str, sent: Sent) -> bytes:
    labels = _labels(sent.subject, *_ENGLISH, when="Monday, December 1, 2025 7:30 AM")
    return _outlook(answer, sent, labels, charset="utf-8")


def outlook_danish(answer: str, sent: Sent) -> bytes:
    labels = _labels(sent.subject, "Fra", "Sendt", "Til", "Emne", when="1. december 2025 07:30")
    return _outlook(answer, sent, labels, charset="utf-8")


def outlook_plain(answer: str, sent: Sent) -> bytes:
    """The setting "svara som oformaterad text"."""
    head = _head(_labels(sent.subject, *_SWEDISH, when="den 1 december 2025 07:30"))
    return mime(
        f"{answer}\n\n-----Ursprungligt meddelande-----\n{head}\n\n{sent.plain}",
        subject=f"SV: {sent.subject}",
        charset="iso-8859-1",
    )


def outlook_plain_english(answer: str, sent: Sent) -> bytes:
    head = _head(_labels(sent.subject, *_ENGLISH, when="Monday, 1 December 2025 07:30"))
    body = f"{answer}\n\n-----Original Message-----\n{head}\n\n{sent.plain}"
    return mime(body, subject=f"RE: {sent.subject}", charset="us-ascii" if body.isascii() else "utf-8")


def outlook_marked(answer: str, sent: Sent) -> bytes:
    """The setting "prefix each line": the head has its mark too."""
    head = _head(_labels(sent.subject, *_SWEDISH))
    return mime(
        f"{answer}\n\n> -----Ursprungligt meddelande-----\n{quoted(head)}\n>\n{quoted(sent.plain)}",
        subject=f"SV: {sent.subject}",
    )


def _owa(answer: str, sent: Sent, labels: list[tuple[str, str]], app: str = "", link: str = "") -> bytes:
    plain = f"{answer}\n\n" + (f"{app}<{link}>\n" if app else "") + f"{_RULE}\n{_head(labels)}\n\n{sent.shown}"
    signature = f'<div id="ms-outlook-mobile-signature"><div><br></div><a href="{link}">{app}</a></div>' if app else ""
    html = (
        '<html><head><style type="text/css" style="display:none;">P {margin-top:0;margin-bottom:0;}</style></head>'
        '<body dir="ltr">'
        + _divs(answer, attributes=' class="elementToProof" style="font-family: Aptos, Calibri; font-size: 12pt;"')
        + f'{signature}<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">{_head_html(labels)}'
        f"</font><div>&nbsp;</div></div>{sent.page}</body></html>"
    )
    return mime(plain, html, subject=f"{'Sv' if labels[0][0] == 'Från' else 'Re'}: {sent.subject}", cte="base64")


def outlook_web(answer: str, sent: Sent) -> bytes:
    return _owa(answer, sent, _labels(sent.subject, *_SWEDISH, when="måndag 1 december 2025 07:30"))


def outlook_web_english(answer: str, sent: Sent) -> bytes:
    return _owa(answer, sent, _labels(sent.subject, *_ENGLISH, when="Monday, December 1, 2025 7:30:12 AM"))


def outlook_web_html_only(answer: str, sent: Sent) -> bytes:
    html = (
        f"<html><body>{_divs(answer)}<br><hr tabindex='-1'><div id='x_divRplyFwdMsg'>"
        f"{_head_html(_labels(sent.subject, *_SWEDISH))}</div>{sent.page}</body></html>"
    )
    return mime(html=html, subject=f"Sv: {sent.subject}")


def outlook_ios(answer: str, sent: Sent) -> bytes:
    labels = _labels(sent.subject, *_SWEDISH, when="Monday, December 1, 2025 7:30:12 AM")
    return _owa(answer, sent, labels, "Hämta Outlook för iOS", "https://aka.ms/o0ukef")


def outlook_android(answer: str, sent: Sent) -> bytes:
    labels = _labels(sent.subject, *_SWEDISH, when="måndag, december 1, 2025 7:30 fm")
    return _owa(answer, sent, labels, "Hämta Outlook för Android", "https://aka.ms/AAb9ysg")


def outlook_mac(answer: str, sent: Sent) -> bytes:
    labels = _labels(sent.subject, "Från", "Datum", "Till", "Ämne", when="måndag, 1 december 2025 07:30")
    html = (
        f'<html><body lang="SV"><div class="WordSection1">{_word(answer)}'
        '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal" '
        f'style="margin-left:36.0pt">{_head_html(labels)}</p></div>'
        f'<div style="margin-left:36.0pt">{sent.page}</div></div></body></html>'
    )
    return mime(f"{answer}\n\n{_head(labels, '*')}\n\n{sent.shown}", html, subject=f"Re: {sent.subject}")


def _gmail(answer: str, sent: Sent, attribution: str, *, wrap: bool = True) -> bytes:
    plain = f"{answer}\n\n{_wrapped(attribution) if wrap else attribution}\n\n{_wrapped(quoted(sent.plain))}"
    html = (
        f'<div dir="ltr">{_divs(answer)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(attribution)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">{sent.page}</blockquote></div>'
    )
    return mime(plain, html, subject=f"Re: {sent.subject}")


def gmail(answer: str, sent: Sent) -> bytes:
    return _gmail(answer, sent, f"Den mån 1 dec. 2025 kl 07:30 skrev {OWN_NAME} <{OWN}>:")


def gmail_english(answer: str, sent: Sent) -> bytes:
    return _gmail(answer, sent, f"On Mon, Dec 1, 2025 at 7:30\u202fAM {OWN_NAME} <{OWN}> wrote:")


def gmail_android(answer: str, sent: Sent) -> bytes:
    return _gmail(answer, sent, f"Den mån 1 dec. 2025 07:30{OWN_NAME} <{OWN}> skrev:", wrap=False)


def gmail_plain(answer: str, sent: Sent) -> bytes:
    """Plain mode: everything wrapped, and the tails of quoted lines without their mark."""
    head = f"Den mån 1 dec. 2025 kl 07:30 skrev {OWN_NAME} <{OWN}>:"
    quote = "\n".join(part for line in quoted(sent.plain).split("\n") for part in textwrap.wrap(line, 78) or [line])
    return mime(f"{answer}\n\n{_wrapped(head, 70)}\n\n{quote}", subject=f"Re: {sent.subject}")


def apple_mail(answer: str, sent: Sent) -> bytes:
    head = f"1 dec. 2025 kl. 07:30 skrev {OWN_NAME} <{OWN}>:"
    html = (
        '<html><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
        f'{_divs(answer)}<div><br><blockquote type="cite"><div>{escape(head)}</div>'
        f'<br class="Apple-interchange-newline"><div>{sent.page}</div></blockquote></div><br></body></html>'
    )
    plain = f"{answer}\n\n> {head}\n> \n{quoted(sent.plain)}\n"
    return mime(plain, html, subject=f"Re: {sent.subject}")


def iphone(answer: str, sent: Sent) -> bytes:
    head = f"1 dec. 2025 kl. 07:30 skrev {OWN_NAME} <{OWN}>:"
    html = (
        f'<html><body dir="auto">{_divs(answer)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">'
        f'Skickat från min iPhone</div><div dir="ltr"><br><blockquote type="cite">{escape(head)}<br><br></blockquote>'
        f'</div><blockquote type="cite"><div dir="ltr">\ufeff{sent.page}</div></blockquote></body></html>'
    )
    plain = f"{answer}\n\nSkickat från min iPhone\n\n> {head}\n> \n> \ufeff{quoted(sent.plain)[2:]}\n"
    return mime(plain, html, subject=f"Re: {sent.subject}", cte="base64")


def iphone_english(answer: str, sent: Sent) -> bytes:
    head = f"On 1 Dec 2025, at 07:30, {OWN_NAME} <{OWN}> wrote:"
    plain = f"{answer}\n\nSent from my iPhone\n\n> {head}\n> \n> \ufeff{quoted(sent.plain)[2:]}\n"
    return mime(plain, subject=f"Re: {sent.subject}", cte="base64")


def _thunderbird(top: str, below: str, sent: Sent, head: str) -> bytes:
    body = f"{top}\n\n" * bool(top) + f"{head}\n{quoted(sent.plain)}" + f"\n\n{below}" * bool(below)
    return mime(_stuffed(body), subject=f"Re: {sent.subject}", flowed=True, cte="8bit")


def thunderbird(answer: str, sent: Sent) -> bytes:
    return _thunderbird(answer, "", sent, f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:")


def thunderbird_below(answer: str, sent: Sent) -> bytes:
    return _thunderbird("", answer, sent, f"Den 2025-12-01 kl. 07:30, skrev {OWN_NAME}:")


def thunderbird_english_below(answer: str, sent: Sent) -> bytes:
    return _thunderbird("", answer, sent, f"On 2025-12-01 07:30, {OWN_NAME} wrote:")


def thunderbird_html(answer: str, sent: Sent) -> bytes:
    html = (
        f'<html><body>{_divs(answer, "p")}<div class="moz-cite-prefix">Den 2025-12-01 kl. 07:30, skrev '
        f'{escape(OWN_NAME)}:<br></div><blockquote type="cite" cite="mid:dag@kommunen.example">{sent.page}'
        "</blockquote></body></html>"
    )
    return mime(html=html, subject=f"Re: {sent.subject}", cte="8bit")


def notes(answer: str, sent: Sent) -> bytes:
    labels = [("Från", f"{OWN_NAME} <{OWN}>"), ("Till", CHIEF), ("Datum", "2025-12-01 07:30"), ("Ärende", sent.subject)]
    head = "\n".join(f"{name}:\t{value}" for name, value in labels)
    return mime(f"{answer}\n\n\n\n{head}\n\n\n\n{sent.plain}", subject=f"Ang: {sent.subject}", charset="iso-8859-1")


def notes_web(answer: str, sent: Sent) -> bytes:
    head = (
        f'-----"{OWN_NAME}" <{OWN}> skrev: -----\nTill: {CHIEF}\nFrån: "{OWN_NAME}" <{OWN}>\n'
        f"Datum: 2025-12-01 07:30\nÄrende: {sent.subject}"
    )
    return mime(f"{answer}\n\n{head}\n\n{sent.plain}", subject=f"Ang: {sent.subject}")


def groupwise(answer: str, sent: Sent) -> bytes:
    body = f'{answer}\n\n>>> "{OWN_NAME}" <{OWN}> 2025-12-01 07:30 >>>\n{sent.plain}'
    return mime(body, subject=f"Sv: {sent.subject}", charset="iso-8859-15")


def groupwise_date_first(answer: str, sent: Sent) -> bytes:
    body = f"{answer}\n\n>>> den 1 december 2025 klockan 07:30 skrev {OWN_NAME} <{OWN}>:\n{sent.plain}"
    return mime(body, subject=f"Sv: {sent.subject}")


def proton(answer: str, sent: Sent) -> bytes:
    head = f"Den måndag 1 december 2025 kl. 07:30, {OWN_NAME} <{OWN}> skrev:"
    html = (
        f'{_divs(answer, attributes=" style=font-family:Arial")}<div class="protonmail_quote">{escape(head)}<br>'
        f'<blockquote class="protonmail_quote" type="cite">{sent.page}</blockquote><br></div>'
    )
    return mime(f"{answer}\n\n{head}\n\n{quoted(sent.plain)}", html, subject=f"Re: {sent.subject}")


def proton_mobile(answer: str, sent: Sent) -> bytes:
    head = f"-------- Originalmeddelande --------\nDen 2025-12-01 07:30, {OWN_NAME} < {OWN}> skrev:"
    return mime(
        f"{answer}\n\nSkickat från Proton Mail för Android.\n\n{head}\n\n{quoted(sent.plain)}",
        subject=f"Re: {sent.subject}",
    )


def samsung(answer: str, sent: Sent) -> bytes:
    labels = [
        ("Från", f"{OWN_NAME} <{OWN}>"),
        ("Datum", "2025-12-01 07:30 (GMT+01:00)"),
        ("Till", CHIEF),
        ("Ämne", sent.subject),
    ]
    body = f"{answer}\n\n\nSkickat från min Galaxy\n\n\n-------- Originalmeddelande --------\n{_head(labels)}\n\n{sent.plain}"
    return mime(body, subject=f"Sv: {sent.subject}", cte="base64")


def yahoo(answer: str, sent: Sent) -> bytes:
    head = f"    Den måndag 1 december 2025 07:30:00 CET, {OWN_NAME} <{OWN}> skrev:  "
    quote = "\n \n".join(f" {line}" for line in sent.plain.split("\n"))
    return mime(f" {answer}\n\n{head}\n \n {quote}", subject=f"Sv: {sent.subject}")


def zimbra(answer: str, sent: Sent) -> bytes:
    head = (
        f'----- Ursprungligt meddelande -----\nFrån: "{OWN_NAME}" <{OWN}>\nTill: "{CHIEF_NAME}" <{CHIEF}>\n'
        f"Skickat: måndag, 1 dec 2025 7:30:00\nÄmne: {sent.subject}"
    )
    return mime(f"{answer}\n\n{head}\n\n{sent.plain}", subject=f"Re: {sent.subject}")


def evolution(answer: str, sent: Sent) -> bytes:
    head = f"mån 2025-12-01 klockan 07:30 +0100 skrev {OWN_NAME}:"
    return mime(f"{answer}\n\n{head}\n{quoted(sent.plain)}", subject=f"Re: {sent.subject}")


def k9(answer: str, sent: Sent) -> bytes:
    head = f'Den 1 december 2025 07:30:00 CET skrev "{OWN_NAME}" <{OWN}>:'
    return mime(
        f"{answer}\n-- \nSkickat från min Android-enhet med K-9 Mail. Ursäkta min fåordighet.\n\n{head}\n"
        f"{quoted(sent.plain)}",
        subject=f"Re: {sent.subject}",
    )


def em_client(answer: str, sent: Sent) -> bytes:
    """Labels without colons."""
    head = (
        f'------ Originalmeddelande ------\nFrån "{OWN_NAME}" <{OWN}>\nTill "{CHIEF_NAME}" <{CHIEF}>\n'
        f"Datum 2025-12-01 07:30:00\nÄmne {sent.subject}"
    )
    return mime(f"{answer}\n\n{head}\n\n{sent.plain}", subject=f"Re: {sent.subject}")


def no_quote(answer: str, sent: Sent) -> bytes:
    """A new mail, or a program that is told to quote nothing."""
    return mime(answer, subject=f"SV: {sent.subject}")


def no_head(answer: str, sent: Sent) -> bytes:
    """The page's text below the answer, and nothing that says so."""
    return mime(f"{answer}\n\n{sent.plain}", subject=f"SV: {sent.subject}")


CLIENTS: tuple[Client, ...] = (
    outlook_windows, outlook_windows_latin, outlook_windows_english, outlook_danish, outlook_plain,
    outlook_plain_english, outlook_marked, outlook_web, outlook_web_english, outlook_web_html_only, outlook_ios,
    outlook_android, outlook_mac, gmail, gmail_english, gmail_android, gmail_plain, apple_mail, iphone, iphone_english,
    thunderbird, thunderbird_below, thunderbird_english_below, thunderbird_html, notes, notes_web, groupwise,
    groupwise_date_first, proton, proton_mobile, samsung, yahoo, zimbra, evolution, k9, em_client, no_quote, no_head,
)  # fmt: skip


def encoded(text: str) -> str:
    return Header(text, "utf-8").encode()


def encodable(client: Client, text: str) -> str:
    """The text as far as the character set of this program holds it."""
    charset = {outlook_plain: "iso-8859-1", notes: "iso-8859-1", groupwise: "iso-8859-15"}.get(client, "utf-8")
    return text.encode(charset, "replace").decode(charset)
