"""`paminn doctor` as it is given, against real servers on loopback: each fault is told with the step that mends it."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from paminn.channels.mail_server import Server
from paminn.cli import main
from paminn.doctor.diagnosis import Diagnosed, Remedy
from paminn.doctor.probe import mail_server_answers
from tests.support import houses
from tests.support.fakegraph.entra import CLIENT, SECRET, TENANT
from tests.support.fakegraph.server import FakeGraph
from tests.support.imapserver import Post, imap
from tests.support.smtpserver import Script, free_port, make_authority, serving
from tests.support.webhook import Flow, serving_flow

pytestmark = pytest.mark.slow

OWN = "paminn@kommun.test"  # one that is no example
PEOPLE = {role: [one.replace("prov.example", "kommun.test") for one in held] for role, held in houses.PEOPLE.items()}
OWN_AUTHORITY = "«Kommunens egna certifikat» i docs/handbok/it.md"


@dataclass
class Delivering(Script):
    """A mail server that puts what it takes in the mailbox."""

    post: Post = field(default_factory=lambda: Post(user="paminn", password="hemligt"))
    lost: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if answer.startswith("250") and not self.lost:
            self.post.inbox.put(envelope.content)
        return answer


class Machine:
    """Settings, and what the doctor says of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.home = folder, folder / "hem"
        self._patch, self._capsys = monkeypatch, capsys
        self.set(
            HOME=self.home,
            SENDER="paminn@kommun.example",
            PLAN=houses.write_plan(folder / "plan", houses.plan_files(people=PEOPLE)),
        )

    def set(self, **values: object) -> Machine:
        for name, value in values.items():
            self._patch.setenv(f"PAMINN_{name}", str(value))
        return self

    def trust(self, **files: object) -> None:
        for name, value in files.items():
            self._patch.setenv(name, str(value))

    def doctor(self) -> tuple[int, dict[str, dict[str, Any]]]:
        """The exit code, and the rows by their name."""
        self._capsys.readouterr()
        code = main(["doctor", "--json"])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return code, {row["check"]: row for row in json.loads(out)["checks"]}

    def wrong(self) -> dict[str, tuple[str, str]]:
        """Each row that is wrong: what was seen, and what to do."""
        code, rows = self.doctor()
        found = {name: (row["detail"], row["next"]) for name, row in rows.items() if row["ok"] is False}
        assert code == (4 if found else 0)
        return found

    def said(self) -> str:
        self._capsys.readouterr()
        main(["doctor"])
        return self._capsys.readouterr().out


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def machine(tmp_path, monkeypatch, capsys):
    for name in ("PREFECT_API_URL", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return Machine(tmp_path, monkeypatch, capsys)


@dataclass
class Mail:
    machine: Machine
    script: Delivering
    smtp: int
    imap: int

    def url(self, kind: str, port: int, login: str = "paminn:hemligt@", host: str = "127.0.0.1") -> str:
        return f"{kind}://{login}{host}:{port}"


@pytest.fixture
def mail(machine, authority):
    """Mail that goes out by SMTP and is read by IMAP, both with STARTTLS, and works."""
    trusted, shown = authority
    script = Delivering()
    with ExitStack() as stack:
        options = {"tls_context": shown, "authenticator": script.authenticate}
        ports = stack.enter_context(serving(script, **options)), stack.enter_context(imap(script.post, starttls=shown))
        made = Mail(machine, script, *ports)
        machine.set(MAIL="smtp", INBOX="imap", SENDER=OWN, SMTP_URL=made.url("smtp", ports[0]))
        machine.set(IMAP_URL=made.url("imap", ports[1]))
        machine.trust(SSL_CERT_FILE=trusted)
        yield made


@pytest.fixture
def graph(machine, tmp_path):
    with FakeGraph(0, tmp_path / "graph-ca.pem", mailbox=OWN) as fake:
        machine.set(MAIL="graph", INBOX="graph", SENDER=OWN, GRAPH_URL=fake.url, GRAPH_AUTHORITY=fake.root)
        machine.set(GRAPH_TENANT=TENANT, GRAPH_CLIENT_ID=CLIENT, GRAPH_SECRET=SECRET)
        machine.trust(REQUESTS_CA_BUNDLE=fake.ca)
        fake.machine = machine
        yield fake


class TestAllIsWell:
    def test_with_smtp_and_imap(self, mail):
        assert mail.machine.wrong() == {}
        assert mail.script.encrypted == [True]
        assert "hittades igen" in mail.machine.said()

    def test_with_graph(self, graph):
        code, rows = graph.machine.doctor()
        assert code == 0
        for name in ("settings", "authorities", "addresses", "token", "mailbox", "fence", "mail_out", "mail_in"):
            assert rows[name]["ok"] is True, rows[name]

    def test_in_a_folder_it_says_that_nothing_is_sent_and_yet_counts(self, machine):
        code, rows = machine.doctor()
        assert code == 0
        told = rows["mail_out"]["detail"]
        assert told.startswith("Inget skickas")
        assert f"räknas ändå som skickade i det här PAMINN_HOME ({machine.home}), så prov görs i ett annat" in told


def _turn_away(server: socket.socket) -> None:
    """To look, and to send."""
    server.settimeout(5)
    for _ in range(2):
        line, _ = server.accept()
        with line:
            line.sendall(b"554 Not you\r\n")
            with suppress(ConnectionError):
                line.recv(100)


def _answer(server: socket.socket, asked: list[bytes]) -> None:
    server.settimeout(5)
    line, _ = server.accept()
    with line:
        asked.append(line.recv(9999))
        line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class TestMail:
    @pytest.mark.parametrize("inbox", ["imap", "folder"])
    def test_a_wrong_password_to_the_mailbox_is_told_of_the_mailbox(self, mail, inbox):
        mail.machine.set(INBOX=inbox, IMAP_URL=mail.url("imap", mail.imap, "paminn:fel@"))
        wrong = mail.machine.wrong()
        assert set(wrong) == ({"mail_out", "mail_in"} if inbox == "imap" else {"mail_out"})
        for detail, step in wrong.values():
            assert "brevlådan" in detail
            assert "användare och lösenord i PAMINN_IMAP_URL" in step
            assert "SMTP" not in detail + step

    def test_a_wrong_password_to_the_server_is_told_of_the_server(self, mail):
        mail.machine.set(SMTP_URL=mail.url("smtp", mail.smtp, "paminn:fel@"))
        ((detail, step),) = mail.machine.wrong().values()
        assert "nekade inloggningen (535)" in detail
        assert "PAMINN_SMTP_URL har rätt användare och lösenord" in step

    def test_a_server_that_wants_a_login_is_told_of_the_login(self, mail):
        mail.script.mail = ["530 Authentication required"]
        ((detail, step),) = mail.machine.wrong().values()
        assert "530" in detail
        assert "PAMINN_SMTP_URL har rätt användare och lösenord" in step

    def test_a_server_that_does_not_let_us_in_is_told(self, machine):
        with socket.create_server(("127.0.0.1", 0)) as server:
            answering = threading.Thread(target=_turn_away, args=(server,))
            answering.start()
            machine.set(MAIL="smtp", SENDER=OWN, SMTP_URL=f"smtp://127.0.0.1:{server.getsockname()[1]}")
            detail, step = machine.wrong()["mail_out"]
            answering.join(5)
        assert "släpper inte in datorn (554)" in detail
        assert "den här datorns adress" in step

    def test_a_login_as_the_app_that_is_refused_is_told_of_the_app(self, mail, graph):
        graph.machine.set(MAIL="folder", INBOX="imap", IMAP_URL=mail.url("imap", mail.imap, "paminn@"))
        ((detail, step),) = graph.machine.wrong().values()
        assert "AADSTS" in detail
        assert "microsoft365.md" in step

    @pytest.mark.parametrize("refusal", [{"mail": ["553 Not yours"]}, {"rcpt": {OWN: "550 Who?"}}])
    def test_a_server_that_refuses_the_sender_is_told_of_the_sender(self, mail, refusal):
        for name, value in refusal.items():
            setattr(mail.script, name, value)
        ((detail, step),) = mail.machine.wrong().values()
        assert "55" in detail
        assert "PAMINN_SENDER" in step

    def test_a_server_that_asks_us_to_come_again_is_not_told_of_any_setting(self, mail):
        mail.script.mail = ["451 Later"]
        ((detail, step),) = mail.machine.wrong().values()
        assert "451" in detail
        assert step.startswith("Vänta")

    def test_a_login_that_is_not_offered_is_told(self, machine, authority):
        script = Delivering()
        with serving(script, tls_context=authority[1], auth_exclude_mechanism=["LOGIN", "PLAIN"]) as port:
            machine.set(MAIL="smtp", SENDER=OWN, SMTP_URL=f"smtp://paminn:hemligt@127.0.0.1:{port}")
            machine.trust(SSL_CERT_FILE=authority[0])
            detail, step = machine.wrong()["mail_out"]
        assert "erbjuder ingen inloggning" in detail
        assert "587" in step

    def test_a_password_that_would_go_in_clear_is_told(self, machine):
        with serving(Delivering()) as port:
            machine.set(MAIL="smtp", SENDER=OWN, SMTP_URL=f"smtp://paminn:hemligt@127.0.0.1:{port}")
            detail, step = machine.wrong()["mail_out"]
        assert "ingen kryptering" in detail
        assert "STARTTLS" in step

    def test_encryption_from_the_first_byte_where_the_server_begins_without(self, mail):
        mail.machine.set(SMTP_URL=mail.url("smtps", mail.smtp), IMAP_URL=mail.url("imaps", mail.imap))
        wrong = mail.machine.wrong()
        assert all("inte krypterad från början" in detail for detail, _ in wrong.values())
        assert "smtp:// (oftast port 587) i PAMINN_SMTP_URL" in wrong["mail_out"][1]
        assert "imap:// (oftast port 143) i PAMINN_IMAP_URL" in wrong["mail_in"][1]

    def test_no_encryption_from_the_first_byte_where_the_server_begins_with_it(self, mail, authority):
        with serving(mail.script, tls=authority[1]) as smtp, imap(mail.script.post, tls=authority[1]) as post:
            mail.machine.set(SMTP_URL=mail.url("smtp", smtp), IMAP_URL=mail.url("imap", post))
            wrong = mail.machine.wrong()
        assert all("är krypterad från början" in detail for detail, _ in wrong.values())
        assert "smtps:// (oftast port 465) i PAMINN_SMTP_URL" in wrong["mail_out"][1]
        assert "imaps:// (oftast port 993) i PAMINN_IMAP_URL" in wrong["mail_in"][1]

    @pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
    def test_a_certificate_that_is_not_trusted_leads_to_the_handbook(self, mail, authority, monkeypatch, first):
        monkeypatch.delenv("SSL_CERT_FILE")
        with serving(mail.script, tls=authority[1]) as smtp, imap(mail.script.post, tls=authority[1]) as post:
            if first:
                mail.machine.set(SMTP_URL=mail.url("smtps", smtp), IMAP_URL=mail.url("imaps", post))
            wrong = mail.machine.wrong()
        assert set(wrong) == {"mail_out", "mail_in"}
        for detail, step in wrong.values():
            assert "inte litar på" in detail
            assert OWN_AUTHORITY in step

    def test_a_certificate_for_another_name_is_told_of_the_name(self, mail, authority):
        with serving(mail.script, tls=authority[1]) as port:
            mail.machine.set(SMTP_URL=mail.url("smtps", port, host="localhost"))
            ((detail, step),) = mail.machine.wrong().values()
        assert "för ett annat namn" in detail
        assert "i PAMINN_SMTP_URL det namn" in step

    @pytest.mark.parametrize(
        ("host", "told", "step"),
        [("127.0.0.1", "nekar förbindelsen", "värd och port i"), ("[fe80::1%nosuch]", "Namnet i", "stavningen i")],
    )
    def test_nobody_there_and_no_such_name_are_two_faults(self, mail, host, told, step):
        port = free_port()
        mail.machine.set(SMTP_URL=mail.url("smtp", port, host=host), IMAP_URL=mail.url("imap", port, host=host))
        wrong = mail.machine.wrong()
        for name, setting in (("mail_out", "PAMINN_SMTP_URL"), ("mail_in", "PAMINN_IMAP_URL")):
            assert told in wrong[name][0]
            assert f"{step} {setting}" in wrong[name][1]


def test_a_host_that_says_nothing_is_a_fault_of_its_own():
    with socket.socket() as quiet, ExitStack() as stack:
        quiet.bind(("127.0.0.1", 0))
        quiet.listen(0)
        name = quiet.getsockname()
        for _ in range(2):  # its queue is full, so nobody is let in
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(name)
        with pytest.raises(Diagnosed, match="svarar inte i tid") as told:
            mail_server_answers(Server(name[0], name[1], False, "", ""), "PAMINN_SMTP_URL", timeout=0.2)
    assert told.value.remedy is Remedy.SILENT


class TestGraph:
    def test_a_wrong_secret_is_told_once_and_what_needs_it_is_not_tried(self, graph):
        graph.machine.set(GRAPH_SECRET="fel-hemlighet")
        code, rows = graph.machine.doctor()
        assert code == 4
        assert "PAMINN_GRAPH_SECRET stämmer inte" in rows["token"]["detail"]
        for name in ("mailbox", "fence", "mail_out", "mail_in"):
            assert rows[name] == {
                "check": name,
                "ok": None,
                "detail": "Provas när inloggningen fungerar.",
                "next": None,
            }

    def test_what_is_missing_is_told_once(self, graph):
        graph.machine.set(GRAPH_TENANT="", GRAPH_SECRET="")
        wrong = graph.machine.wrong()
        assert set(wrong) == {"token"}
        assert "PAMINN_GRAPH_TENANT och PAMINN_GRAPH_CERTIFICATE" in wrong["token"][0]

    @pytest.mark.parametrize("named", ["PAMINN_SENDER", "PAMINN_GRAPH_MAILBOX"])
    @pytest.mark.parametrize(
        ("code", "told"), [("ErrorInvalidUser", "Kontrollera adressen i"), ("ErrorAccessDenied", "Ge appen rätt till")]
    )
    def test_a_mailbox_that_cannot_be_used_is_told_of_the_setting_that_names_it(self, graph, named, code, told):
        if named == "PAMINN_GRAPH_MAILBOX":
            graph.machine.set(GRAPH_MAILBOX=OWN, SENDER="delad@kommun.test")
        graph.fault("folder", status=404 if code == "ErrorInvalidUser" else 403, code=code)
        wrong = graph.machine.wrong()
        assert set(wrong) == {"mailbox"}
        assert told in wrong["mailbox"][1]
        assert named in wrong["mailbox"][1]
        assert graph.mailbox.delivered == []

    def test_a_refusal_when_mail_is_sent_or_read_is_told_of_the_mailbox(self, graph):
        graph.fault("create", status=403, code="ErrorSendAsDenied")
        graph.fault("delta", status=403, code="ErrorAccessDenied")
        wrong = graph.machine.wrong()
        assert "får inte skicka från brevlådan i PAMINN_SENDER (403" in wrong["mail_out"][0]
        assert "Application Mail.Send" in wrong["mail_out"][1]
        assert "får inte använda brevlådan i PAMINN_SENDER (403" in wrong["mail_in"][0]
        assert "paminn doctor" not in wrong["mail_in"][0]

    def test_two_addresses_are_told_of_and_one_is_not(self, graph):
        assert "two_names" not in graph.machine.set(GRAPH_MAILBOX=OWN.upper()).doctor()[1]
        code, rows = graph.machine.set(SENDER="delad@kommun.test").doctor()
        assert (code, rows["two_names"]["ok"]) == (0, None)
        assert "två namn på samma brevlåda" in rows["two_names"]["detail"]

    def test_where_nobody_answers_is_told_of_the_address(self, graph):
        graph.machine.set(GRAPH_AUTHORITY=f"https://127.0.0.1:{free_port()}")
        ((detail, step),) = graph.machine.wrong().values()
        assert "nekar förbindelsen" in detail
        assert "PAMINN_GRAPH_AUTHORITY" in step

    def test_a_certificate_that_is_not_trusted_leads_to_the_handbook(self, graph, monkeypatch):
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        wrong = graph.machine.wrong()
        assert set(wrong) == {"token"}
        assert "inte litar på" in wrong["token"][0]
        assert OWN_AUTHORITY in wrong["token"][1]

    @pytest.mark.parametrize("kind", ["graph", "teams"])
    def test_a_list_of_authorities_that_is_not_there_is_one_clear_sentence(self, graph, kind):
        graph.machine.trust(REQUESTS_CA_BUNDLE="/finns/inte.pem")
        if kind == "teams":
            graph.machine.set(MAIL="folder", INBOX="folder", TEAMS_WEBHOOK="https://127.0.0.1:1/x?sig=hemligt")
        wrong = graph.machine.wrong()
        assert set(wrong) == {"authorities", "token" if kind == "graph" else "teams"}
        for detail, step in wrong.values():
            assert detail.startswith("Filen som REQUESTS_CA_BUNDLE")
            assert "Rätta sökvägen" in step
            assert "hemligt" not in detail + step


@cache
def private_key() -> rsa.RSAPrivateKey:
    """To find its primes takes as long as ten tests."""
    return rsa.generate_private_key(65537, 2048)


def certificate(folder: Path, begins: float, ends: float) -> Path:
    """A certificate and its key in one file; days from now."""
    key, now = private_key(), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "paminn")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends, minutes=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "app.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path


