"""What comes in: the mailbox read, and what follows from it."""
