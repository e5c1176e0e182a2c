"""What the receiving server found is believed when it is a server that was named, and never on the mail's own word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.replies.mail.authenticity import EXCHANGE, is_proven, suspicion
from paminn.replies.mail.parse import parse
from paminn.replies.model import Flag, MailKind
from paminn.replies.read import read_mail
from tests.support.houses import SENDER, reply

OURS = "mx.prov.example"
INSIDE = {"X-MS-Exchange-Organization-AuthAs": "Internal"}
# As Exchange Online writes it: it names no server.
OUTSIDE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=prov.example; dkim=pass (signature was verified) "
    "header.d=prov.example;dmarc=pass action=none header.from=prov.example;compauth=pass reason=100"
)


def mail(*results: str, sender: str = "Chef <chef@prov.example>", **headers: str) -> bytes:
    """A mail with these Authentication-Results, the topmost first."""
    top = "".join(f"Authentication-Results: {one}\r\n" for one in results)
    return top.encode() + reply("Klar.", sender=sender, headers=headers)


def proven(raw: bytes, *trusted: str) -> bool:
    return is_proven(parse(raw), trusted)


@pytest.mark.parametrize(
    "results",
    [f"{OURS}; dmarc=pass header.from=prov.example", f"{OURS} 1; dmarc=pass (p=reject) header.from=prov.example",
     "MX.Prov.Example;\r\n\tspf=fail smtp.mailfrom=x;\r\n\tdmarc = pass header.from=PROV.example",
      f"{OURS}; auth=pass smtp.auth=chef@prov.example", f"{OURS}; (a (nested) comment; dmarc=fail) dmarc=pass header.from=prov.example"],
)  # fmt: skip
def test_a_named_server_vouches_for_a_sender(results):
    assert proven(mail(results), OURS)
    assert not proven(mail(results))
    assert not proven(mail(results), "annan.prov.example", EXCHANGE)


@pytest.mark.parametrize(
    "results",
    [f"{OURS}; none", f"{OURS}", f"{OURS}; spf=pass smtp.mailfrom=prov.example", f"{OURS}; dmarc=none header.from=prov.example",
     f"{OURS}; dmarc=pass header.from=annan.example", f"{OURS}; dmarc=pass", f"{OURS}; dkim=pass header.d=prov.example",
     f"{OURS}; auth=pass smtp.auth=vice@prov.example", f"{OURS}; x-dmarc=pass header.from=prov.example",
     f"{OURS}; dmarc=passage header.from=prov.example",
     f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=prov.example"@annan.example',
     f"{OURS}; spf=none (x; dmarc=pass header.from=prov.example)",
     f"{OURS}; dmarc=none header.from=prov.example; spf=pass smtp.mailfrom=x; dmarc=pass header.from=prov.example",
     f"{OURS}; spf=none smtp.mailfrom==?utf-8?q?x;_dmarc=3Dpass_header.from=3Dprov.example?="],
)  # fmt: skip
def test_what_it_did_not_find_or_a_sender_put_into_its_words_proves_nothing(results):
    assert not proven(mail(results), OURS)


def test_only_the_topmost_is_read():
    """What came with the mail stands below what the server wrote."""
    good, bad = f"{OURS}; dmarc=pass header.from=prov.example", f"{OURS}; dmarc=none header.from=prov.example"
    assert proven(mail(good, bad), OURS)
    assert not proven(mail(bad, good), OURS)
    assert not proven(mail("gw.annan.example; dmarc=none", good), OURS)


class TestExchange:
    def test_its_own_mark_for_mail_from_within_is_believed_when_it_is_named(self):
        assert proven(mail(**INSIDE), EXCHANGE)

    def test_anywhere_else_the_mark_is_whoevers_who_wrote_the_mail(self):
        assert not proven(mail(**INSIDE))
        assert not proven(mail(**INSIDE), OURS)
        assert not proven(mail(f"{OURS}; dmarc=none header.from=prov.example", **INSIDE), OURS)

    def test_a_mark_of_mail_from_outside_is_none(self):
        assert not proven(mail(**{"X-MS-Exchange-Organization-AuthAs": "Anonymous"}), EXCHANGE)
        double = b"X-MS-Exchange-Organization-AuthAs: Anonymous\r\n" + mail(**INSIDE)
        assert not proven(double, EXCHANGE)

    def test_what_it_found_of_mail_from_outside_is_believed_when_it_is_named(self):
        assert proven(mail(OUTSIDE), EXCHANGE)
        assert not proven(mail(OUTSIDE), OURS)
        assert not proven(mail(OUTSIDE, sender="Chef <chef@annan.example>"), EXCHANGE)

    @pytest.mark.parametrize("verdict", ["fail", "none", "softpass"])
    def test_without_its_own_pass_nothing_is_proven(self, verdict):
        assert not proven(mail(OUTSIDE.replace("compauth=pass", f"compauth={verdict}")), EXCHANGE)

    def test_results_of_another_server_on_top_are_not_its_own(self):
        assert not proven(mail("mx.annan.example; compauth=pass; dmarc=pass header.from=prov.example"), EXCHANGE)


def test_two_senders_are_never_proven():
    raw = b"From: chef@prov.example\r\n" + mail(f"{OURS}; dmarc=pass header.from=prov.example", **INSIDE)
    assert not proven(raw, OURS, EXCHANGE)


@pytest.mark.parametrize(
    ("results", "why"),
    [("dmarc=fail", "authentication-results"), (f"{OURS}; dmarc=fail header.from=prov.example", "authentication-results"),
     (OUTSIDE.replace("compauth=pass reason=100", "compauth=fail reason=601"), "authentication-results"),
     (f'{OURS}; spf=none (") ; dmarc=fail header.from=prov.example (")', "authentication-results"),
     (f'{OURS}; spf=none smtp.mailfrom="compauth=pass"@x; dmarc=fail', "authentication-results"),
     ("spf=fail; dkim=none; dmarc=none", "own-domain-spf"), ("spf=softfail; dkim=fail", "own-domain-spf"),
     ("spf=fail; dkim=pass", ""), ("spf=fail; dmarc=pass", ""), ("dmarc=fail; compauth=pass", ""), (OUTSIDE, ""), ("", "")],
)  # fmt: skip
def test_a_failure_is_believed_whoever_tells_it(results, why):
    assert (suspicion(parse(mail(results)), frozenset([SENDER])) or "") == why


def test_a_failure_of_another_domains_spf_is_not_ours_to_judge():
    raw = mail("spf=fail; dkim=none", sender="x@annan.example")
    assert suspicion(parse(raw), frozenset([SENDER])) is None


def test_the_flag_follows_the_mail():
    assert Flag.UNPROVEN_SENDER not in read_mail(mail(), own_addresses=[SENDER]).flags
    assert Flag.UNPROVEN_SENDER in read_mail(mail(), own_addresses=[SENDER], trusted=[OURS]).flags
    assert Flag.UNPROVEN_SENDER not in read_mail(mail(**INSIDE), own_addresses=[SENDER], trusted=[EXCHANGE]).flags


def test_a_machines_mail_that_failed_is_still_a_machines_but_marked():
    found = read_mail(mail("dmarc=fail", **{"Auto-Submitted": "auto-replied"}), own_addresses=[SENDER])
    assert (found.kind, Flag.UNPROVEN_SENDER in found.flags) == (MailKind.AUTOMATIC, True)


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=300))
def test_any_header_is_read(value):
    letter = parse(mail().replace(b"From:", b"Authentication-Results: " + value.encode("latin-1") + b"\r\nFrom:", 1))
    assert suspicion(letter, frozenset([SENDER])) in (None, "from", "authentication-results", "own-domain-spf")
    assert not is_proven(letter, [])


def test_brackets_without_end_take_no_time():
    letter = parse(mail("(" * 1_900 + ")" * 1_900 + '"' * 150))
    assert not is_proven(letter, [OURS])