class TestCertificate:
    @pytest.mark.parametrize(
        ("begins", "ends", "told", "step"),
        [
            (1, 700, "gäller inte än", "timedatectl"),
            (-700, -3, "för 2 dagar sedan", "Gör ett nytt certifikat"),
            (-700, 29, "går ut om 29 dagar", "Gör ett nytt certifikat"),
        ],
    )
    def test_one_that_does_not_hold_is_wrong(self, graph, tmp_path, begins, ends, told, step):
        path = certificate(tmp_path, begins, ends)
        graph.machine.set(GRAPH_SECRET="", GRAPH_CERTIFICATE=path)
        graph.entra.certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
        wrong = graph.machine.wrong()
        assert set(wrong) == {"certificate"}
        assert told in wrong["certificate"][0]
        assert step in wrong["certificate"][1]
        # One that soon ends is still good to log in with.
        assert bool(graph.count("token")) == (begins < 0 < ends)

    def test_of_one_that_holds_the_days_left_are_said(self, graph, tmp_path):
        path = certificate(tmp_path, -1, 400)
        graph.machine.set(GRAPH_SECRET="", GRAPH_CERTIFICATE=path)
        graph.entra.certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
        code, rows = graph.machine.doctor()
        assert code == 0
        assert rows["certificate"]["detail"] == "Certifikatet gäller i 400 dagar till."


