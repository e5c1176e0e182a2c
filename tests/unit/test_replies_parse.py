"""Bytes -> Letter: every character set there is, and whatever a hostile mail may hold."""

from __future__ import annotations

import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.replies.mail.addresses import Address, addresses
from paminn.replies.mail.bodies import attached
from paminn.replies.mail.charset import decode
from paminn.replies.mail.clean import clean, tidy, unflow
from paminn.replies.mail.encoded_words import decode_words
from paminn.replies.mail.head import message_ids
from paminn.replies.mail.html_text import read_html
from paminn.replies.mail.parse import parse
from paminn.replies.mail.slimmed import slimmed
from paminn.replies.model import Flag
from tests.support.mails.builder import CHIEF, OWN, mail, raw

HEAD = f"From: Chefen <{CHIEF}>\nTo: {OWN}\nSubject: SV: x"
TEXT = "Försenad – åtgärder på gång"


def typed(kind: str, body: bytes, *headers: str) -> bytes:
    return raw("\n".join((HEAD, f"Content-Type: {kind}", *headers)), body)


@pytest.mark.parametrize(
    ("label", "encoding", "flags"),
    [
        ("utf-8", "utf-8", ()),
        ("UTF-8", "utf-8-sig", ()),
        ("iso-8859-1", "cp1252", ()),
        ("windows-1252", "cp1252", ()),
        ("utf-16", "utf-16", ()),
        ("iso-8859-1", "utf-8", ("charset_mended",)),
        ("us-ascii", "utf-8", ()),
        ("us-ascii", "cp1252", ("charset_mended",)),
        ("utf-8", "cp1252", ("charset_mended",)),
        ("x-okand", "utf-8", ("charset_unknown",)),
        ("x-okand", "cp1252", ("charset_unknown", "charset_mended")),
        ("undefined", "utf-8", ("charset_unknown",)),
        ("idna", "utf-8", ("charset_unknown",)),
        ("unicode_escape", "utf-8", ("charset_unknown",)),
    ],
)
def test_character_sets(label: str, encoding: str, flags: tuple[str, ...]) -> None:
    letter = parse(typed(f"text/plain; charset={label}", TEXT.encode(encoding)))
    assert (letter.text, letter.flags) == (TEXT, flags)


@pytest.mark.parametrize("label", ["utf-7", "UTF-7", "unicode-1-1-utf-7"])
def test_letters_wrapped_in_ascii_are_unwrapped(label: str) -> None:
    assert parse(typed(f"text/plain; charset={label}", TEXT.encode("utf-7"))).text == TEXT


def test_nor_is_what_cannot_be_unwrapped_lost() -> None:
    letter = parse(typed("text/plain; charset=utf-7", b"Klart +//// i maj"))
    assert (letter.text, letter.flags) == ("Klart +//// i maj", ("charset_unknown",))


def test_wrapped_signs_of_a_page_are_left_wrapped() -> None:
    assert parse(typed("text/plain; charset=utf-7", b"+ADw-script+AD4-")).text == "+ADw-script+AD4-"


def test_text_encoded_twice() -> None:
    twice = "Försenad på gång".encode().decode("cp1252").encode()
    letter = parse(typed("text/plain; charset=utf-8", twice))
    assert (letter.text, letter.flags) == ("Försenad på gång", ("charset_mended",))


def test_text_is_composed_and_visible() -> None:
    hidden = unicodedata.normalize("NFD", "Pågår") + "\u200b \u202eraned\u202c\x00\x07 \u00a0slut\r\nrad\u2028två"
    letter = parse(mail(hidden))
    assert letter.text == "Pågår raned slut\nrad\ntvå"
    assert letter.flags == ("hidden_characters",)
    assert parse(mail("\ufeffmjukt\u00adbinde")).flags == ()


def test_format_flowed() -> None:
    body = "Arbetet med rutinen \npågår sedan i våras.\n\n> citerad \n> text\n-- \nChefen\n".encode()
    letter = parse(typed("text/plain; charset=utf-8; format=flowed", body))
    assert letter.text == "Arbetet med rutinen pågår sedan i våras.\n\n> citerad text\n--\nChefen"


