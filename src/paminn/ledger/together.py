"""Small changes that several threads make at once, in one transaction: the disk is waited for once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from sqlalchemy import Connection

from paminn.ledger.database import Database

Change = Callable[[Connection], bool]


class Together:
    def __init__(self, database: Database) -> None:
        self._db = database
        self._turn = Lock()
        self._waiting: list[_Wish] = []

    def carry_out(self, change: Change) -> bool:
        """What `change` answers, once it is durable. Raises what it raised, or what befell those it was kept with."""
        wish = _Wish(change)
        self._waiting.append(wish)
        with self._turn:
            if not wish.is_settled:
                self._settle()
        return wish.outcome()

    def _settle(self) -> None:
        wishes = self._waiting.copy()
        del self._waiting[: len(wishes)]  # whatever has come since stands after them
        try:
            with self._db.begin() as connection:
                answers = [wish.change(connection) for wish in wishes]
        except Exception as error:
            for wish in wishes:
                wish.error = error
        else:
            for wish, answer in zip(wishes, answers, strict=True):
                wish.answer = answer


class _Wish:
    def __init__(self, change: Change) -> None:
        self.change = change
        self.answer: bool | None = None
        self.error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        return self.answer is not None or self.error is not None

    def outcome(self) -> bool:
        if self.error is not None:
            raise self.error
        return bool(self.answer)
