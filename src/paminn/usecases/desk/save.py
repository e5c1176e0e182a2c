"""A mail as it came and what came along in it, as files for a person. Nothing is opened or run."""

from __future__ import annotations

from paminn.errors import StorageError, Unreadable
from paminn.incoming.whole_mail import is_cut, message_id_of, whole_of
from paminn.ports.inbox import Originals
from paminn.ports.reader import Reader
from paminn.reports.on_the_desk import SavedMail
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.safe_names import safe_name

_MOST = 250_000_000  # bytes of a mail: more than Exchange lets through
_GONE = (
    "Mejlet är för stort för att sparas helt i minnet, och det finns inte kvar i brevlådan: någon har tagit bort det. "
    "Början av det, {size} MB, har sparats. Be den som skrev att skicka bilagan igen."
)
_LONGER = "Mejlet är större än {size} MB. Öppna det i ett e-postprogram: det ligger i brevlådans mapp klart."
_UNTAKEN = "Bilagorna gick inte att ta ut ({why}). Öppna den sparade filen {name} i ett e-postprogram."


def mail_to_save(doors: DeskDoors, originals: Originals, number: str) -> SavedMail:
    """The mail that the answer "12" or the mail "m3", which must be there, is from; its files, safely named.

    Of a large one only the beginning is in the memory: the whole is fetched from the mailbox. Raises StorageError when
    the mailbox cannot be asked.
    """
    kept = doors.post.origin(number).raw
    if not is_cut(kept):
        return _with_attachments(number, kept, doors.reader)
    whole = whole_of(kept, originals.named(message_id_of(kept), _MOST))
    if whole is None:
        missing = _GONE.format(size=len(kept) // 1_000_000)
        return SavedMail(((f"{number}-början.eml", kept),), missing)
    if len(whole) >= _MOST:
        raise StorageError(_LONGER.format(size=_MOST // 1_000_000))
    return _with_attachments(number, whole, doors.reader)


def _with_attachments(number: str, raw: bytes, reader: Reader) -> SavedMail:
    name = f"{number}.eml"
    files = [(name, raw)]
    try:
        for attachment, data in reader.attached(raw):
            files.append((safe_name(f"{number}-{attachment.name}"), data))
    except Unreadable as error:
        return SavedMail(tuple(files), _UNTAKEN.format(why=error, name=name))
    return SavedMail(tuple(files))
