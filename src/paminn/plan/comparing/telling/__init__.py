"""What differs, once it is known who is who: in the plan's own words and areas, its goals and its roles."""
