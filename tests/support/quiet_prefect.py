"""A Prefect that has a home of its own, asks nobody outside this machine and tells nobody anything."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from paminn.engine import quiet_environment


def keep_quiet() -> None:
    """Must be called before Prefect is first imported; what it keeps is gone when the tests are done."""
    if "paminn-engine-" in os.environ.get("PREFECT_HOME", ""):
        return
    home = tempfile.mkdtemp(prefix="paminn-engine-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    wanted = quiet_environment(Path(home), os.environ)
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    hasty = {"PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "0.1"}  # seconds; five are its own
    os.environ.update(wanted | hasty | {"PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false"})
