"""What the words say: status -> leading, status_words -> whole, later; split -> sections, goals; dates and absence;
and what is private in them."""
