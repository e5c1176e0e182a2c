"""Bytes to a `Letter`, and what kind of mail it is.

parse      -> head, encoded_words, addresses      who it says it is from, and to
           -> bodies -> charset, html_text, sealed, clean     what stands in it
classify   -> bounce, authenticity, subject       what it is, and whether it is from whom it says
"""
