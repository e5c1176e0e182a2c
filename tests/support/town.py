"""A small town's servers on loopback, all real: mail, mailbox, Graph, Teams. They know the canaries' passwords."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import trustme
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.support import canaries, houses
from tests.support.fakegraph.entra import CLIENT, TENANT
from tests.support.fakegraph.entra import SECRET as GRAPH_SECRET
from tests.support.fakegraph.server import FakeGraph
from tests.support.imapserver import Post, imap
from tests.support.smtpserver import Script, make_authority, serving
from tests.support.webhook import Flow, serving_flow

USER = "paminn"
# What Graph can be asked, log in aside.
GRAPH = (
    "sendMail", "create", "list", "get", "delete", "send", "move", "value", "folders", "new-folder", "folder", "delta",
)  # fmt: skip
KINDS = ("folder", "smtp", "graph", "certificate", "trial")


@dataclass
class Delivering(Script):
    """A mail server that puts what is for the sender in its mailbox."""

    post: Post = field(default_factory=Post)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if houses.SENDER in envelope.rcpt_tos and self.got and self.got[-1][1] is envelope.content:
            self.post.inbox.put(envelope.content)
        return answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        if data.password.decode() == canaries.SMTP:
            return AuthResult(success=True)
        told = f"535 5.7.8 {data.login.decode()} {data.password.decode()}".encode("ascii", "replace").decode()
        return AuthResult(success=False, handled=False, message=told)


@dataclass
class Keys:
    """What the servers show and what the app logs in with, made once: RSA takes its time."""

    trusted: Path
    shown: ssl.SSLContext
    app: Path  # certificate and private key
    private: str = field(repr=False)  # the key in both forms that programs write

    @classmethod
    def made(cls, folder: Path) -> Keys:
        trusted, shown = make_authority(folder)
        issued = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("paminn.example", key_type=trustme.KeyType.RSA)
        issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "app.pem"))
        pem = issued.private_key_pem.bytes()
        key = serialization.load_pem_private_key(pem, None)
        spelt = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return cls(trusted, shown, folder / "app.pem", f"{pem.decode()}{key.private_bytes(*spelt).decode()}")


@dataclass
class Town:
    keys: Keys
    mail: Delivering
    graph: FakeGraph
    flow: Flow
    ports: tuple[int, int]  # of SMTP and IMAP

    @property
    def smtp_url(self) -> str:
        return f"smtp://{USER}:{quote(canaries.SMTP, safe='')}@127.0.0.1:{self.ports[0]}"

    @property
    def imap_url(self) -> str:
        return f"imap://{USER}:{quote(canaries.IMAP, safe='')}@127.0.0.1:{self.ports[1]}"

    @property
    def hosts(self) -> list[tuple[str, int]]:
        flow = int(self.flow.url.rpartition(":")[2])
        return [("127.0.0.1", port) for port in (*self.ports, self.graph.port, flow)]

    def receive(self, *mails: bytes) -> None:
        """Mails that have come to the shared mailbox, however it is read."""
        for raw in mails:
            self.mail.post.inbox.put(raw)
            self.graph.mailbox.receive(raw)

    def graph_says(self, *operations: str, **fault: Any) -> None:
        """From now on, to everything or these."""
        for operation in operations or GRAPH:
            self.graph.fault(operation, **{"times": 400, **fault})

    def settings(self, kind: str) -> dict[str, str]:
        """The settings of an installation whose mail goes by `kind`; all but "folder" have a flow in Teams.

        "trial" is "smtp" with everything sent to one address, and nothing to the flow.
        """
        app = {"GRAPH_URL": self.graph.url, "GRAPH_AUTHORITY": self.graph.root, "GRAPH_TENANT": TENANT}
        app |= {"GRAPH_CLIENT_ID": CLIENT}
        signed, unsigned = {"TEAMS_WEBHOOK": self.flow.key()}, {"TEAMS_WEBHOOK": self.flow.key(signed=False)}
        smtp = {"MAIL": "smtp", "SMTP_URL": self.smtp_url, "INBOX": "imap", "IMAP_URL": self.imap_url, **signed}
        own = {
            "folder": {},
            "smtp": smtp,
            "trial": {**smtp, "REDIRECT_ALL_TO": canaries.TRIAL},
            "graph": {"MAIL": "graph", "INBOX": "graph", "GRAPH_SECRET": GRAPH_SECRET, **app, **signed},
            # Entra's token is not the one that the flow knows, so its cards are refused.
            "certificate": {"MAIL": "graph", "GRAPH_CERTIFICATE": str(self.keys.app), **app, **unsigned},
        }[kind]
        common = {"SENDER": houses.SENDER, "SECRET_KEY": canaries.KEY, "QUALITY_TEAM": canaries.TEAM, "RECEIPTS": "ja"}
        trust = {"SSL_CERT_FILE": str(self.keys.trusted), "REQUESTS_CA_BUNDLE": str(self.graph.ca)}
        return trust | {f"PAMINN_{name}": value for name, value in (common | own).items()}


@contextmanager
def town(folder: Path, keys: Keys) -> Iterator[Town]:
    """The servers while they are needed."""
    post = Post(user=USER, password=canaries.IMAP)
    script = Delivering(post=post)
    with ExitStack() as stack:
        smtp = stack.enter_context(serving(script, tls_context=keys.shown, authenticator=script.authenticate))
        mailbox = stack.enter_context(imap(post, starttls=keys.shown))
        graph = stack.enter_context(FakeGraph(0, folder / "graph-ca.pem"))
        graph.entra.certificate = x509.load_pem_x509_certificates(keys.app.read_bytes())[0]
        flow = stack.enter_context(serving_flow(Flow()))
        yield Town(keys, script, graph, flow, (smtp, mailbox))


def in_files(settings: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The same settings with every secret in a file of its own."""
    from paminn.settings import SECRETS

    folder.mkdir(exist_ok=True)
    told = dict(settings)
    for name in (f"PAMINN_{secret.upper()}" for secret in SECRETS):
        if name in told:
            (folder / name).write_text(told.pop(name) + "\n", encoding="utf-8")
            told[f"{name}_FILE"] = str(folder / name)
    return told


def answer_to(subject: str, words: str = canaries.ANSWER, sender: str = canaries.ADDRESS) -> bytes:
    """An owner's answer to a mail of ours, signed with the owner's name."""
    text = f"Klar\n\n{words}\n\nHälsningar\n{canaries.NAMES.get(sender, 'En kanariegranne')}"
    named = f"<{sha256((words + sender).encode()).hexdigest()}@prov.example>"
    return houses.reply(text, f"SV: {subject}", sender=f"<{sender}>", message_id=named)
