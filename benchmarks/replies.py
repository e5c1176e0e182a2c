"""How three libraries and we tell an owner's words from the rest, on the corpus of our own mails in tests/.

The libraries get what is theirs to read: the text of the mail, its HTML turned into text line by line where it has
nothing else. We get the mail's bytes and what we sent. `pip install '.[bench]'` installs the libraries; one that
is not there is said to be so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.replies.mail.parse import parse  # noqa: E402
from paminn.replies.read import read_mail  # noqa: E402
from tests.support.mails.corpus import CASES  # noqa: E402
from tests.support.mails.corpus.case import Case  # noqa: E402
from tests.support.mails.corpus.sent import OWN  # noqa: E402

MAILS = [case for case in CASES if case.kind == "reply"]
TEXTS = {case.name: parse(case.raw).text for case in MAILS}
RUNS = 5


@dataclass
class Row:
    """How many mails lost a word, kept words of the reminder or the signature, or could not be read; and the time."""

    name: str
    lost: int = 0
    leaked: int = 0
    signed: int = 0
    failed: int = 0
    milliseconds: float = 0

    def __str__(self) -> str:
        return (
            f"| {self.name} | {self.lost} | {self.leaked} | {self.signed} | {self.failed} | {self.milliseconds:.1f} |"
        )


def paminn() -> Callable[[Case], str]:
    return lambda case: read_mail(case.raw, own_addresses=[OWN], sent=case.sent.words).text


def without_the_reminder() -> Callable[[Case], str]:
    return lambda case: read_mail(case.raw, own_addresses=[OWN]).text


def mail_parser_reply() -> Callable[[Case], str]:
    from mailparser_reply import EmailReplyParser  # type: ignore[import-not-found]

    reader = EmailReplyParser(languages=["sv", "en"])
    return lambda case: str(reader.parse_reply(TEXTS[case.name]))


def email_reply_parser() -> Callable[[Case], str]:
    from email_reply_parser import EmailReplyParser  # type: ignore[import-not-found]

    return lambda case: str(EmailReplyParser.parse_reply(TEXTS[case.name]))


def talon() -> Callable[[Case], str]:
    from talon import quotations  # type: ignore[import-not-found]
    from talon.signature.bruteforce import extract_signature  # type: ignore[import-not-found]

    return lambda case: str(extract_signature(quotations.extract_from(TEXTS[case.name], "text/plain"))[0])


def nothing() -> Callable[[Case], str]:
    return lambda case: TEXTS[case.name]


READERS: dict[str, Callable[[], Callable[[Case], str]]] = {
    "påminn": paminn,
    "påminn, utskicket okänt": without_the_reminder,
    "mail-parser-reply": mail_parser_reply,
    "talon": talon,
    "email-reply-parser": email_reply_parser,
    "ingenting": nothing,
}


def measured(name: str, read: Callable[[Case], str]) -> Row:
    row = Row(name)
    for case in MAILS:
        try:
            got = Counter(read(case).split())
        except Exception:  # the library's own fault is counted, not ours to mend
            row.failed += 1
            continue
        own, signature = Counter(case.text.split()), Counter(case.signature.split())
        row.lost += bool(own - got)
        quoted = set(case.sent.words.split()) & set(got - own - signature)
        row.leaked += len(quoted) >= 5  # fewer may be anybody's: "den", a day, the owner's own role
        row.signed += bool(signature) and not (own + signature) - got
    began = time.perf_counter()
    for _ in range(RUNS):
        for case in MAILS:
            try:
                read(case)
            except Exception:
                continue
    row.milliseconds = (time.perf_counter() - began) * 1_000 / RUNS / len(MAILS)
    return row


def main() -> None:
    print(f"{len(MAILS)} svarsmejl ur testernas korpus; antal mejl, och millisekunder per mejl\n")
    print("| | tappar ägarens ord | läcker av vårt utskick | underskriften kvar | stupar | ms |")
    print("|---|---|---|---|---|---|")
    for name, make in READERS.items():
        try:
            read = make()
        except ImportError as error:
            print(f"| {name} | går inte att läsa in här ({error}) | | | | |")
            continue
        print(measured(name, read))


if __name__ == "__main__":
    main()