def test_format_flowed_that_gives_up_its_blanks() -> None:
    letter = parse(typed("text/plain; charset=utf-8; format=flowed; delsp=yes", "Arbe \ntet på \ngår.\n".encode()))
    assert letter.text == "Arbetet pågår."


def test_html_becomes_text_block_by_block() -> None:
    html = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Hej&nbsp;&amp; tack</p><ul><li>ett<li>två</ul>"
        "<ol><li>a</li><li>b</li></ol><table><tr><td>Status</td><td>Klar</td></tr></table><div>rad<br>rad 2</div>"
        "<div style='display:none'>Försenad</div><span style='font-size:0'>x</span><script>alert(1)</script><!-- dolt -->slut"
    )
    letter = parse(mail(html=html))
    assert letter.text.split("\n") == [
        "Hej & tack", "", "- ett", "- två", "1. a", "2. b", "Status Klar", "rad", "rad 2", "slut",
    ]  # fmt: skip
    assert letter.flags == ("hidden_text",)
    assert letter.from_html


PAGES = {
    "<p>Klart</p><p>Pågår</p>slut": ["Klart", "", "Pågår", "", "slut"],
    "<p class=MsoNormal>Klart</p><p class=MsoNormal>Pågår</p>": ["Klart", "Pågår"],
    "<p style='margin: 0cm'>Klart</p><p>Pågår</p>slut": ["Klart", "Pågår", "", "slut"],
    "<ul><li>ett<ol><li>a</li><li>b</li></ol></li><li>två</li></ul>": ["- ett", "1. a", "2. b", "- två"],
    "<ol><li>ett</li><li>två<ul><li>a</li></ul></li><li>tre</li></ol>": ["1. ett", "2. två", "- a", "3. tre"],
    "<li>lös": ["- lös"],
    "<pre>ett\n  två\n\ntre</pre>fyra\nfem": ["ett", "två", "", "tre", "fyra fem"],
    "<blockquote>ett<blockquote>två</blockquote>tre</blockquote>fyra": ["> ett", "> > två", "> tre", "fyra"],
    '<a title="x > y" href="z">Klart</a>': ["Klart"],
    '<a title="1 > 2 > 3">Klart</a>': ["Klart"],
    '<a title="1 > 2 > 3 > 4 > 5 > 6 > 7">Klart</a>': ["Klart"],
    'Se <a href="https://x.example/rutin"">rutinen</a> som gäller': ["Se rutinen som gäller"],
    '<div title=a"b>Klart</div>': ["Klart"],
    '<p style="color:red>Klart</p><p class="x">i maj</p>': ["color:red>Klart", "i maj"],
    'Klart <a href="https://x.example i maj': ["Klart", 'href="https://x.example i maj'],
    "Klart <a href='x i maj</p><p>eller juni": ["Klart", "href='x i maj eller juni"],
    "<div><style>p{} Klart": ["p{} Klart"],
    "<p>Klart</p <p>i maj</p>": ["Klart", "", "i maj"],
    "<table><tr><td>Klart<td>i maj<tr><td>juni</table>": ["Klart i maj", "juni"],
    "<DIV>Klart</DIV>i maj": ["Klart", "i maj"],
    "Klart <3": ["Klart <3"],
    "a < b > c": ["a < b > c"],
    "Klart<!-- dolt <p> --> i maj": ["Klart i maj"],
    "<!-- Klart": ["Klart"],
    "Klart<!----> i maj": ["Klart i maj"],
    "<script>x</script>Klart": ["Klart"],
    "<script>Klart": ["Klart"],
    "<title>x</title><style>p{}</style>Klart": ["Klart"],
    "<div>ett<br/>två<br>tre</div>": ["ett", "två", "tre"],
    "<p/>Klart": ["", "Klart"],
    "<table><tr><th>Status</th><td>Klar</td></tr><tr><td>Datum</td></tr></table>": ["Status Klar", "Datum"],
    "ett<hr>två": ["ett", "två"],
    "ett<?xml x?> två": ["ett två"],
    "<div>ett</span></div>två": ["ett", "två"],
    "<div>  ett \n två  </div>\n <div> </div><div>tre</div>": ["ett två", "tre"],
    "ett<o:p></o:p> två": ["ett två"],
    "<b>ett</b> <i>två</i>": ["ett två"],
    "ett&lt;b&gt;": ["ett<b>"],
}


