"""python -m tests.support.fakegraph PORT CAFILE: prints the port (0: any free one) and runs until it is ended."""

import signal
import sys
from pathlib import Path

from tests.support.fakegraph.server import FakeGraph

with FakeGraph(int(sys.argv[1]), Path(sys.argv[2])) as graph:
    sys.stdout.write(f"{graph.port}\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, lambda *_: graph.ending.set())
    graph.ending.wait()
