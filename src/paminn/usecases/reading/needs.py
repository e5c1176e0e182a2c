"""What the use cases of this wing need of the house: each says which ports it uses, and gets no others."""

from __future__ import annotations

from typing import Protocol

from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.ports.plan_folder import PlanFolder
from paminn.ports.post import Post
from paminn.ports.requests import Requests


class ForAbsent(Protocol):
    @property
    def plan(self) -> PlanFolder: ...

    @property
    def memory(self) -> Memory: ...


class ForDesk(Protocol):
    @property
    def plan(self) -> PlanFolder: ...

    @property
    def memory(self) -> Memory: ...

    @property
    def post(self) -> Post: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def requests(self) -> Requests: ...
