"""Who has each role, from a list as it is kept elsewhere: read, matched with the plan's roles, written."""
