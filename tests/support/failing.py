"""Failures as the doors tell them, for tests in which something goes wrong and it matters little what."""

from __future__ import annotations

from paminn.failure import Cause, Failure

NO_ANSWER = Failure(Cause.NO_ANSWER, "mejl.example:25")
DEAF = Failure(Cause.NO_ANSWER, "mejl.example:993")  # the mailbox
REFUSED = Failure(Cause.RECIPIENT_REFUSED, "550")
REFUSED_FOR_NOW = Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, "450")
BROKE = Failure(Cause.CONNECTION_BROKE)
FLOW_BROKE = Failure(Cause.FLOW_BROKE)
