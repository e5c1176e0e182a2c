"""What the words say: status -> leading, status_words; split -> goals; dates; and what is private in them."""
