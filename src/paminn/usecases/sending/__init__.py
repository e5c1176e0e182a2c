"""What goes out: who is reminded today, in which words, through which door, and how it ended."""
