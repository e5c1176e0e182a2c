"""Every secret may stand in a file."""

from __future__ import annotations

import pytest

from paminn.errors import UsageError
from paminn.settings import SECRETS, read_settings

# A value that each secret accepts.
VALUES = {
    "database_url": "postgresql+psycopg://u:hemligt@db/p",
    "smtp_url": "smtp://u:hemligt@post:587",
    "imap_url": "imaps://u:hemligt@post:993",
    "graph_secret": "hemligt~Q",
    "teams_webhook": "https://flode.example/hemligt?sig=hemligt",
    "secret_key": "hemligt-0123456789-abcdefghijkuvw",
}


def test_every_secret_is_tried_here():
    assert set(VALUES) == set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(tmp_path, name):
    (tmp_path / "fil").write_text(f"{VALUES[name]}\n", encoding="utf-8")
    chosen = read_settings({f"PAMINN_{name.upper()}_FILE": str(tmp_path / "fil")})
    assert getattr(chosen, name).get_secret_value() == VALUES[name]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_file_that_is_not_there_is_told(tmp_path, name):
    with pytest.raises(UsageError, match=f"PAMINN_{name.upper()}_FILE"):
        read_settings({f"PAMINN_{name.upper()}_FILE": str(tmp_path / "finns inte")})
