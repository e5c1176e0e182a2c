"""How long a run may wait for others, and each mail of it; what is left then goes by the next run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import local

from paminn.errors import DeliveryError
from paminn.failure import Cause, Failure

_LONGEST_ANSWER = 600.0  # seconds, also where nothing else has a limit

RUN_IS_OVER = Failure(Cause.RUN_TOO_LONG)


class Patience:
    """One run's, from when it is made. Safe to share between threads, of which each sends its own mail."""

    def __init__(self, mail: float = inf, run: float = inf, now: Callable[[], float] = time.monotonic) -> None:
        """`mail` and `run` in seconds; `now` as time.monotonic."""
        self._mail = mail
        self._now = now
        self._run_ends = now() + run
        self._mine = local()

    @property
    def is_over(self) -> bool:
        """Whether the run has waited as long as it may."""
        return self._now() >= self._run_ends

    def left(self) -> float:
        """Seconds that may still be waited here: of the run, and of the mail that this thread is sending."""
        ends = min(self._run_ends, getattr(self._mine, "ends", inf))
        return ends - self._now()

    def for_an_answer(self) -> float:
        """Seconds that a server may take for one answer, whether or not a mail is being sent."""
        return min(self._mail, self.left(), _LONGEST_ANSWER)

    @contextmanager
    def with_a_mail(self) -> Iterator[None]:
        self._mine.ends = self._now() + self._mail
        try:
            yield
        finally:
            del self._mine.ends

    def waiting(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """The same `sleep`, which raises DeliveryError instead when it would take longer than is left."""

        def wait(seconds: float) -> None:
            if seconds > self.left():
                raise DeliveryError(RUN_IS_OVER)
            sleep(seconds)

        return wait


ENDLESS = Patience()
