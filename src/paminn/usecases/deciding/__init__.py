"""What named persons decide about the plan itself."""
