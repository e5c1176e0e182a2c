"""Mails made to break whoever reads them, through folders and SQLite: each is one record, and the run goes on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from paminn.ledger.tables import reply as reply_table
from paminn.reminders.message import Channel
from paminn.replies.codes import make_code, show_code
from paminn.usecases.reading.capped import CappedReader
from tests.support.houses import (
    NOW,
    SECOND_STEP,
    SENDER,
    at,
    opened,
    real_house,
    reply,
    tree,
)
from tests.support.reading import collect
from tests.support.sending import remind

pytestmark = pytest.mark.slow

PLAN = "prov-plan"
LATER = at(SECOND_STEP)


def vice(text: str, **more) -> bytes:
    return reply(text, **{"sender": "Vice <vice@prov.example>", **more})


HEAD = "From: Vice <vice@prov.example>\r\nSubject: SUBJECT\r\n"


ATTACKS = {
    name: (HEAD + more + "\r\n\r\n" + body).encode("utf-8", "surrogatepass")
    for name, more, body in (
        ("nesting", "", "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1_000))),
        ("parts", "Content-Type: multipart/mixed; boundary=g", "--g\n\nKlart.\n" * 50_000),
        ("recipients", "To: " + ", ".join(f"a{n}@x.example" for n in range(20_000)), "Klar."),
        ("fields", "\r\n".join(f"X-{n}: y" for n in range(20_000)), "Klar."),
        ("references", "References: " + " ".join(f"<{n}@x.example>" for n in range(20_000)), "Klar."),
        ("codes", "", " ".join(show_code(make_code(b"x", str(n))) for n in range(2_500))),
        ("charset", "Content-Type: text/plain; charset=unicode_escape", "Klar. \\u003cscript\\u003e"),
        ("newlines", "", "\n" * 500_000 + "Klar."),
        ("blanks", "", " " * 500_000 + "Klar."),
        ("attributions", "", "Den 1 juni skrev vi\n" * 30_000),
        ("goals", "", "1.1 klar 1.1 inte klar " * 20_000),
        ("two senders", "From: x@prov.example", "Klar."),
        ("invisible", "", "Klar.\x00\x08\x1b[2J\u202e\u200b\ufffe\ud800"),
        ("names", f"Message-ID: <{'a' * 5_000}>\r\nIn-Reply-To: {'<' * 5_000}", "Klar."),
        ("encoded words", f"X-A: y\r\nSubject: {'=?utf-8?q?a?= ' * 20_000}", "Klar."),
    )
}


class TestStoring:
    @pytest.mark.parametrize(
        "raw",
        [b"", b"\x00" * 50, b"\xff\xfe\xfd", b"From: a@b.example\r\n\r\n" + b"\xed\xa0\x80 klar", b"Subject: =?utf-8?b?////?=\n\nx",
         b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x--", b"From: \xc3\x28\nSubject: \xa0\xa1\n\n\x00klar\x00",
         b"Content-Type: text/plain; charset=rot13\n\nklar", b"a" * 200_000, b"\n".join(b"X: y" for _ in range(5_000))],
        ids=lambda raw: repr(raw[:12]),
    )  # fmt: skip
    def test_hostile_bytes_are_one_stored_record(self, tmp_path, raw):
        with real_house(tmp_path) as house:
            (tmp_path / "inbox" / "new" / "x.eml").write_bytes(raw)
            (tmp_path / "inbox" / "new" / "y.eml").write_bytes(reply("Hej"))
            assert sum(collect(house, LATER).counts.values()) == 2
            assert sum(collect(house, LATER).counts.values()) == 0
        assert sorted(tree(tmp_path / "inbox").values()) == sorted([raw, reply("Hej")])

    def test_every_attack_is_one_stored_record_and_the_run_goes_on(self, tmp_path):
        """In the process that really reads them, into the memory that really keeps them."""
        with real_house(tmp_path) as house, closing(CappedReader([SENDER])) as reader:
            remind(house, NOW)
            code = {one.owner: one.raw for one in house.dispatch.sent(PLAN) if one.channel == Channel.EMAIL}["Vice"]
            subject = str(opened(code)["Subject"])
            mails = [
                *(raw.replace(b"SUBJECT", subject.encode()) for raw in ATTACKS.values()),
                vice("Klar.", subject=subject),
            ]
            for number, (name, raw) in enumerate(zip([*ATTACKS, "honest"], mails, strict=True)):
                (tmp_path / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
                assert sum(collect(replace(house, reader=reader), LATER).counts.values()) == 1, name
            with house.dispatch._db.begin() as connection:
                kept = connection.execute(select(reply_table.c.raw, reply_table.c.reason, reply_table.c.sha256)).all()
            answers = house.memory.answers(PLAN)
        assert [row.raw for row in kept] == mails
        assert all(row.reason and row.sha256 == sha256(row.raw).hexdigest() for row in kept)
        assert answers[-1].text == "Klar."
