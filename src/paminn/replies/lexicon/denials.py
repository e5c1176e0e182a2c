"""What denies a status, leaves something out of it, or turns the other way."""

from __future__ import annotations

from paminn.replies.lexicon.comparing import words

NOT = words("inte ej icke aldrig knappast varken ingalunda not")
NOTHING = words("ingen inget inga ingenting")
NO = words("nej nja na nix")
EXCEPT = words("utom forutom undantag undantaget bortsett")
BUT = words("men fast dock")
ONLY = words("bara enbart endast")