@pytest.mark.parametrize(("page", "lines"), PAGES.items())
def test_a_page_line_by_line(page: str, lines: list[str]) -> None:
    text = read_html(page).text
    assert text.rstrip("\n").split("\n") == lines


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ("style='display: none'", True),
        ("style='visibility:hidden'", True),
        ("style='mso-hide:all'", True),
        ("style='font-size:0'", True),
        ("style='font-size: 0px'", True),
        ("style='font-size:1px'", True),
        ("style='font-size:1pt'", True),
        ("style='font-size:.1em'", True),
        ("style='max-height:0'", True),
        ('style="opacity:0"', True),
        ("hidden", True),
        ("data-x=1 hidden=''", True),
        ("class='hidden'", False),
        ("style='opacity:0.9'", False),
        ("style='max-height:0.5em'", False),
        ("style='font-size:10pt'", False),
        ("style='opacity:0'", True),
        ("style='font-size:5%'", True),
        ("style='font-size:0.05em'", True),
        ("style='opacity:0.8'", False),
        ("style='font-size: smaller'", False),
        ("style='font-size:80%'", False),
        ("style='font-size:0.75rem'", False),
        ("style='font-size:0.9em'", False),
        ("style='position:absolute; left:-9999px'", True),
        ("style='height:0;overflow:hidden'", True),
        ("style='color:#fff'", True),
        ("style='color:white'", True),
        ("style='color:transparent'", True),
        ("style='color:rgb(254, 255, 253)'", True),
        ("style='color:#fff;background:#003'", False),
        ("style='color:#bbb'", False),
        ("style='color:var(--x)'", False),
        ("style='color:#fff;background:url(x.png)'", False),
        ("style='font-size:.875rem'", False),
    ],
)
def test_what_no_reader_sees_is_no_word(attributes: str, hidden: bool) -> None:
    page = read_html(f"Klart<span {attributes}> i <b>maj</b></span>.")
    assert (page.text, page.hidden) == ("Klart." if hidden else "Klart i maj.", hidden)
    assert not read_html(f"Klart<span {attributes}> – </span>.").hidden


CHOSEN = """<span style='color:red'>|<span style='color:#f00'>|<span style='color:#FF0000'>|<span style="color: rgb(255, 0, 0)">
<span style='color:rgba(0,0,200,1)'>|<span style='background:yellow'>|<span style='background-color:#ffff00'>|<font color=red>
<font color='#C00000'>|<font style='color:red'>|<mark>|<mark class=x>|<b style='color:green'>|<div style='color:blue'>
<span style='color:#000050'>""".replace("\n", "|").split("|")
NOT_CHOSEN = """<span>|<span style='color:black'>|<span style='color:gray'>|<span style='color:windowtext'>|<span style='color:inherit'>
<div style='background:yellow'>|<span style='background:white'>|<span style='background:#eee'>|<font size=2>|<span style='border-color:red'>
<span style='color:#1F497D'>|<span style='color:#0563c1'>|<a style='color:red'>|<span style='color:#00004f'>""".replace(
    "\n", "|"
).split("|")


@pytest.mark.parametrize(("tag", "chosen"), [*((tag, True) for tag in CHOSEN), *((tag, False) for tag in NOT_CHOSEN)])
def test_a_colour_that_somebody_has_chosen(tag: str, chosen: bool) -> None:
    assert read_html(f"<p>Ja {tag}svar</p>").coloured == (("svar",) if chosen else ())


