"""How many mails are under way at the same time, through a house opened from its settings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from paminn.settings import read_settings
from paminn.wiring import open_house
from tests.support.houses import NOW, PEOPLE, SENDER, plan_files, write_plan
from tests.support.sending import remind
from tests.support.smtpserver import Script, serving

PATIENCE = 20  # seconds for the third to come, before the server gives up waiting


@dataclass
class Gathering(Script):
    """Holds the first until three are under way."""

    under_way: int = 0
    most: int = 0
    met: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.under_way == 3:
            self.met.set()
        try:
            await asyncio.wait_for(self.met.wait(), PATIENCE)
            await asyncio.sleep(0.1)  # in which a fourth would come
        except TimeoutError:
            return "451 4.3.0 Too few came"
        finally:
            self.under_way -= 1
        return await super().handle_DATA(server, session, envelope)


def test_three_mails_are_under_way_at_once_over_smtp_and_never_a_fourth(tmp_path):
    names = [f"Roll {number}" for number in range(9)]
    people = PEOPLE | {name: (f"{name.replace(' ', '').lower()}@prov.example",) for name in names}
    plan = write_plan(tmp_path / "plan", plan_files({"1.1": names}, people))
    script = Gathering()
    with serving(script) as port:
        settings = read_settings(
            {
                "PAMINN_HOME": str(tmp_path / "hem"),
                "PAMINN_MAIL": "smtp",
                "PAMINN_SENDER": SENDER,
                "PAMINN_SMTP_URL": f"smtp://127.0.0.1:{port}",
            }
        )
        with open_house(plan, settings, settle=0) as house:
            report = remind(house, NOW)
    assert report.counts["sent"] == 9
    assert script.most == 3
