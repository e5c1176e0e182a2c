"""paminn doctor in the embedded default, and where that cannot work."""

from __future__ import annotations

import json

import pytest

from paminn.cli import main


class TestCommand:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
        monkeypatch.delenv("PREFECT_API_URL", raising=False)
        return tmp_path / "hem"

    def test_the_embedded_default_is_well(self, capsys, home):
        assert main(["doctor", "--json"]) == 0
        checks = {row["check"]: row for row in json.loads(capsys.readouterr().out)["checks"]}
        assert checks["mail_out"]["ok"] is checks["mail_in"]["ok"] is checks["database"]["ok"] is True
        assert checks["teams"]["ok"] is checks["public"]["ok"] is None
        # Nothing was sent to anybody, and nothing is remembered as sent.
        assert [path for path in (home / "outbox").rglob("*") if path.is_file()] == []

    def test_each_fault_is_told_with_its_next_step(self, capsys, monkeypatch, tmp_path):
        monkeypatch.setenv("PAMINN_DATABASE_URL", f"sqlite:///{tmp_path}/finns/inte/x.db")
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
        assert main(["doctor"]) == 4
        told = capsys.readouterr().out
        assert told.count("FEL  ") == 2
        assert told.count("Gör så här:") == 2
        assert "Kontrollera adressen i PAMINN_DATABASE_URL" in told