@pytest.mark.parametrize(
    ("page", "pieces"),
    [
        ("<span style='color:red'>ett <b>två</b></span> tre", ("ett två",)),
        ("<span style='color:red'>ett<span style='color:black'>två</span>tre</span>", ("ett", "tre")),
        ("<span style='color:red'>ett</span>&nbsp;<span style='color:red'>två</span> tre", ("ett två",)),
        ("<span style='color:red'>ett<br>två</span>", ("ett", "två")),
        ("<span style='color:red'> </span>ett", ()),
    ],
)
def test_coloured_pieces(page: str, pieces: tuple[str, ...]) -> None:
    assert read_html(page).coloured == pieces


def test_plain_text_is_preferred_unless_it_is_empty() -> None:
    assert parse(mail("Klart", html="<p>Pågår</p>")).text == "Klart"
    assert parse(mail("\n", html="<p>Pågår</p>")).text == "Pågår"


def test_words_in_html_are_not_lost_beside_a_footer_in_text() -> None:
    body = (
        b"--g\r\nContent-Type: text/html\r\n\r\n<p>Klart</p>\r\n--g\r\nContent-Type: text/plain\r\n\r\nSidfot\r\n--g--"
    )
    assert parse(typed("multipart/mixed; boundary=g", body)).text == "Klart\n\nSidfot"


def test_attachments_are_described_and_never_read() -> None:
    body = (
        b"--g\r\nContent-Type: text/plain\r\n\r\nSe bilaga\r\n--g\r\nContent-Type: text/html; name=sida.html\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%C3%A5.html\r\n\r\n<p>Klar</p>\r\n--g--"
    )
    letter = parse(typed("multipart/mixed; boundary=g", body))
    assert letter.text == "Se bilaga"
    [attachment] = letter.attachments
    assert (attachment.name, attachment.type, attachment.size) == ("_.._å.html", "text/html", 11)
    assert len(attachment.sha256) == 64


def test_signed_mails_are_read() -> None:
    inner = "Content-Type: text/plain; charset=utf-8\r\n\r\nKlart, på riktigt."
    body = f"--g\r\n{inner}\r\n--g\r\nContent-Type: application/pkcs7-signature\r\n\r\nxyz\r\n--g--".encode()
    letter = parse(typed("multipart/signed; boundary=g; protocol=x", body))
    assert (letter.text, letter.attachments) == ("Klart, på riktigt.", ())
    for kind in (b"application/x-pkcs7-signature", b"application/pgp-signature"):
        signed = body.replace(b"application/pkcs7-signature", kind)
        assert parse(typed("multipart/signed; boundary=g; protocol=x", signed)).attachments == ()
    opaque = base64.b64encode(envelope(inner.encode()))
    for kind in ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "application/x-pkcs7-mime"):
        assert parse(typed(kind, opaque, "Content-Transfer-Encoding: base64")).text == "Klart, på riktigt."
    assert "encrypted" in parse(typed("application/pkcs7-mime", b"\x30\x80abc")).flags
    armoured = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nKlart\n- -- \n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n"
    assert parse(mail(armoured)).text == "Klart\n--"
    unended = armoured.partition("-----END")[0]
    assert parse(mail(unended)).text == "Klart\n--"


def test_of_a_seal_nothing_is_read_behind_a_length_that_no_mail_has() -> None:
    words = b"Content-Type: text/plain\r\n\r\nKlart."
    inner = b"\xa0\x80\x24\x80\x04" + bytes([len(words)]) + words + b"\x04\x85\0\0\0\0\x06 Nej.."
    ids = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    assert parse(typed("application/pkcs7-mime", b"\x30\x80" + ids[0] + b"\xa0\x80" + ids[1] + inner)).text == "Klart."


def envelope(content: bytes) -> bytes:
    """A signedData as Outlook makes it: lengths left open, the content in chunks."""
    chunks = b"".join(b"\x04" + bytes([len(part)]) + part for part in (content[:20], content[20:]))
    data = bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80\x24\x80" + chunks + b"\0\0\0\0"
    return (
        b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + data
    )


