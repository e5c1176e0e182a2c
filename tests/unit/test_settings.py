"""Settings: each name read, each fault told in one sentence, no secret ever shown."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from pydantic import ValidationError

from paminn.errors import UsageError
from paminn.settings import SECRETS, Settings, read_settings

NAMES = {
    "home": ("/srv/paminn", Path("/srv/paminn")),
    "plan": ("/srv/plan", Path("/srv/plan")),
    "mail": ("smtp", "smtp"),
    "inbox": ("imap", "imap"),
    "outbox_folder": ("/srv/ut", Path("/srv/ut")),
    "inbox_folder": ("/srv/in", Path("/srv/in")),
    "sender": ("paminn@prov.example", "paminn@prov.example"),
    "public_url": ("https://prov.example/plan/", "https://prov.example/plan/"),
    "quality_team": ("team@prov.example", "team@prov.example"),
    "redirect_all_to": ("prov@prov.example", "prov@prov.example"),
    "max_minutes": ("30", 30),
    "max_minutes_per_mail": ("5", 5),
    "max_messages": ("17", 17),
    "receipts": ("ja", True),
    "auth_results_hosts": ("mx.prov.example, MX2.prov.example", "mx.prov.example,mx2.prov.example"),
    "database_url": ("postgresql+psycopg://u:hemligt@db/p", "postgresql+psycopg://u:hemligt@db/p"),
    "smtp_url": ("smtp://u:hemligt@post:587", "smtp://u:hemligt@post:587"),
    "imap_url": ("imaps://u:hemligt@post:993", "imaps://u:hemligt@post:993"),
    "graph_url": ("https://graph.microsoft.us/v1.0/", "https://graph.microsoft.us/v1.0"),
    "graph_authority": ("https://login.microsoftonline.us", "https://login.microsoftonline.us"),
    "graph_tenant": ("kommun.example", "kommun.example"),
    "graph_client_id": ("11111111-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"),
    "graph_secret": ("hemligt~Q", "hemligt~Q"),
    "graph_certificate": ("/srv/app.pem", Path("/srv/app.pem")),
    "graph_mailbox": ("delad@prov.example", "delad@prov.example"),
    "teams_webhook": ("https://flode.example/hemligt?sig=hemligt", "https://flode.example/hemligt?sig=hemligt"),
    "secret_key": ("hemligt-0123456789-abcdefghijkuvw", "hemligt-0123456789-abcdefghijkuvw"),
}


def told(**environ: str) -> str:
    with pytest.raises(UsageError) as error:
        read_settings({f"PAMINN_{name}": value for name, value in environ.items()})
    return str(error.value)


def plain(value: object) -> object:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def test_every_setting_is_tried_here():
    assert set(NAMES) == set(Settings.model_fields)
    assert all(field.description.endswith((".", ").", "465.")) for field in Settings.model_fields.values())


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_read_from_its_variable(name):
    given, meant = NAMES[name]
    assert plain(getattr(read_settings({f"PAMINN_{name.upper()}": f" {given} "}), name)) == meant


def test_none_is_needed_and_nothing_leaves_the_machine():
    chosen = read_settings({})
    assert (chosen.mail, chosen.inbox, chosen.redirect_all_to) == ("folder", "folder", "")
    assert (chosen.outbox, chosen.inbox_path) == (Path("var/outbox"), Path("var/inbox"))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_variable_is_as_good_as_none(name):
    assert read_settings({f"PAMINN_{name.upper()}": "  "}) == read_settings({})


def test_other_programs_variables_are_not_ours():
    assert read_settings({"PATH": "/bin", "PREFECT_HOME": "/x", "XPAMINN_HOME": "/y"}) == read_settings({})


class TestSecrets:
    def test_only_secrets_have_files(self):
        assert "PAMINN_SENDER_FILE" in told(SENDER_FILE="/x")

    def test_no_secret_is_shown(self):
        chosen = read_settings({f"PAMINN_{name.upper()}": NAMES[name][0] for name in SECRETS})
        for words in (repr(chosen), str(chosen), f"{chosen}", str(chosen.model_dump()), chosen.model_dump_json()):
            assert "hemligt" not in words

    @pytest.mark.parametrize(
        "value", ["hemligt", "http://u:hemligt@post", "smtp://", "smtp://u:hemligt@:x/", "smtp://hemligt:99999999"]
    )
    @pytest.mark.parametrize("name", ["SMTP_URL", "IMAP_URL"])
    def test_no_secret_is_in_what_is_told_about_it(self, name, value):
        message = told(**{name: value})
        assert f"PAMINN_{name}" in message
        assert "hemligt" not in message

    @pytest.mark.parametrize(
        "value",
        ["hemligt", "http://flode.example/?sig=hemligt", "https:///?sig=hemligt", "https://flode/\nsig=hemligt"],
    )
    def test_a_flows_address_is_encrypted_and_never_told(self, value):
        message = told(TEAMS_WEBHOOK=value)
        assert "PAMINN_TEAMS_WEBHOOK" in message
        assert "hemligt" not in message

    def test_settings_cannot_be_changed_afterwards(self):
        chosen = read_settings({})
        with pytest.raises(ValidationError):
            chosen.sender = "annan@prov.example"


@pytest.mark.pain(15)
class TestUnknown:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [("REDIRECT_ALLTO", "REDIRECT_ALL_TO"), ("REDIRECT_TO", "REDIRECT_ALL_TO"), ("MAXMESSAGES", "MAX_MESSAGES"),
         ("SMTPURL", "SMTP_URL"), ("SECRET_KEY_FIL", "SECRET_KEY_FILE"), ("redirect_all_to", "REDIRECT_ALL_TO")],
    )  # fmt: skip
    def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(self, name, meant):
        assert told(**{name: "x@prov.example"}) == f"Okänd inställning PAMINN_{name}. Menade du PAMINN_{meant}?"

    def test_every_fault_is_told_at_once(self):
        message = told(XYZZY="1", MAIL="brev", MAX_MESSAGES="noll", SENDER="ingen adress")
        for name in ("PAMINN_XYZZY", "PAMINN_MAIL", "PAMINN_MAX_MESSAGES", "PAMINN_SENDER"):
            assert name in message


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MAIL", "brev", "PAMINN_MAIL ska vara 'folder', 'smtp' eller 'graph'."),
        ("INBOX", "pop3", "PAMINN_INBOX ska vara 'folder', 'imap' eller 'graph'."),
        ("MAX_MESSAGES", "noll", "PAMINN_MAX_MESSAGES ska vara ett heltal, minst 1."),
        ("MAX_MESSAGES", "0", "PAMINN_MAX_MESSAGES ska vara ett heltal, minst 1."),
        ("SENDER", "påminn@kommun.example", "PAMINN_SENDER: skriv en enda e-postadress, till exempel paminn@kommun.example."),
        ("SENDER", "a@b, c@d", "PAMINN_SENDER: skriv en enda e-postadress, till exempel paminn@kommun.example."),
        ("QUALITY_TEAM", "teamet", "PAMINN_QUALITY_TEAM: skriv en enda e-postadress, till exempel paminn@kommun.example."),
        ("REDIRECT_ALL_TO", "a@b\r\nBcc: c@d", "PAMINN_REDIRECT_ALL_TO: skriv en enda e-postadress, till exempel paminn@kommun.example."),
        ("SMTP_URL", "ftp://x", "PAMINN_SMTP_URL: skriv en adress som börjar med smtp:// och en värd."),
        ("IMAP_URL", "smtp://x", "PAMINN_IMAP_URL: skriv en adress som börjar med imap:// och en värd."),
        ("GRAPH_URL", "http://graph.example", "PAMINN_GRAPH_URL: skriv en adress som börjar med https://."),
        ("GRAPH_AUTHORITY", "login.example", "PAMINN_GRAPH_AUTHORITY: skriv en adress som börjar med https://."),
        ("GRAPH_MAILBOX", "delad", "PAMINN_GRAPH_MAILBOX: skriv en enda e-postadress, till exempel paminn@kommun.example."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_one_swedish_sentence(name, value, sentence):
    assert told(**{name: value}) == sentence


@pytest.mark.parametrize("name", ["GRAPH_URL", "GRAPH_AUTHORITY", "TEAMS_WEBHOOK"])
@pytest.mark.parametrize("host", ["127.0.0.1:8443", "localhost", "[::1]:80"])
def test_on_this_machine_alone_an_address_may_be_unencrypted(name, host):
    chosen = read_settings({f"PAMINN_{name}": f"http://{host}/x"})
    assert plain(getattr(chosen, name.lower())) == f"http://{host}/x"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1.example/", "http://localhost.example/", "http://127.0.0.1@example/"]
)
def test_an_address_that_only_looks_like_this_machine_is_another(address):
    assert "PAMINN_GRAPH_URL" in told(GRAPH_URL=address)


@pytest.mark.parametrize("key", ["kort-Men_9!xyz", "a" * 31, "x" * 64, "hemligt" * 9, "0101" * 16])
def test_a_key_that_can_be_guessed_is_refused_with_how_to_make_one(key):
    message = told(SECRET_KEY=key)
    assert message.startswith("PAMINN_SECRET_KEY: nyckeln är för kort eller lätt att gissa.")
    assert 'python3 -c "import secrets; print(secrets.token_hex(32))"' in message
    assert key not in message


def test_a_key_that_is_made_is_taken():
    made = secrets.token_hex(32)
    assert plain(read_settings({"PAMINN_SECRET_KEY": made}).secret_key) == made
