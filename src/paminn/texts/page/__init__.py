"""The page beside the calendars: its goals, its picture of the years, and how to subscribe."""
