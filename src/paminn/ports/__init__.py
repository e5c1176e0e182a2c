"""What the use cases need from the outside: a Protocol a file, of at most three methods, and its own values."""
