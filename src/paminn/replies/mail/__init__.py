"""Bytes to a `Letter`: parse -> headers, bodies -> charset, html_text, sealed, clean. Its kind: classify; bounce."""
