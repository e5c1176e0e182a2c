"""Postfix and Dovecot as a municipality may run them, on loopback alone: mail for elsewhere is refused."""

from __future__ import annotations

import base64
import imaplib
import os
import shutil
import smtplib
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.support.paminn_up import until
from tests.support.smtpserver import free_port, make_authority

DOMAIN = "prov.example"
SHARED = f"paminn@{DOMAIN}"
PASSWORD = "hemligt åäö"
TOKEN_KEY = b"en nyckel som bara proven har, 32"
USERS = ("paminn", "chef", "vice", "ett", "tva", "kvalitet", "sen")

_DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/dovecot.log
mail_location = maildir:~/Maildir
first_valid_uid = 1
recipient_delimiter = +
auth_mechanisms = plain xoauth2
ssl = yes
ssl_cert = <{place}/server.pem
ssl_key = <{place}/server.key
passdb {{
  driver = passwd-file
  mechanisms = plain
  args = {place}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {place}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={place}/mail/%d/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = .
  mailbox Sent {{
    auto = subscribe
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener {place}/queue/private/auth {{
    user = postfix
    group = postfix
    mode = 0660
  }}
}}
"""

_OAUTH2 = """
introspection_mode = local
username_attribute = sub
local_validation_key_dict = fs:posix:prefix={place}/keys/
"""

_POSTFIX = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
maillog_file = {place}/postfix.log
maillog_file_prefixes = {place}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = post.{domain}
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{place}/recipients
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
transport_maps = texthash:{place}/routes
default_transport = error:inget lamnar maskinen
relay_transport = error:inget lamnar maskinen
recipient_delimiter = +
smtpd_tls_security_level = may
smtpd_tls_cert_file = {place}/server.pem
smtpd_tls_key_file = {place}/server.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
in_flow_delay = 0
"""

_SERVICES = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{plain} inet n - n - - smtpd -o smtpd_tls_security_level=none
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailHost:
    """A running mail host. Every user's password is PASSWORD."""

    place: Path
    smtp: int
    plain: int  # the same SMTP without encryption, so that a test can listen
    imap: int
    imaps: int
    authority: Path

    def smtp_url(self) -> str:
        return f"smtp://{quote(SHARED)}:{quote(PASSWORD)}@127.0.0.1:{self.smtp}"

    def imap_url(self, *, tls: bool = False, user: str = SHARED, password: str = PASSWORD) -> str:
        scheme, port = ("imaps", self.imaps) if tls else ("imap", self.imap)
        return f"{scheme}://{quote(user)}:{quote(password)}@127.0.0.1:{port}"

    def mails(self, user: str) -> list[bytes]:
        """Every mail of a user as it lies in the Maildir, whichever folder."""
        home = self.place / "mail" / DOMAIN / user / "Maildir"
        return [path.read_bytes() for part in ("new", "cur") for path in sorted(home.rglob(f"{part}/*"))]

    def filed(self, folder: str, user: str = SHARED) -> list[bytes]:
        """Every mail in one folder, as another program reads it."""
        with self.opened(user) as mailbox:
            (count, *_) = mailbox.select(f'"{folder}"', readonly=True)[1]
            rows = mailbox.fetch(f"1:{int(count)}", "(BODY.PEEK[])")[1] if int(count) else []
        return [row[1] for row in rows if isinstance(row, tuple)]

    def put(self, raw: bytes, folder: str = "INBOX", user: str = SHARED) -> None:
        """Lay a mail in a folder."""
        with self.opened(user) as mailbox:
            told, _ = mailbox.append(folder, "", "", raw)
            assert told == "OK"

    @contextmanager
    def opened(self, user: str = SHARED) -> Iterator[imaplib.IMAP4]:
        """The mailbox as another program sees it."""
        context = ssl.create_default_context(cafile=str(self.authority))
        with imaplib.IMAP4_SSL("127.0.0.1", self.imaps, ssl_context=context, timeout=30) as mailbox:
            mailbox.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            yield mailbox

    def idle(self) -> bool:
        """Whether every mail handed over has been delivered or bounced."""
        return not any(path.is_file() for part in _QUEUES for path in (self.place / "queue" / part).rglob("*"))

    def empty(self) -> None:
        """Take away every mail there is."""
        until(self.idle, 60, 0.05)
        shutil.rmtree(self.place / "mail" / DOMAIN, ignore_errors=True)

    @property
    def log(self) -> str:
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.place.glob("*.log")))


_QUEUES = ("maildrop", "incoming", "active")


@contextmanager
def mailhost(
    *, users: Sequence[str] = USERS, routes: Mapping[str, int] | None = None, prefix: str = ""
) -> Iterator[MailHost]:
    """Both servers, started and stopped here. `routes`: a user's mail goes on by SMTP to that port."""
    # Unix sockets have short names, so a short place too.
    place = Path(tempfile.mkdtemp(prefix="paminn-post-", dir="/tmp"))
    host = MailHost(place, free_port(), free_port(), free_port(), free_port(), place / "ca.pem")
    try:
        _write(host, users, routes or {}, prefix)
        with _running(host):
            yield host
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write(host: MailHost, users: Sequence[str], routes: Mapping[str, int], prefix: str) -> None:
    place = host.place
    place.chmod(0o755)
    make_authority(place)
    for name, owner in (("queue", "root"), ("data", "postfix"), ("mail", "mail"), ("run", "root"), ("state", "root")):
        (place / name).mkdir()
        shutil.chown(place / name, owner)
    (place / "queue" / "private").mkdir(mode=0o700)
    shutil.chown(place / "queue" / "private", "postfix")
    key = place / "keys" / "default" / "HS256" / "default"
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(TOKEN_KEY))
    values = {
        "place": place, "domain": DOMAIN, "smtp": host.smtp, "plain": host.plain, "imap": host.imap, "imaps": host.imaps,
        "lmtp": free_port(), "prefix": prefix,
    }  # fmt: skip
    written = {"dovecot.conf": _DOVECOT, "oauth2.conf": _OAUTH2, "etc/main.cf": _POSTFIX, "etc/master.cf": _SERVICES}
    (place / "etc").mkdir()
    for name, text in written.items():
        (place / name).write_text(text.format(**values), encoding="utf-8")
    tables = {
        "users": [f"{user}@{DOMAIN}:{{PLAIN}}{PASSWORD}::::::" for user in users],
        "recipients": [f"{user}@{DOMAIN} x" for user in users],
        "routes": [f"{user}@{DOMAIN} smtp:[127.0.0.1]:{port}" for user, port in routes.items()],
    }
    for name, lines in tables.items():
        (place / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@contextmanager
def _running(host: MailHost) -> Iterator[None]:
    postfix = ["postfix", "-c", str(host.place / "etc")]
    commands = [["dovecot", "-F", "-c", str(host.place / "dovecot.conf")], [*postfix, "start-fg"]]
    with (host.place / "said.log").open("wb") as said:
        servers = [subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True) for command in commands]
    try:
        until(lambda: _answers(host) or any(server.poll() is not None for server in servers), 60, 0.1)
        assert [server.poll() for server in servers] == [None, None], host.log
        yield
    finally:
        subprocess.run([*postfix, "stop"], capture_output=True, check=False)
        servers[0].terminate()
        for server in servers:
            server.wait(30)


def _answers(host: MailHost) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", host.smtp, timeout=5), imaplib.IMAP4("127.0.0.1", host.imap, timeout=5):
            return True
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
        return False


def trusting(host: MailHost) -> dict[str, str]:
    """An environment in which the host's certificate is trusted."""
    return {**os.environ, "SSL_CERT_FILE": str(host.authority)}
