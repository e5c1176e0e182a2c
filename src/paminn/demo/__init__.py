"""`paminn demo`: a whole year played on the plan, in a folder of its own; nothing leaves the machine."""