def test_headers() -> None:
    letter = parse(
        raw(
            "From: =?utf-8?Q?=C3=85sa_=C3=96?= =?utf-8?B?aG1hbg==?= <Asa.Ohman@Kommunen.example>\n"
            f'To: "P, m <x@y.example>" <{OWN}>, andra@kommunen.example\nCc: tredje@kommunen.example (Tredje)\n'
            "Subject: =?iso-8859-1?q?SV=3A_P=E5minnelse?= =?utf-8?q?_=0D=0ABcc=3A_a=40b?=\n"
            "Message-ID: <a@b>\nIn-Reply-To: <c@d>\nReferences: <c@d>,<e@f>\n <g@h>\nX-Egen: ett\nX-Egen: två"
        )
    )
    assert (letter.from_name, letter.from_address) == ("Åsa Öhman", "asa.ohman@kommunen.example")
    assert letter.subject == "SV: Påminnelse Bcc: a@b"
    assert (letter.message_id, letter.in_reply_to) == ("<a@b>", "<c@d>")
    assert letter.references == ("<c@d>", "<e@f>", "<g@h>")
    assert letter.headers["x-egen"] == ("ett", "två")
    assert letter.recipients == (
        Address("P, m <x@y.example>", OWN),
        Address("", "andra@kommunen.example"),
        Address("Tredje", "tredje@kommunen.example"),
    )


def test_encoded_words_of_one_letter_that_was_cut_in_two() -> None:
    first, second = base64.b64encode("på".encode()[:2]).decode(), base64.b64encode("på".encode()[2:]).decode()
    assert decode_words(f"=?utf-8?b?{first}?=\n =?utf-8?b?{second}?=") == "på"
    assert decode_words("=?utf-8?b?%%%?= =?okänd?q?a?= =?") != ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?q?P=C3=A5?= =?utf-8?q?g=C3=A5r?=", "Pågår"),
        ("=?utf-8?q?P=C3=A5?= och =?utf-8?q?g=C3=A5r?=", "På och går"),
        ("=?utf-8?q?P=C3=A5?= =?iso-8859-1?q?g=E5r?=", "Pågår"),
        ("SV: =?utf-8?Q?P=C3=A5g=C3=A5r?= nu", "SV: Pågår nu"),
        ("=?utf-8*sv?B?UMOlZw?=", "Påg"),
        ("=?utf-8?q?ett_tv=C3=A5?=", "ett två"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
    ],
)
def test_encoded_words(value: str, words: str) -> None:
    assert decode_words(value) == words


@pytest.mark.parametrize(
    ("field", "mailboxes"),
    [
        (
            '"Chef, A" <a@x.example>, b@x.example; c@x.example (C)',
            [("Chef, A", "a@x.example"), ("", "b@x.example"), ("C", "c@x.example")],
        ),
        (r'"A \"B\" C" <a@x.example>', [('A "B" C', "a@x.example")]),
        (r"(a\)b) c@x.example", [("a)b", "c@x.example")]),
        ("a b <A @X.example>", [("a b", "a@x.example")]),
        ('"a@x.example" <b@x.example>', [("a@x.example", "b@x.example")]),
        ("Chefen utan adress <>, <>, a@x.example", [("", ""), ("", "a@x.example")]),
    ],
)
def test_mailboxes(field: str, mailboxes: list[tuple[str, str]]) -> None:
    assert [(mailbox.name, mailbox.address) for mailbox in addresses(field)] == mailboxes


@pytest.mark.parametrize(
    "character", ["\x07", "\u200b", "\ue000", "\ud800", "\ufdd0", "\ufdef", "\uffff", "\U0001fffe"]
)
def test_what_nobody_sees_is_taken_out_and_told(character: str) -> None:
    assert clean(f"Kl{character}art") == ("Klart", ("hidden_characters",))


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        *((innocent, "") for innocent in "\u00ad\ufeff\u200d"),
        *((blank, " ") for blank in "\u2003\u00a0"),
        *((line_break, "\n") for line_break in "\r\x0b\x0c\x85\u2028\u2029"),
        *((sign, sign) for sign in "\ufdcf\ufdf0\ufffd\t"),
    ],
)
def test_typography_is_made_plain_and_not_told(character: str, shown: str) -> None:
    assert clean(f"Kl{character}art") == (f"Kl{shown}art", ())


