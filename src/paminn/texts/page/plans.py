"""The page that leads to each of several plans."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from paminn.plan.model import ActionPlan
from paminn.texts.page.index import page_style
from paminn.texts.plan_words import plan_title
from paminn.texts.render import render


@dataclass(frozen=True)
class PlanOnPage:
    """A plan, and the folder of its page below this one: "" or "skolplan/"."""

    plan: ActionPlan
    folder: str

    @property
    def title(self) -> str:
        return plan_title(self.plan)


def plans_page(plans: Sequence[PlanOnPage]) -> str:
    """The page as HTML, the plans in the order given."""
    css = page_style()
    return render(
        "site/plans.html",
        plans=plans,
        css=Markup(css),  # noqa: S704 - our own file, and no word of a plan
        css_hash=b64encode(sha256(css.encode()).digest()).decode(),
    )
