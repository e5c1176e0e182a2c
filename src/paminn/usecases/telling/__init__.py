"""What comes of it: the calendars and the page, the account of a year, and how every goal stands today."""
