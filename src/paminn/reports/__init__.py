"""What a run came to, as frozen values: filled by the use cases, worded by the texts."""
