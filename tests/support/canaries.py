"""Words that must not be seen where they do not belong, and the search for them in whatever spelling.

Every canary holds the letters "kanarie", which quoting for addresses, JSON, HTML and repr leaves as they are, and
after them whose it is. Base64 does not, so they are searched for as it spells them too. The servers of the other
tests have canaries of their own, spelt alike. A private key is searched for line by line.
"""

from __future__ import annotations

import re
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from tests.support import houses

MARK = "kanarie"
# The same letters in base64, at each of the three places where they may fall, less what their neighbours change.
_IN_BASE64 = re.compile("a2FuYXJpZ|thbmFyaW|rYW5hcmll")
_WORD = re.compile(rf"(?:klienthemlighet~|aatkomsttoken-)?{MARK}[a-z]*", re.I)
AROUND = 60  # letters of base64 on either side that tell whose it is

ADDRESS, OTHER, DEPUTY = "kanarieadress@prov.example", "kanarieandra@prov.example", "kanarievice@prov.example"
NAMES = {ADDRESS: 'Åke "kanarienamn" Ek', OTHER: "Bo <kanarieandranamn>", DEPUTY: "Ö kanarievicenamn"}
UPN, TEAM, TRIAL = "kanarieupn@prov.example", "kanarieteam@prov.example", "kanarietrial@prov.example"
ANSWER = 'Mitt kanariesvar: Ulla på "Storgatan 1" har bytt låset.'
DATABASE, SMTP, IMAP, KEY = (f'kanarie{one}-ö"1/%' for one in ("databas", "smtp", "imap", "nyckel-som-ingen-gissar"))
# What a mail, the memory and what a person asks to read may hold is all but these.
SECRETS = frozenset(
    {"kanariedatabas", "kanariesmtp", "kanarieimap", "kanarienyckel", "kanariefagel", "klienthemlighet~kanarie",
     "aatkomsttoken-kanarie"}
)  # fmt: skip


def database(port: int) -> str:
    return f"postgresql+psycopg://paminn:{quote(DATABASE, safe='')}@127.0.0.1:{port}/paminn"


def plan_files() -> dict[str, bytes]:
    """A goal for one role of two people, so that a morning has one mail and one card."""
    files = houses.plan_files({"1.1": ["Chef"]}, {"Chef": [ADDRESS, OTHER], houses.TEAM: [TEAM]})
    owners = files["owners.yaml"].decode()
    for address, name in NAMES.items():
        owners = owners.replace(f'"{address.partition("@")[0].title()}"', _quoted(name))
    first = f'"epost": "{ADDRESS}"'
    deputy = f'"ersättare": {{"namn": {_quoted(NAMES[DEPUTY])}, "epost": "{DEPUTY}"}}'
    return files | {"owners.yaml": owners.replace(first, f'{first}, "upn": "{UPN}", {deputy}').encode()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '\\"') + '"'


def found(data: str | bytes, *keys: str) -> set[str]:
    """Whose canaries are in `data`, as the letters from "kanarie" on. `keys`: PEM text, as the first of each line."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    whose = {one.casefold() for one in _WORD.findall(text)}
    for one in _IN_BASE64.finditer(text):
        whose |= set(_spelt(text[max(0, one.start() - AROUND) : one.end() + AROUND])) or {f"base64 {one[0]}"}
    return whose | {f"{line[:8]}…" for key in keys for line, spelt in _lines(key) if line in text or spelt in text}


@cache
def _lines(key: str) -> list[tuple[str, str]]:
    """Each line of a key as it is and in base64."""
    lines = [line for line in key.splitlines() if len(line) >= 32 and not line.startswith("-")]
    return [(line, b64encode(line.encode()).decode()[: len(line) * 4 // 3 - 1]) for line in lines]


def _spelt(letters: str) -> Iterator[str]:
    """What a run of base64 says, wherever its groups of four begin."""
    for run in re.findall(r"[A-Za-z0-9+/]{8,}", letters.translate(str.maketrans("-_", "+/"))):
        for start in range(4):
            said = b64decode(run[start : start + (len(run) - start) // 4 * 4]).decode("latin-1")
            yield from _WORD.findall(said)


def secrets(whose: Iterable[str]) -> set[str]:
    """Those of the found that stand nowhere: passwords, signatures, keys."""
    return {one for one in whose if one in SECRETS or one.endswith("…")}


def found_in(folder: Path, *keys: str) -> Mapping[str, set[str]]:
    """File → what was found in it or its name, for every file below `folder`."""
    left: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            whose = found(name).union(*(found(data, *keys) for data in _contents(path)))
            left |= {name: whose} if whose else {}
    return left


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(BytesIO(data)):  # a Word file is one
        with zipfile.ZipFile(BytesIO(data)) as packed:
            yield from map(packed.read, packed.namelist())
