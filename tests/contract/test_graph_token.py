"""The app's token: real msal against a fake Entra, with a secret and with certificates."""

from __future__ import annotations

import threading
import traceback

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from paminn.channels.graph.certificate import read_certificate
from paminn.channels.graph.token import TokenError, Tokens
from paminn.errors import UsageError
from paminn.texts.causes import why
from tests.support.fakegraph.door import tokens
from tests.support.fakegraph.entra import CLIENT, FLOW, SECRET, TENANT, TOKEN
from tests.support.fakegraph.server import FakeGraph
from tests.support.smtpserver import free_port

pytestmark = pytest.mark.slow

LOCKED = serialization.BestAvailableEncryption(b"losen")


@pytest.fixture
def fake(tmp_path):
    with FakeGraph(0, tmp_path / "ca.pem") as graph:
        yield graph


@pytest.fixture
def scope(fake):
    return f"{fake.root}/.default"


class App:
    """A certificate with its key, in every form that people keep it in."""

    def __init__(self, kind: trustme.KeyType = trustme.KeyType.RSA) -> None:
        issued = trustme.CA(key_type=kind).issue_cert("paminn.example", key_type=kind)
        self.key_pem = issued.private_key_pem.bytes()
        self.chain = [one.bytes() for one in issued.cert_chain_pems]
        self.key = serialization.load_pem_private_key(self.key_pem, None)
        self.certificate = x509.load_pem_x509_certificate(self.chain[0])

    def locked_pem(self) -> bytes:
        shape = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(serialization.Encoding.PEM, shape, LOCKED)

    def pfx(self, lock=None) -> bytes:
        lock = lock or serialization.NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"paminn", self.key, self.certificate, None, lock)


@pytest.fixture(scope="module")
def app():
    return App()


@pytest.fixture(scope="module")
def other():
    return App()


def told(fake, **named) -> str:
    """What a refused token request says."""
    made = tokens(fake, **named)
    with pytest.raises(TokenError) as error:
        made.get(f"{fake.root}/.default")
    made.close()
    said = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert not any(secret in said for secret in (SECRET, "fel-hemlighet", CLIENT, TENANT))
    return why(error.value.failure)


