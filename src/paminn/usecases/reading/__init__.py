"""What comes in: the mailbox read, and what the quality team decides about it."""
