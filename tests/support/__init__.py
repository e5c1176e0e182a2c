"""Helpers that tests share. README.md beside this file is the map."""
