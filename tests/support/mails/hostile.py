"""Mails made to break their reader, each much of one thing. `share` makes them that many times smaller."""

from __future__ import annotations

from tests.support.mails.builder import CHIEF, OWN, REMINDER, prefixed, raw

HEAD = f"From: Chefen <{CHIEF}>\nTo: {OWN}\nSubject: SV: x\nDate: Tue, 2 Dec 2025 09:00:00 +0100"


def plain(text: str, charset: str = "utf-8") -> bytes:
    return raw(f"{HEAD}\nContent-Type: text/plain; charset={charset}", text.encode("utf-8", "surrogatepass"))


def typed(kind: str, body: bytes) -> bytes:
    return raw(f"{HEAD}\nContent-Type: {kind}", body)


def heads(share: int = 1) -> dict[str, str]:
    """The heads of mails."""

    def many(count: int) -> int:
        return max(count // share, 1)

    return {
        "thousands of recipients": f"{HEAD}\nCc: {', '.join(f'a{n}@x.example' for n in range(many(50_000)))}",
        "thousands of To": "".join(f"To: a{n}@x.example\n" for n in range(many(50_000))) + HEAD,
        "thousands of fields": HEAD + "".join(f"\nX-{n}: y" for n in range(many(100_000))),
        "a field of megabytes": f"{HEAD}\nX-A: {'a' * many(5_000_000)}",
        "a field folded again and again": f"{HEAD}\nX-A: {chr(10) + ' a'}" * many(20_000),
        "comments in From": f"From: {'(' * many(50_000)}{CHIEF}",
        "quotes in From": f"From: {chr(34) + chr(92)}" * many(20_000),
        "encoded words": f"From: {CHIEF}\nSubject: {'=?utf-8?q?a?= ' * many(50_000)}",
        "references": f"{HEAD}\nReferences: {'<a@b> ' * many(100_000)}",
        "parameters": f"{HEAD}\nContent-Type: text/plain{''.join(f'; a{n}=b' for n in range(many(50_000)))}",
        "a name in parts": f"{HEAD}\nContent-Type: text/plain; "
        + "; ".join(f"name*{n}*=utf-8''a" for n in range(many(20_000))),
        "a boundary of megabytes": f"{HEAD}\nContent-Type: multipart/mixed; boundary={'b' * many(100_000)}",
        "prefixes": f"From: {CHIEF}\nSubject: {'SV: ' * many(100_000)}",
        "results": f"{HEAD}\nAuthentication-Results: {'dmarc = ' * many(100_000)}",
    }


def texts(share: int = 1) -> dict[str, str]:
    """Plain texts."""

    def many(count: int) -> int:
        return max(count // share, 1)

    return {
        "one line of megabytes": "Klart. " * many(1_300_000),
        "one word of megabytes": "a" * many(9_000_000),
        "empty lines": "\n" * many(2_000_000) + "Klart",
        "carriage returns": "\r" * many(2_000_000),
        "blanks": "Klart" + " \t" * many(2_000_000) + "x",
        "marks upon a letter": "a" + "\u0301" * many(1_000_000),
        "ligatures": "\ufdfa" * many(90_000),
        "half pairs": "\ud800" * many(300_000),
        "twice encoded": "Ã¥å" * many(200_000),
        "lines that begin like headers": "a: b\n" * many(300_000),
        "attributions": "Den 3 nov 2025 kl 08:00 skrev " * many(40_000) + ":",
        "attributions in pieces": "Den 3 nov 2025 kl 08:00\n" * many(20_000) + "skrev <a@b.example>:\n" * many(20_000),
        "heads": f"Från: {OWN}\nTill: x\n\n" * many(30_000),
        "heads without colons": f"Från <{OWN}>\nTill x\n" * many(30_000),
        "labels": "Till: x <a@b.example> 2025-01-01 10:00\n" * many(50_000),
        "depths": (">" * many(2_000) + "\n") * many(100),
        "our own reminder": REMINDER * many(300),
        "our own reminder, marked": prefixed(REMINDER * many(300)),
        "half of our lines": "Den 31 december 2025 ska två\n" * many(40_000),
        "addresses": "a@" * many(400_000),
        "almost codes": "[PM-ABCD-EFGH-JKLM-" * many(50_000),
        "almost identity numbers": "121212-121" * many(100_000),
        "goals": "1.1 klar, 1.2 pågår, " * many(40_000),
        "goals in a sentence": "1.1 klar" + " och 1.1 klar" * many(20_000),
        "goals line by line": "1.1 klar" + "\n1.1 klar" * many(20_000),
        "denials": "Klart. " + "inte klar kvar saknas " * many(40_000),
        "sentences": "Det är klart. " * many(60_000),
        "dots": "Klar" + "." * many(500_000),
        "forms": "Delmål 1.1\nStatus: Klar\nNytt datum: 31 mars\n" * many(20_000),
        "greetings": "Med vänliga hälsningar " * many(40_000),
        "warnings": "VARNING externt " * many(50_000),
        "on Monday we": "On Monday we\n" * many(5_000),
        "digits": "1" * many(64_000),
        "numbers": "12 " * many(21_000),
        "at signs": ("a." * 30 + "@ ") * many(1_000),
        "rules": ("-" * many(300) + "\n") * many(200),
        "new dates": "".join(f"Delmål 1.1\nNytt datum: 31 mars x y {n}\n" for n in range(2_000, 2_000 + many(990))),
        "forms above and in our mail": "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(many(480)))
        + f"Från: {OWN}\nTill: x\nÄmne: y\n\n"
        + "".join(f"Delmål 1.1\nStatus: Klar {n}\n" for n in range(900, 900 + many(500))),
        "taken back": "Klar. " + "men inte " * many(7_000),
        "names": "Mvh Anna\nAnna\n" * many(1_000),
        "flowed lines": "a \n" * many(400_000),
        "armour": "-----BEGIN PGP SIGNED MESSAGE-----\n" * many(30_000),
    }


def pages(share: int = 1) -> dict[str, str]:
    """Texts as HTML."""

    def many(count: int) -> int:
        return max(count // share, 1)

    return {
        "divisions": "<div>" * many(40_000),
        "brackets": "<" * many(500_000),
        "comments": "<!--" * many(200_000),
        "quoted attributes": "<a href='\">" * many(200_000),
        "one tag of attributes": "<a " + 'x="y" ' * many(300_000) + ">x",
        "tables": "<table><tr><td>" * many(9_000) + "Klart",
        "quotes": "<blockquote>" * many(20_000) + "Klart",
        "unclosed": "<b>" * many(30_000) + "</i>" * many(30_000),
        "colours inside our mail": f"<p>Klart</p><p>Från: {OWN}<br>Skickat: 2025-12-01 07:30<br>Till: x<br>Ämne: y</p>"
        + "".join(f"<p><span style='color:red'>ord nummer {n}</span></p>" for n in range(many(5_000))),
    }  # fmt: skip


ABSENT = ("tillbaka 12 januari ", "tillbaka på på på ", "v. 2 ", "till och med ")


def machines(share: int = 1) -> dict[str, bytes]:
    """What pretends to come from a mail server or from somebody who is away."""

    def many(count: int) -> int:
        return max(count // share, 1)

    failed = b"".join(
        b"Final-Recipient: rfc822; a%d@x.example\r\nAction: failed\r\n\r\n" % n for n in range(many(50_000))
    )
    reports = {
        "a report on thousands": failed,
        "a report of empty lines": b"\r\n" * many(1_000_000),
    }
    words = {
        "brackets": b"here is your list of failed recipients\n" + b"<" * many(90_000),
        "lines of brackets": b"A message that you sent could not be delivered\n" + (b"<" * 999 + b"\n") * many(90),
        "dots": b"Your message\n" + b"a@b." * many(20_000),
        "names": b"did not reach the following recipient\n" + b"a on b " * many(50_000),
        "addresses": b"Hi. This is the qmail-send program\n" + b"<a@x.example>:\n" * many(50_000),
        "codes": b"5.1.1 " * many(100_000),
    }
    server = f"From: MAILER-DAEMON@x.example\nTo: {OWN}"
    away = HEAD.replace("SV: x", "Autosvar: x")
    return {
        **{name: _report(server, fields) for name, fields in reports.items()},
        **{name: raw(f"{server}\nSubject: failure notice", said) for name, said in words.items()},
        **{f"away: {said}": raw(away, (said * many(50_000)).encode()) for said in ABSENT},
    }


def _report(server: str, fields: bytes) -> bytes:
    body = b"--g\r\n\r\nx\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n" + fields + b"\r\n--g--\r\n"
    return raw(f"{server}\nContent-Type: multipart/report; boundary=g", body)


def in_parts() -> dict[str, bytes]:
    """Mails of far more parts, or further within each other, than anybody sends."""
    kinds = ("multipart/mixed", "multipart/alternative", "multipart/signed", "multipart/report")
    parts = b"--g\r\n\r\nKlart.\r\n" * 500_000
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" * 50_000 + b"Subject: x\r\n\r\nKlart"
    return {
        **{f"many of {kind}": typed(f"{kind}; boundary=g", parts) for kind in kinds},
        **{f"deep {kind}": nested(kind, 100_000) for kind in kinds},
        "mails within each other": raw(HEAD).replace(b"\r\n\r\n", b"\r\n") + forwarded,
    }


def nested(kind: str, depth: int) -> bytes:
    opened = "".join(f"Content-Type: {kind}; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return raw(HEAD).replace(b"\r\n\r\n", b"\r\n") + f"{opened}\nKlart.\n".encode()


def encoded() -> dict[str, bytes]:
    """What no transfer encoding is meant for."""
    bodies = {"broken": b"=A=\xff\n" * 100_000, "uu": b"begin 644 x\r\n" + b"M" * 300_000, "zeros": b"\x00" * 300_000}
    encodings = ("base64", "quoted-printable", "x-uuencode", "binary", "gibberish")
    return {
        f"{name} as {encoding}": raw(f"{HEAD}\nContent-Transfer-Encoding: {encoding}", body)
        for encoding in encodings
        for name, body in bodies.items()
    }


def in_full() -> dict[str, bytes]:
    """Every mail here at its full size."""
    return {
        **{name: raw(head, b"Klart.") for name, head in heads().items()},
        **{name: plain(text) for name, text in texts().items()},
        **{name: typed("text/html; charset=utf-8", page.encode()) for name, page in pages().items()},
        **machines(),
        **in_parts(),
        **encoded(),
    }
