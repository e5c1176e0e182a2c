"""What a person is asked of what is open, with the likeliest answer first, and how each answer is written."""