class TestSecret:
    def test_one_token_is_asked_for_and_used_while_it_lasts(self, fake, scope):
        made = tokens(fake)
        first = made.get(scope)
        assert first.startswith(TOKEN)
        assert made.get(scope) == first
        assert fake.count("token") == 1
        assert made.renew(scope) != first
        made.close()

    def test_nothing_is_asked_before_somebody_needs_a_token(self, fake):
        tokens(fake).close()
        assert fake.log == []

    def test_ten_threads_that_need_a_token_at_once_ask_once(self, fake, scope):
        made, got = tokens(fake), []
        threads = [threading.Thread(target=lambda: got.append(made.get(scope))) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made.close()
        assert (len(got), len(set(got)), fake.count("token")) == (10, 1, 1)

    def test_a_token_soon_to_expire_is_not_used_again(self, fake, scope):
        fake.entra.lifetime = 200
        made = tokens(fake)
        assert made.get(scope) != made.get(scope)
        made.close()

    def test_the_flow_of_teams_has_a_token_of_its_own(self, fake, scope):
        made = tokens(fake)
        assert made.get(FLOW) != made.get(scope)
        made.close()
        assert sorted(fake.entra.issued.values()) == sorted([FLOW, scope])

    def test_only_the_tenant_is_asked_and_nobody_about_it(self, fake, scope):
        made = tokens(fake)
        made.get(scope)
        made.close()
        assert [one.target.split("/")[1] for one in fake.log] == [TENANT, TENANT]

    def test_neither_secret_nor_token_shows(self, fake, scope):
        made = tokens(fake)
        token = made.get(scope)
        made.close()
        assert not any(one in repr(made) for one in (SECRET, token))


class TestWrongSettings:
    @pytest.mark.parametrize(
        ("code", "setting"),
        [
            (7000215, "PAMINN_GRAPH_SECRET stämmer inte"),
            (7000222, "PAMINN_GRAPH_SECRET har gått ut"),
            (7000218, "PAMINN_GRAPH_CERTIFICATE eller PAMINN_GRAPH_SECRET"),
            (700027, "PAMINN_GRAPH_CERTIFICATE är inte registrerat"),
            (700024, "klocka"),
            (700016, "PAMINN_GRAPH_CLIENT_ID"),
            (7000112, "PAMINN_GRAPH_CLIENT_ID är avstängd"),
            (90002, "PAMINN_GRAPH_TENANT"),
            (900023, "PAMINN_GRAPH_TENANT"),
            (500011, "PAMINN_GRAPH_URL"),
            (650057, "API-behörigheter"),
            (53003, "villkorsstyrd åtkomst"),
            (50049, "PAMINN_GRAPH_AUTHORITY"),
            (1002012, "PAMINN_GRAPH_URL"),
        ],
    )
    def test_entras_code_is_told_as_the_setting_to_look_at(self, fake, code, setting):
        fake.entra.refuse = code
        reason = told(fake)
        assert setting in reason
        assert reason.endswith(f"(AADSTS{code})")

    def test_an_unknown_code_is_told_as_it_is(self, fake):
        fake.entra.refuse = 123456
        assert told(fake) == "inloggningen till Microsoft 365 nekades (AADSTS123456)"

    def test_the_wrong_secret(self, fake):
        assert "PAMINN_GRAPH_SECRET" in told(fake, secret="fel-hemlighet")

    def test_the_wrong_client(self, fake, scope):
        made = Tokens(fake.root, TENANT, "nagon-annan", secret=SECRET, ca=fake.ca)
        with pytest.raises(TokenError, match="app_unknown"):
            made.get(scope)
        made.close()

    def test_the_wrong_tenant_which_msal_hides(self, fake, scope):
        made = Tokens(fake.root, "nagon-annan", CLIENT, secret=SECRET, ca=fake.ca)
        with pytest.raises(TokenError, match=r"tenant_unknown \(AADSTS90002\)"):
            made.get(scope)
        made.close()

    def test_the_wrong_resource(self, fake):
        made = tokens(fake)
        with pytest.raises(TokenError, match="service_not_in_tenant"):
            made.get("https://nagot.annat.example/.default")
        made.close()

    @pytest.mark.parametrize("body", ["<html>Logga in</html>", "{}", "[1]", '"x"'])
    @pytest.mark.parametrize("on", ["discovery", "token"])
    def test_something_else_than_entra_answers(self, fake, on, body):
        """A network that wants a sign-in of its own first."""
        fake.fault(on, status=200, body=body, times=9)
        assert "PAMINN_GRAPH_AUTHORITY" in told(fake)

    @pytest.mark.parametrize(
        "missing",
        [
            {"tenant": ""},
            {"client_id": ""},
            {"secret": ""},
            {"authority": "http://login.example"},
        ],
        ids=lambda one: next(iter(one)),
    )
    def test_what_is_missing_is_told_before_anything_is_asked(self, missing):
        given = {
            "authority": "https://login.example",
            "tenant": TENANT,
            "client_id": CLIENT,
            "secret": SECRET,
            **missing,
        }
        named = {"client_id": "CLIENT_ID", "secret": "CERTIFICATE"}.get(
            next(iter(missing)), next(iter(missing)).upper()
        )
        with pytest.raises(UsageError, match=f"PAMINN_GRAPH_{named}") as error:
            Tokens(given["authority"], given["tenant"], given["client_id"], secret=given["secret"])
        assert SECRET not in str(error.value)

    def test_two_credentials_are_one_too_many(self, tmp_path):
        with pytest.raises(UsageError, match="inte båda"):
            Tokens("https://login.example", TENANT, CLIENT, secret=SECRET, certificate=tmp_path / "app.pem")


class TestOutOfOrder:
    @pytest.mark.parametrize("fault", [{"status": 503}, {"status": 504}, {"drop": True}], ids=["503", "504", "reset"])
    def test_a_moments_trouble_is_waited_out(self, fake, scope, fault):
        fake.fault("discovery", **fault, times=2)
        made = tokens(fake)
        assert made.get(scope)
        made.close()

    @pytest.mark.parametrize("on", ["discovery", "token"])
    @pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"drop": True}], ids=["503", "500", "reset"])
    def test_lasting_trouble_is_told(self, fake, on, fault):
        fake.fault(on, **fault, times=9)
        assert told(fake).endswith("PAMINN_GRAPH_AUTHORITY svarar inte")

    def test_a_server_that_never_answers_is_not_waited_for_for_ever(self, fake):
        fake.fault("discovery", hang=5, times=9)
        assert "svarar inte" in told(fake, timeout=(1, 0.1))

    def test_a_server_that_is_not_there(self, fake, scope):
        made = Tokens(
            f"https://127.0.0.1:{free_port()}", TENANT, CLIENT, secret=SECRET, ca=fake.ca, sleep=lambda _: None
        )
        with pytest.raises(TokenError, match="entra_no_answer"):
            made.get(scope)
        made.close()

    def test_an_overloaded_entra_is_asked_again(self, fake):
        fake.entra.refuse = 90033
        assert "överbelastat" in told(fake)


