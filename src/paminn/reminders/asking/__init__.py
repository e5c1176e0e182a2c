"""What a role is asked today: of the plan's days, what it has had, and what it has answered."""
