"""The year's account to the board, worded: from front to back, with its cells and its labels."""
