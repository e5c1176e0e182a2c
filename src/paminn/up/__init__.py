"""`paminn up`: everything that runs every day, started on this machine by one command."""
