"""What differs, once it is known who is who."""
