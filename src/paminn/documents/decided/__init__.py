"""Reads a decided plan as it was decided: Word, Excel or pasted text in, headings, lines and tables out."""
