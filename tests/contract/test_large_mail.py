"""A mail that is too large for the memory: its text is read, and the whole is fetched from the mailbox to be saved."""

from __future__ import annotations

import os
from base64 import encodebytes
from pathlib import Path

import pytest

from paminn.cli import main
from tests.support.houses import NOW, SECOND_STEP, SENDER, at, opened, plan_files, real_house
from tests.support.reading import collect
from tests.support.sending import remind

pytestmark = pytest.mark.slow

FILE = b"%PDF-1.7 " + os.urandom(1_000) * 22_000
"""22 MB, which is more than 25 MB in a mail."""


def large(subject: str, message_id: str = "<stor@prov.example>", file: bytes = FILE) -> bytes:
    head = (
        f"From: Chef <chef@prov.example>\r\nTo: {SENDER}\r\nSubject: {subject}\r\nMessage-ID: {message_id}\r\n"
        "Date: Tue, 02 Jun 2026 09:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=q\r\n\r\n"
        "--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n1.1: Klar. Se bifogad rutin.\r\n"
        '--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="rutin.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(file).replace(b"\n", b"\r\n") + b"\r\n--q--\r\n"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Where the chief has answered with a large file, and the answer has been read."""
    home, plan = tmp_path / "home", tmp_path / "plan"
    plan.mkdir()
    files = plan_files()
    for name, content in files.items():
        (plan / name).write_bytes(content)
    with real_house(home, files) as house:
        remind(house, NOW)
        sent = [path.read_bytes() for path in (home / "outbox" / "new").iterdir()]
        (subject,) = [str(opened(raw)["Subject"]) for raw in sent if "chef@prov.example" in str(opened(raw)["To"])]
        (home / "inbox" / "new" / "1.stor").write_bytes(large(subject))
        collect(house, at(SECOND_STEP))
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(plan))
    monkeypatch.setenv("PAMINN_SENDER", SENDER)
    return home


def save(home: Path, capsys) -> tuple[int, str, dict[str, bytes]]:
    """(exit code, what is said, the files saved)."""
    place = home / "sparat"
    code = main(["replies", "show", "1", "--save", str(place)])
    out, err = capsys.readouterr()
    return code, out + err, {path.name: path.read_bytes() for path in place.iterdir()}


def test_its_text_is_read_and_its_file_named_and_said_to_be_larger(home, capsys):
    assert main(["replies", "show", "1"]) == 0
    told = capsys.readouterr().out
    assert "1.1: Klar. Se bifogad rutin." in told or "Klar. Se bifogad rutin." in told
    assert "rutin.pdf, application/pdf" in told
    assert "slutet är inte läst: den sista bilagan kan vara större än det står" in told


def test_the_whole_file_is_saved(home, capsys):
    code, _, files = save(home, capsys)
    assert code == 0
    assert files["1-rutin.pdf"] == FILE
    (mail,) = [path.read_bytes() for path in (home / "inbox" / ".klart" / "cur").iterdir()]
    assert files["1.eml"] == mail


def test_it_is_found_where_a_person_has_put_it(home, capsys):
    (mail,) = (home / "inbox" / ".klart" / "cur").iterdir()
    mail.rename(home / "inbox" / "cur" / "flyttat")
    assert save(home, capsys)[2]["1-rutin.pdf"] == FILE


def test_another_mail_of_the_same_name_is_not_taken_for_it(home, capsys):
    (mail,) = (home / "inbox" / ".klart" / "cur").iterdir()
    subject = str(opened(mail.read_bytes()[:5_000])["Subject"])
    mail.with_name("0.annat").write_bytes(large(subject, file=FILE[::-1]))
    assert save(home, capsys)[2]["1-rutin.pdf"] == FILE


def test_that_it_is_gone_is_one_sentence_and_what_there_is_is_saved(home, capsys):
    (mail,) = (home / "inbox" / ".klart" / "cur").iterdir()
    kept = mail.read_bytes()[:25_000_000]
    mail.unlink()
    code, said, files = save(home, capsys)
    assert code == 4
    assert "det finns inte kvar i brevlådan" in said
    assert files == {"1-början.eml": kept}
