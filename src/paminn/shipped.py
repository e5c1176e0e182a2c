"""The one place that knows where flows, deployments and the example plan lie."""

from __future__ import annotations

from pathlib import Path


def shipped(*parts: str) -> Path:
    """A folder or file that travels with the code: inside an installed package, else beside src/ in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_shipped"
    return (inside if inside.is_dir() else package.parents[1]).joinpath(*parts)
