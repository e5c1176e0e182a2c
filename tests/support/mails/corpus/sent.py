"""The reminders that the mails of this corpus answer: the product's own, and a plain one without a marker or a form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import History
from paminn.replies.codes import show_code
from paminn.replies.mail.html_text import read_html
from paminn.texts.mail.digest import Context, word_digest
from tests.support import plans

OWN = "paminn@kommunen.example"
OWN_NAME = "Påminn – Trygg uppväxt"
CODE = "ABCDEFGHJKLMNPQR"
CODE_SHOWN = show_code(CODE)[1:-1]
OUR_ID = "<dag-2025-12-01.enhetschef@kommunen.example>"


@dataclass(frozen=True)
class Sent:
    """One mail of ours, in both its versions; `words` is all of it, as the ledger hands it to the reading."""

    goals: tuple[str, ...]
    subject: str
    plain: str
    html: str

    @property
    def words(self) -> str:
        return f"{self.plain}\n{read_html(self.html).text}" if self.html else self.plain

    @property
    def page(self) -> str:
        """What a mail program quotes of the page."""
        if not self.html:
            return "".join(f"<p>{line or '&nbsp;'}</p>" for line in self.plain.split("\n"))
        return self.html[self.html.index("<table") : self.html.rindex("</table>") + len("</table>")]

    @property
    def shown(self) -> str:
        """The page as Outlook writes it out in plain text: every block a paragraph, every link beside its words."""
        if not self.html:
            return self.plain
        lines = []
        for line in read_html(self.page).text.split("\n"):
            if line.startswith("Klar  Pågår"):
                link = f"<mailto:{OWN}?subject=Svar%201.1%20Klar%20%5B{CODE_SHOWN}%5D&body=DELMAL%3D1.1%20STATUS%3DKLAR%0D%0A>"
                lines += [f"{word}{link}" for word in ("Klar", "Pågår", "Försenad", "Ej påbörjad")]
            else:
                lines.append(line)
        return "\n\n".join(lines)


_WORDINGS = {
    "1.1": "Rutinen för orosanmälningar är reviderad och känd i verksamheten",
    "1.2": "Medarbetarna har fått grundutbildning om våld i nära relationer",
    "2.1": "Det finns en överenskommelse om samverkan med regionen",
}
_FRAME = plans.deadline(date(2025, 12, 31), "Klart ht 2025")


def _rendered(*numbers: str) -> Sent:
    goals = [replace(plans.goal(one, _FRAME, "Enhetschef Vuxen"), wording=_WORDINGS[one]) for one in numbers]
    made = replace(plans.plan(*goals), title="Handlingsplan Trygg uppväxt", name="Trygg uppväxt")
    (digest,) = Schedule(made, plans.RULES).digests(History(), date(2025, 12, 1))
    mail = word_digest(digest, CODE, Context(made, OWN, "Kvalitetsteamet", "https://kalender.kommunen.example"))
    return Sent(numbers, mail.subject, mail.text, mail.html)


ONE = _rendered("1.1")
THREE = _rendered("1.1", "1.2", "2.1")
PLAIN = Sent(
    ("1.1",),
    f"Påminnelse: rutinen för orosanmälningar [{CODE_SHOWN}]",
    f"""\
Hej!

Det här är en påminnelse om en aktivitet i handlingsplanen Trygg uppväxt.

Delmål: {_WORDINGS["1.1"]}
Aktivitet: Revidera rutinen.
Tidplan: Klart ht 2025

Svara på det här mejlet med Klar, Pågår, Försenad eller Ej påbörjad och skriv gärna några rader om vad som är gjort.

Referens: [{CODE_SHOWN}]

Kvalitetsteamet
Socialförvaltningen, kommunen
""",
    "",
)
