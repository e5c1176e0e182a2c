"""`paminn doctor`: every setting and connection tried, harmlessly, and told with the next step where one fails."""
