"""Whose words: extract -> banner, quote (heads, sent), inline, quoted_form, signature. What we know of the mail is in
`known`, and what we put there ourselves in `form` and `days`."""
