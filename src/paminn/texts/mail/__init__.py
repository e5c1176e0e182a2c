"""The mails we write to a person: a digest of reminders, and the receipt for an answer."""