class TestMemory:
    def test_a_home_that_cannot_be_made_is_told_of_the_setting(self, machine, tmp_path):
        (tmp_path / "fil").write_bytes(b"")
        machine.set(HOME=tmp_path / "fil" / "hem")
        ((detail, step),) = machine.wrong().values()
        assert f"{tmp_path}/fil/hem går inte att skriva i (en del av sökvägen är en fil)" in detail
        assert "Rätta PAMINN_HOME" in step
        machine.set(OUTBOX_FOLDER=tmp_path / "ut", INBOX_FOLDER=tmp_path / "in")
        _, rows = machine.doctor()
        assert rows["mail_out"]["ok"] is rows["mail_in"]["ok"] is True

    @pytest.mark.parametrize(("setting", "check"), [("OUTBOX_FOLDER", "mail_out"), ("INBOX_FOLDER", "mail_in")])
    def test_a_folder_for_mail_that_cannot_be_made_is_told_of_its_setting(self, machine, tmp_path, setting, check):
        (tmp_path / "fil").write_bytes(b"")
        machine.set(**{setting: tmp_path / "fil" / "post"})
        wrong = machine.wrong()
        assert set(wrong) == {check}
        assert wrong[check][1].startswith(f"Rätta PAMINN_{setting}.")

    def test_a_home_that_is_made_is_said_to_be_empty(self, machine):
        """A slip in the name would make everybody be reminded of everything again."""
        _, rows = machine.doctor()
        assert rows["database"]["detail"] == f"Minnet i {machine.home} är nytt och tomt, och går att skriva i."
        _, rows = machine.doctor()
        assert rows["database"]["detail"] == "Minnet går att skriva i (SQLite)."

    @pytest.mark.parametrize("whole", [True, False], ids=["all of it", "a page of it"])
    def test_a_ledger_that_is_damaged_is_to_be_restored(self, machine, whole):
        machine.doctor()
        ledger = machine.home / "ledger.db"
        with sqlite3.connect(ledger) as connection:
            size = connection.execute("pragma page_size").fetchone()[0]
        raw = ledger.read_bytes()
        ledger.write_bytes(b"skrot" * 999 if whole else raw[: size * 2] + b"\xff" * size + raw[size * 3 :])
        wrong = machine.wrong()
        assert set(wrong) == {"database"}
        assert "skadad" in wrong["database"][0]
        assert "Återställ ledger.db" in wrong["database"][1]

    def test_a_database_elsewhere_is_told_of_its_address(self, machine, tmp_path):
        machine.set(DATABASE_URL=f"sqlite:///{tmp_path}/finns/inte/x.db")
        detail, step = machine.wrong()["database"]
        assert "PAMINN_DATABASE_URL" in step
        assert "PAMINN_HOME" not in detail + step

    def test_a_damaged_key_is_to_be_restored(self, machine):
        machine.doctor()
        (machine.home / "secret.key").write_text("kort")
        assert "Återställ secret.key" in machine.wrong()["key"][1]