@pytest.mark.parametrize(
    ("text", "lines", "shortened"),
    [
        ("Klart  \ni maj", ["Klart", "i maj"], False),
        ("\n\nKlart\n\n\ni maj\n\n", ["Klart", "", "", "i maj"], False),
        ("Klart\n\n\n\n\ni maj", ["Klart", "", "", "i maj"], False),
        ("x" * 64_000, ["x" * 64_000], False),
        ("x" * 64_001, ["x" * 64_000], True),
        ("x\n" * 1_999 + "x", ["x"] * 2_000, False),
        ("x\n" * 2_000 + "x", ["x"] * 2_000, True),
    ],
)
def test_no_more_lines_than_anybody_reads(text: str, lines: list[str], shortened: bool) -> None:
    assert tidy(text) == ("\n".join(lines), ("shortened",) if shortened else ())


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("Arbetet \npågår.", "Arbetet pågår."),
        ("Arbetet\npågår.", "Arbetet\npågår."),
        ("> Arbetet \n> pågår.", "> Arbetet pågår."),
        ("> Arbetet \npågår.", "> Arbetet \npågår."),
        (">> Arbetet \n> pågår.", ">> Arbetet \n> pågår."),
        (" Arbetet \n pågår.", "Arbetet pågår."),
        ("Pågår. \n-- \nChefen \ni skolan", "Pågår. \n-- \nChefen i skolan"),
    ],
)
def test_soft_line_breaks_are_undone_within_one_depth(flowed: str, text: str) -> None:
    assert unflow(flowed) == text


def multipart(depth: int, last: str = "Klart") -> bytes:
    parts = "".join(f"--b{i}\r\nContent-Type: multipart/mixed; boundary=b{i + 1}\r\n\r\n" for i in range(depth))
    return typed("multipart/mixed; boundary=b0", f"{parts}--b{depth}\r\n\r\n{last}\r\n--b{depth}--".encode())


def test_depth_and_number_of_parts_are_limited() -> None:
    assert parse(multipart(6)).text == "Klart"
    assert parse(multipart(15)).flags == ("too_many_parts",)
    assert "unreadable" in parse(multipart(1_000)).flags
    many = parse(typed("multipart/mixed; boundary=g", b"--g\r\n\r\nx\r\n" * 5_000))
    assert "too_many_parts" in many.flags
    assert many.text.startswith("x")


def test_size_is_limited() -> None:
    huge = parse(typed("text/plain", b"x" * 10_000_001))
    assert huge.flags == ("unreadable", "too_large")
    assert huge.from_address == CHIEF
    assert "shortened" in parse(mail("rad\n" * 3_000)).flags
    assert "head_too_large" in parse(raw(HEAD + "\nX: y" * 300, b"Klart")).flags


@given(st.binary(max_size=400))
def test_any_bytes_are_a_letter(data: bytes) -> None:
    assert parse(data).text is not None
    assert parse(typed("text/html", data)).text is not None


@given(st.text(max_size=200))
def test_any_header_is_read(value: str) -> None:
    assert "\n" not in decode_words(value)
    assert all("\n" not in address.name + address.address for address in addresses(value))
    assert message_ids(value) is not None


