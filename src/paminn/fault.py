"""What a person is told when we have failed."""

from __future__ import annotations

import traceback


def report(error: BaseException) -> str:
    """One Swedish sentence, the next step, and where it broke: file and line, never a value that could be private."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" vid {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return (
        f"Något gick fel i påminn ({type(error).__name__}{place}). Inget halvfärdigt har sparats. "
        "Kör igen, och skicka den här raden till den som förvaltar påminn om felet kommer tillbaka."
    )