class TestSettings:
    def test_those_that_cannot_be_understood_are_a_row_with_each_of_them(self, machine):
        machine.set(MAIL="brev", SMPT_URL="smtp://x", SMTP_URL_FILE="/finns/inte")
        code, rows = machine.doctor()
        assert (code, list(rows)) == (2, ["settings"])
        assert rows["settings"]["ok"] is False
        assert len(rows["settings"]["detail"].splitlines()) == 3
        said = machine.said()
        assert said.startswith("FEL   Inställningarna: ")
        assert "Menade du PAMINN_SMTP_URL?" in said
        assert "PAMINN_SMTP_URL_FILE pekar på går inte att läsa (finns inte)" in said
        assert "Gör så här: Rätta det som nämns och kör igen." in said

    def test_those_that_are_missing_are_told_as_settings(self, machine):
        machine.set(MAIL="smtp", SENDER=OWN, INBOX="imap")
        wrong = machine.wrong()
        assert "PAMINN_SMTP_URL saknas" in wrong["mail_out"][0]
        assert "PAMINN_IMAP_URL saknas" in wrong["mail_in"][0]
        assert wrong["mail_out"][1] == wrong["mail_in"][1] == "Rätta inställningen som nämns och kör igen."


class TestAddresses:
    def test_examples_are_wrong_where_mail_is_sent(self, mail, tmp_path):
        mail.machine.set(PLAN=houses.write_plan(tmp_path / "annan"), SENDER=houses.SENDER)
        detail, step = mail.machine.wrong()["addresses"]
        assert detail == "PAMINN_SENDER och 5 adresser i owners.yaml slutar på .example, som inte går till någon."
        assert "owners.yaml" in step

    def test_in_a_trial_those_of_the_owners_are_only_told(self, mail, tmp_path):
        mail.machine.set(PLAN=houses.write_plan(tmp_path / "annan"), REDIRECT_ALL_TO="jag@kommun.test")
        code, rows = mail.machine.doctor()
        assert (code, rows["addresses"]["ok"]) == (0, None)
        mail.machine.set(REDIRECT_ALL_TO="jag@kommun.example")
        assert "PAMINN_REDIRECT_ALL_TO" in mail.machine.wrong()["addresses"][0]

    def test_in_a_folder_they_are_as_good_as_any(self, machine, tmp_path):
        machine.set(PLAN=houses.write_plan(tmp_path / "annan"))
        _, rows = machine.doctor()
        assert "addresses" not in rows