class TestCertificate:
    @pytest.fixture
    def registered(self, fake, app):
        fake.entra.certificate = app.certificate
        return fake

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("nyckel först.pem", lambda app: app.key_pem + app.chain[0]),
            ("certifikat först.pem", lambda app: app.chain[0] + app.key_pem),
            ("utfärdaren först.pem", lambda app: trustme.CA().cert_pem.bytes() + app.chain[0] + app.key_pem),
            ("app.crt", lambda app: b"Bag Attributes\n    localKeyID: 01\n" + app.chain[0] + b"\n" + app.key_pem),
            ("app.pfx", lambda app: app.pfx()),
            ("APP.P12", lambda app: app.pfx()),
        ],
        ids=lambda one: one if isinstance(one, str) else "",
    )
    def test_it_signs_in_from_every_kind_of_file(self, registered, scope, tmp_path, app, name, content):
        (tmp_path / name).write_bytes(content(app))
        made = tokens(registered, certificate=tmp_path / name)
        assert made.get(scope).startswith(TOKEN)
        made.close()

    def test_one_that_is_not_registered_is_told(self, registered, tmp_path, other):
        (tmp_path / "annan.pem").write_bytes(other.key_pem + other.chain[0])
        assert "PAMINN_GRAPH_CERTIFICATE" in told(registered, certificate=tmp_path / "annan.pem")

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("borta.pem", None, "finns inte"),
            ("tom.pem", lambda app, _: b"", "ingen läsbar privat nyckel"),
            ("skräp.pem", lambda app, _: bytes(range(256)), "ingen läsbar privat nyckel"),
            ("bara certifikat.pem", lambda app, _: app.chain[0], "ingen läsbar privat nyckel"),
            ("bara nyckel.pem", lambda app, _: app.key_pem, "inget certifikat"),
            ("omaka.pem", lambda app, other: app.key_pem + other.chain[0], "inget certifikat som hör till nyckeln"),
            ("låst.pem", lambda app, _: app.locked_pem() + app.chain[0], "låst med ett lösenord"),
            ("låst.pfx", lambda app, _: app.pfx(LOCKED), "har ett lösenord"),
            ("skräp.pfx", lambda app, _: b"inte en pfx", "skadad"),
            ("trasigt.pem", lambda app, _: app.key_pem + app.chain[0][:200], "inget certifikat"),
        ],
        ids=lambda one: one if isinstance(one, str) and "." in one else "",
    )
    def test_a_file_that_cannot_be_used_is_one_swedish_sentence(self, tmp_path, app, other, name, content, told):
        if content:
            (tmp_path / name).write_bytes(content(app, other))
        with pytest.raises(UsageError, match=told) as error:
            Tokens("https://login.example", TENANT, CLIENT, certificate=tmp_path / name)
        assert str(error.value).startswith("PAMINN_GRAPH_CERTIFICATE: ")
        assert "PRIVATE" not in "".join(traceback.format_exception(error.value))

    def test_a_folder_is_no_certificate(self, tmp_path):
        with pytest.raises(UsageError, match="det är en mapp"):
            read_certificate(tmp_path)

    def test_a_key_of_another_kind_is_told(self, tmp_path):
        app = App(trustme.KeyType.ECDSA)
        (tmp_path / "ec.pem").write_bytes(app.key_pem + app.chain[0])
        with pytest.raises(UsageError, match="RSA"):
            read_certificate(tmp_path / "ec.pem")

    def test_the_key_never_shows(self, tmp_path, app):
        (tmp_path / "app.pem").write_bytes(app.key_pem + app.chain[0])
        found = read_certificate(tmp_path / "app.pem")
        assert "PRIVATE" in found.private
        assert "PRIVATE" not in repr(found) + str(found)
