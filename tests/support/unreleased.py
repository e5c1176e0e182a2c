"""Mails of every kind, full of words that nobody may see before they are released, and where such words are found."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from tests.support.houses import opened, reply, tree
from tests.support.mailroom import report

CANARY = "KANARIEFÅGEL7391"
BARE = "KANARIEFAGEL7391"  # where only ASCII may stand
SPELLED = "kanarie"  # however the letter after it is written


def words_in(said: str) -> list[str]:
    """Where the words stand, each with what is around it."""
    return re.findall(rf".{{0,40}}{SPELLED}.{{0,40}}", said, re.I | re.S)


def everything(folder: Path) -> dict[str, bytes]:
    """Each file below `folder`, taken apart; neither the ledger nor the mailbox itself, which hold answers."""
    found = {}
    for name, content in tree(folder).items():
        if name.startswith(("hem/inbox", "hem/ledger.db", "granskad")):
            continue
        if name.endswith(".docx"):
            parts = ZipFile(BytesIO(content))
            found |= {f"{name}/{part}": parts.read(part) for part in parts.namelist()}
        elif name.endswith(".eml"):
            mail = opened(content)
            bodies = [part.get_payload(decode=True) or b"" for part in mail.walk()]
            found[name] = b"\n".join([content, *bodies, *(value.encode() for value in mail.values())])
        else:
            found[name] = content.replace(b"\r\n ", b"")  # a calendar's long lines are folded
    return found


def held_in(folder: Path) -> list[str]:
    return [name for name, content in everything(folder).items() if SPELLED.encode() in content.lower()]


def mails(sent: dict[str, bytes]) -> list[bytes]:
    """A mail of each kind, every field of it full of words that nobody may see."""
    subject = {role: f"{CANARY} {opened(raw)['Subject']}" for role, raw in sent.items()}
    stranger = f"{CANARY} <{BARE}@annan.example>"
    machine = {"Auto-Submitted": "auto-replied", "X-Egen": BARE}
    numbered = iter(range(1, 100))  # a receipt must name the mail it answers

    def mail(text: str, about: str, sender: str, **headers: str) -> bytes:
        named = f"<{next(numbered)}@annan.example>"
        return reply(f"{text} {CANARY}", about, sender=sender, message_id=named, headers=headers)

    vice, chief = f"{CANARY} <vice@prov.example>", f"{CANARY} <chef@prov.example>"
    two = mail("Klar.", subject["Vice"], vice)
    return [
        mail("Pågår.", subject["Vice"], vice),
        mail("Det rullar.", subject["Vice"], stranger),
        mail("1.1: Försenad. Nytt datum: 2026-09-30\n1.2: Klar. Ring 070-123 45 67", subject["Chef"], chief),
        mail("Hej", f"Om {CANARY}", stranger),
        mail("Läs", f"VB: {subject['Vice']}", stranger),
        mail("Jag har semester och är tillbaka 1 juli.", f"Autosvar: {subject['Teamet']}", f"{CANARY} <ett@prov.example>", **machine),
        mail("Jag har slutat.", f"Autosvar: {subject['Chef']}", chief, **machine),
        mail("Vinn", CANARY, stranger, **{"X-Spam-Flag": "YES"}),
        mail("Veckans", CANARY, stranger, **{"List-Id": f"{BARE} <x.annan.example>"}),
        mail("Accepterat", f"Accepterat: {CANARY}", stranger),
        two.replace(b"From: ", f"From: {BARE} <x@annan.example>\r\nFrom: ".encode(), 1),
        report(sent["Teamet"], "tva@prov.example").replace(b"Se nedan.", CANARY.encode()).replace(b"Undelivered Mail", BARE.encode()),
        b"\xff" + CANARY.encode(),
        _with_file(sent["Vice"]),
    ]  # fmt: skip


def _with_file(raw: bytes) -> bytes:
    made = opened(
        reply(
            f"Klar. {CANARY}", str(opened(raw)["Subject"]), sender="vice@prov.example", message_id="<fil@prov.example>"
        )
    )
    made.add_attachment(CANARY.encode(), maintype="application", subtype="octet-stream", filename=f"{CANARY}.docx")
    return made.as_bytes()
