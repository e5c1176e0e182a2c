"""Bytes to a `Letter`, and its kind: parse -> headers, bodies -> charset, html_text, clean; then classify."""
