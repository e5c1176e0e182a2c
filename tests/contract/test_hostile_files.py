"""What is no ordinary file, or far too large a one, wherever the program reads what people put there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from paminn.channels.graph.certificate import read_certificate
from paminn.cli import main
from paminn.disk import LARGEST, read_file, read_text
from paminn.errors import UsageError
from paminn.ledger.home_mark import NAME as HOME_MARK
from paminn.plan.load import FILES
from paminn.settings import SECRETS, read_settings
from tests.support.hostile_plans import HOSTILE
from tests.support.houses import write_plan

pytestmark = pytest.mark.slow

HUNDRED_MEGABYTES = 100 * 1024 * 1024
ALLOWED = 200 * 1024  # kB


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_hundred_megabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUNDRED_MEGABYTES)


def not_utf_8(path: Path) -> None:
    path.write_bytes("å".encode("latin-1") * 40)


UNREAD: dict[Callable[[Path], None], str] = {
    a_pipe: "det är ingen vanlig fil",
    a_device: "det är ingen vanlig fil",
    a_folder: "det är en mapp",
    a_hundred_megabytes: "filen är för stor",
}
AS_TEXT = UNREAD | {not_utf_8: "filen är inte sparad som UTF-8"}
kinds = pytest.mark.parametrize(("make", "sentence"), UNREAD.items())
kinds_of_text = pytest.mark.parametrize(("make", "sentence"), AS_TEXT.items())


# Runs a command, and says at last how much memory the process has had at most, as the system counts it.
MEASURED = """
import sys
from pathlib import Path
from paminn.cli import main
code = main(sys.argv[1:])
status = Path("/proc/self/status").read_text().splitlines()
print([line.split()[1] for line in status if line.startswith("VmHWM")][0])
sys.exit(code)
"""


@pytest.mark.parametrize(("text", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_without_being_unfolded(tmp_path, text, sentence):
    plan = write_plan(tmp_path / "plan")
    (plan / "plan.yaml").write_text(text)
    checked = subprocess.run(
        [sys.executable, "-c", MEASURED, "check", "--plan", str(plan)],
        env={"PATH": os.environ["PATH"], "PAMINN_HOME": str(tmp_path / "hem")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    *_, peak = checked.stdout.splitlines()
    assert checked.returncode == 3
    assert checked.stdout.count("plan.yaml:") == 1
    assert sentence in checked.stdout
    assert int(peak) < ALLOWED


@kinds
@pytest.mark.parametrize("file", FILES)
def test_in_the_plans_folder(tmp_path, capsys, file, make, sentence):
    plan = write_plan(tmp_path / "plan")
    (plan / file).unlink()
    make(plan / file)
    assert main(["check", "--plan", str(plan)]) == 4
    said = capsys.readouterr().err
    assert said == f"Filen {plan / file} går inte att läsa ({sentence}). Lägg planens egen fil där.\n"


@kinds_of_text
@pytest.mark.parametrize("secret", SECRETS)
def test_as_a_secret(tmp_path, secret, make, sentence):
    make(tmp_path / "fil")
    variable = f"PAMINN_{secret.upper()}_FILE"
    with pytest.raises(UsageError, match=variable) as refused:
        read_settings({variable: str(tmp_path / "fil")})
    assert sentence in str(refused.value)


@kinds
def test_as_a_certificate(tmp_path, make, sentence):
    make(tmp_path / "fil.pem")
    with pytest.raises(UsageError, match=sentence):
        read_certificate(tmp_path / "fil.pem")


@kinds_of_text
def test_as_the_key_in_home(tmp_path, monkeypatch, capsys, make, sentence):
    home = tmp_path / "hem"
    home.mkdir()
    make(home / "secret.key")
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan")))
    assert main(["remind", "--on", "2026-06-01"]) == 4
    assert sentence in capsys.readouterr().err


@kinds_of_text
def test_as_a_mail_to_explain_and_what_it_answers(tmp_path, monkeypatch, capsys, make, sentence):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    make(tmp_path / "fil")
    if make is not not_utf_8:  # a mail may well be
        assert main(["explain", str(tmp_path / "fil")]) == 4
        assert sentence in capsys.readouterr().err
    (tmp_path / "mejl.eml").write_text("From: a@kommun.example\n\nKlar")
    assert main(["explain", str(tmp_path / "mejl.eml"), "--sent", str(tmp_path / "fil")]) == 4
    assert sentence in capsys.readouterr().err


@kinds
def test_as_the_mark_of_the_home_which_is_written_again(tmp_path, monkeypatch, make, sentence):
    """Nobody has put it there on purpose, so it is as if it were broken."""
    home = tmp_path / "hem"
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan")))
    assert main(["remind", "--on", "2026-06-01"]) == 0
    (home / HOME_MARK).unlink()
    if make is a_folder:  # which no file can take the place of
        return
    make(home / HOME_MARK)
    assert main(["remind", "--on", "2026-06-02"]) == 0
    assert (home / HOME_MARK).is_file()


def test_what_is_just_small_enough_is_read(tmp_path):
    (tmp_path / "fil").write_bytes(b"x" * LARGEST)
    assert len(read_file(tmp_path / "fil")) == LARGEST
    (tmp_path / "fil").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(OSError):
        read_file(tmp_path / "fil")


def test_a_link_to_a_file_is_followed(tmp_path):
    (tmp_path / "fil").write_text("åäö", encoding="utf-8")
    (tmp_path / "länk").symlink_to(tmp_path / "fil")
    assert read_text(tmp_path / "länk") == "åäö"
