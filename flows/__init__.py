"""The five flows, one file each: parameters, tasks around what touches the world, artifacts. No rules live here."""
