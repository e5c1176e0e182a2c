"""The quality team's desk: what waits there, and what a named person decides about it."""
