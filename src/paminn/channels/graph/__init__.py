"""Microsoft 365: a token for the app, one small client, and a door that never leaves a mail in doubt for long."""
