"""Nothing goes by a door that leaves to an address that only is an example: no one would ever read it."""

from __future__ import annotations

from collections.abc import Sequence

from paminn.errors import UsageError
from paminn.plan.example_addresses import examples_in, is_example
from paminn.texts.language import swedish_list
from paminn.usecases.house import Options
from paminn.usecases.plans import Decided

_REFUSED = (
    "Ingenting är skickat: {what} slutar på .example, som inte går till någon. {next_step} "
    "Är det bara ett prov, låt PAMINN_SENDER sluta på .example också."
)
_SWAP = "Byt till riktiga adresser."
_OWN_PLAN = "Är det planen som följer med, ange er egen med PAMINN_PLAN. Byt annars till riktiga adresser."


def refuse_examples(options: Options, works: Sequence[Decided]) -> None:
    """Raises UsageError where a door leaves and somebody's address is an example, unless the sender's is too."""
    if not options.leaves or is_example(options.sender):
        return
    wrong = []
    if is_example(options.quality_team):
        wrong.append("PAMINN_QUALITY_TEAM")
    if is_example(options.redirect_all_to):
        wrong.append("PAMINN_REDIRECT_ALL_TO")
    in_files: frozenset[str] = frozenset()
    has_a_real_one = False
    if not options.redirect_all_to:  # a trial reaches nobody of the plan
        for work in works:
            examples = examples_in(work.owners)
            in_files |= examples
            people = [person for holders in work.owners.people.values() for person in holders]
            has_a_real_one = has_a_real_one or any(person.email not in examples for person in people)
    if in_files:
        word = "adress" if len(in_files) == 1 else "adresser"
        wrong.append(f"{len(in_files)} {word} i owners.yaml")
    if wrong:
        next_step = _OWN_PLAN if in_files and not has_a_real_one else _SWAP
        raise UsageError(_REFUSED.format(what=swedish_list(wrong), next_step=next_step))
