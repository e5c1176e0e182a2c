"""What a mail that came in is about and what follows from it. Pure: values in, values out."""
