"""What the parts of `paminn up` are told: our settings made whole, and Prefect kept to this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paminn.engine import quiet_environment
from paminn.home import BETWEEN, AskedPlan, plan_folders, prefect_login
from paminn.shipped import shipped
from paminn.up.prefect_pages import pages_of

if TYPE_CHECKING:
    from paminn.settings import Settings

_PATHS = ("_FOLDER", "_FILE", "_CERTIFICATE")


def environment_of_parts(chosen: Settings, plan: AskedPlan, port: int) -> dict[str, str]:
    """The environment of every part; Prefect's server answers on `port`."""
    home = chosen.home.resolve()
    base = dict(os.environ)
    base.pop("PAMINN_DATABASE_URL_FILE", None)
    environment = quiet_environment(home, base)
    environment.update(_own_settings(chosen, plan))
    environment.update(_prefect(home, port))
    return environment


def led_back_to(port: int) -> dict[str, str]:
    """Prefect's server asks GitHub which kinds of work there are; led back to itself, it takes the list it came with.

    What a municipality has it tell by itself, a host of its own, is named in NO_PROXY.
    """
    here = f"http://127.0.0.1:{port}"
    return {
        "http_proxy": here,
        "https_proxy": here,
        "all_proxy": here,
    }


def _own_settings(chosen: Settings, plan: AskedPlan) -> dict[str, str]:
    """Flows run in another folder, so every path is made absolute."""
    own = {}
    for name, value in os.environ.items():
        is_path = name.startswith("PAMINN_") and name.endswith(_PATHS)
        if is_path and value:
            own[name] = str(Path(value).resolve())
    folders = [str(kept.folder.resolve()) for kept in plan_folders(plan, chosen.plan)]
    own["PAMINN_HOME"] = str(chosen.home.resolve())
    own["PAMINN_PLAN"] = _together(folders)
    scheme, _, path = chosen.database_url.get_secret_value().partition(":///")
    if scheme.startswith("sqlite") and path:
        own["PAMINN_DATABASE_URL"] = f"{scheme}:///{Path(path).resolve()}"
        own.pop("PAMINN_DATABASE_URL_FILE", None)
    return own


def _together(folders: Sequence[str]) -> str:
    """Several folders in one setting, with a sign between them that stands in none of them, where there is one."""
    for sign in BETWEEN:
        if not any(sign in folder for folder in folders):
            return sign.join(folders)
    return BETWEEN[0].join(folders)


def _prefect(home: Path, port: int) -> dict[str, str]:
    pages, *other_names = pages_of(port)
    login = prefect_login(home)
    return {
        # The server asks it of everybody, and those that we start say it.
        "PREFECT_SERVER_API_AUTH_STRING": login,
        "PREFECT_API_AUTH_STRING": login,
        "FLOWS_HOME": str(shipped()),  # the pull step of deployments/prefect.yaml
        # Prefect writes its pages among its own code, and its runs in a folder that the first user of it owns.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(_own_folder(home, "pages")),
        "TMPDIR": str(_own_folder(home, "tmp")),
        "PREFECT_API_URL": f"{pages}/api",
        "PREFECT_SERVER_UI_API_URL": f"{pages}/api",
        # No page that a browser on this machine happens to visit may start or read runs.
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join((pages, *other_names)),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        # Runs and their tables are the quality team's view of the year, so they are kept for more than one.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P400D",
    }


def _own_folder(home: Path, name: str) -> Path:
    folder = home / "prefect" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
