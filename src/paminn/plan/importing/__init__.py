"""From a decided document, as a format's reader hands it over, to the plan it says and what is doubtful in it."""