class TestTrust:
    @pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
    def test_a_list_that_is_not_there_or_none_at_all_is_told_by_name(self, machine, tmp_path, name):
        machine.trust(**{name: tmp_path / "borta.pem"})
        assert f"{name} pekar på går inte att läsa (finns inte)" in machine.wrong()["authorities"][0]
        (tmp_path / "borta.pem").write_text("inget certifikat")
        assert f"{name} pekar på innehåller inget certifikat" in machine.wrong()["authorities"][0]

    def test_without_it_no_mail_leaves_and_it_is_told_why(self, graph, capsys):
        graph.machine.trust(REQUESTS_CA_BUNDLE="/finns/inte.pem")
        assert [main(["remind", "--on", houses.FIRST_STEP.isoformat(), "--send"]), main(["collect"])] == [4, 4]
        out, err = capsys.readouterr()
        told = "ilen som REQUESTS_CA_BUNDLE eller CURL_CA_BUNDLE pekar på finns inte"
        assert out.count(told) == 3
        assert err.startswith(f"F{told}")

    def test_without_it_no_card_leaves_and_it_is_told_why(self, machine, capsys):
        machine.trust(REQUESTS_CA_BUNDLE="/finns/inte.pem")
        machine.set(TEAMS_WEBHOOK="https://127.0.0.1:1/x?sig=hemligt")
        assert main(["remind", "--on", houses.FIRST_STEP.isoformat(), "--send"]) == 4
        out, err = capsys.readouterr()
        assert "filen som REQUESTS_CA_BUNDLE eller CURL_CA_BUNDLE pekar på finns inte" in out
        assert "hemligt" not in out + err