class TestEveryCharacterSet:
    WORDS = "Försenad. Åtgärd krävs på våren, smörgås och café."

    @pytest.mark.parametrize(
        "label",
        ["macintosh", "x-mac-roman", "cp850", "ibm850", "cp437", "cp865", "utf-32", "gb18030", "hp-roman8", "cp037"],
    )
    def test_swedish_letters_are_whole(self, label: str) -> None:
        name = label.removeprefix("x-").replace("mac-roman", "mac_roman")
        assert decode(self.WORDS.encode(name), label)[0] == self.WORDS

    @pytest.mark.parametrize("name", ["mac_roman", "cp850", "cp1252"])
    @pytest.mark.parametrize("label", ["", "utf-8", "us-ascii", "bogus", "x-unknown", "iso-8859-1"])
    def test_and_mended_where_the_label_is_wrong_or_none(self, label: str, name: str) -> None:
        text, flags = decode(self.WORDS.encode(name), label)
        assert text == self.WORDS
        assert flags or (label, name) == ("iso-8859-1", "cp1252")

    @pytest.mark.parametrize(
        "label", ["utf-7", "unicode_escape", "idna", "undefined", "punycode", "base64", "rot13", "\0", "x" * 5000]
    )
    def test_what_says_something_else_than_letters_is_not_believed(self, label: str) -> None:
        text, flags = decode(b"+ADw-script", label)
        assert text == "+ADw-script"
        assert Flag.CHARSET_UNKNOWN in flags

    @pytest.mark.parametrize("label", ["cp1252", "ascii", "iso-8859-1", "bogus"])
    def test_no_byte_is_left_out(self, label: str) -> None:
        text, _ = decode(b"a\x81\x8d\x8f\x90\x9db", label)
        assert len(text) == 7


@pytest.mark.parametrize(
    "head",
    [
        "=?iso-8859-1?Q?=D6berg,=20Eva?= <chef@prov.example>",
        "=?utf-8?q?=C3=96berg,_Eva?= <chef@prov.example>",
        "=?utf-8?b?w5ZiZXJnLCBFdmE=?= <chef@prov.example>",
        '"Öberg, Eva" <chef@prov.example>',
    ],
)
def test_a_comma_in_a_name_parts_no_mailboxes(head: str) -> None:
    assert [(one.name, one.address) for one in addresses(head)] == [("Öberg, Eva", "chef@prov.example")]


@pytest.mark.parametrize("junk", ["BBBB utan indrag", "X-Utan kolon", ": bara ett kolon", "ÅÄÖ åäö", "<html>"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_broken_line_in_the_head_does_not_end_it(junk: str, place: int) -> None:
    lines = ["X-Tracker: A", f"From: {CHIEF}", f"To: {OWN}", "Subject: Hej", "Date: Tue, 02 Dec 2025 09:12:00 +0100"]
    lines.insert(place, junk)
    letter = parse("\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", "Klart på våren."]).encode())
    assert letter.from_address == CHIEF or place == 2  # what slipped in belongs to the field above it
    assert (letter.subject, letter.text) == ("Hej", "Klart på våren.")


def test_a_body_that_begins_without_an_empty_line_is_still_a_body() -> None:
    letter = parse(f"From: {CHIEF}\nSubject: Hej\nKlart.\n\nMer text.".encode())
    assert (letter.subject, letter.text) == ("Hej", "Klart.\n\nMer text.")


class TestLargeAttachments:
    DATA = bytes(range(256)) * 4_000  # a megabyte

    def mail(self, *, text_first: bool = True) -> bytes:
        words = b"--g\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKlart. Se bifogad rutin.\r\n"
        head = b'--g\r\nContent-Type: application/pdf; name="rutin.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        file = head + base64.encodebytes(self.DATA).replace(b"\n", b"\r\n")
        parts = words + file if text_first else file + words
        return typed("multipart/mixed; boundary=g", parts + b"--g--\r\n")

    @pytest.mark.parametrize("text_first", [True, False])
    def test_the_text_is_read_and_the_file_named(self, text_first: bool) -> None:
        letter = parse(self.mail(text_first=text_first))
        assert (letter.text, letter.flags) == ("Klart. Se bifogad rutin.", ())
        assert [(file.name, file.size) for file in letter.attachments] == [("rutin.pdf", len(self.DATA))]

    def test_the_file_is_whole_for_who_asks(self) -> None:
        assert [data for _, data in attached(self.mail())] == [self.DATA]

    def test_one_that_is_cut_off_leaves_the_text_read(self) -> None:
        letter = parse(self.mail()[:700_000])
        assert (letter.text, letter.attachments[0].name) == ("Klart. Se bifogad rutin.", "rutin.pdf")

    def test_nothing_is_taken_apart_that_is_not_long(self) -> None:
        raw = self.mail()
        slim = slimmed(raw)
        assert len(slim.raw) < 1_000
        assert slimmed(slim.raw).raw == slim.raw
