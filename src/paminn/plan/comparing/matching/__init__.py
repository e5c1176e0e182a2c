"""Who is who: what a person said, what the signs make certain, and what is left open."""