class TestTeams:
    def test_a_flow_is_reached_and_told_nothing(self, machine):
        with serving_flow(Flow()) as flow:
            machine.set(TEAMS_WEBHOOK=flow.key())
            code, rows = machine.doctor()
        assert (code, rows["teams"]["ok"]) == (0, True)
        assert (flow.got, flow.posted) == ([], [])

    def test_of_the_address_nothing_is_told_but_the_host(self, machine):
        with socket.create_server(("127.0.0.1", 0)) as server:
            asked: list[bytes] = []
            answering = threading.Thread(target=_answer, args=(server, asked))
            answering.start()
            machine.set(TEAMS_WEBHOOK=f"http://127.0.0.1:{server.getsockname()[1]}/hemligt?sig=hemligt")
            _, rows = machine.doctor()
            answering.join(5)
        assert rows["teams"]["ok"] is True
        assert asked[0].startswith(b"GET / HTTP")
        assert b"hemligt" not in asked[0]

    def test_one_that_is_not_trusted_leads_to_the_handbook(self, machine, authority):
        with serving_flow(Flow(), authority[1]) as flow:
            machine.set(TEAMS_WEBHOOK=flow.key())
            assert OWN_AUTHORITY in machine.wrong()["teams"][1]
            machine.trust(REQUESTS_CA_BUNDLE=authority[0])
            assert machine.wrong() == {}

    def test_encryption_where_nobody_encrypts_is_told(self, machine):
        with serving_flow(Flow()) as flow:
            machine.set(TEAMS_WEBHOOK=flow.key().replace("http://", "https://"))
            detail, step = machine.wrong()["teams"]
        assert "inte krypterad" in detail
        assert "PAMINN_TEAMS_WEBHOOK" in step

    def test_a_proxy_that_is_gone_is_told_as_the_proxy(self, machine):
        machine.set(TEAMS_WEBHOOK="https://flode.example/x?sig=hemligt")
        machine.trust(HTTPS_PROXY=f"http://127.0.0.1:{free_port()}", NO_PROXY="")
        detail, step = machine.wrong()["teams"]
        assert "proxyn" in detail.lower()
        assert "HTTPS_PROXY" in step
