"""What the owners' words come to: asked by reminders, calendar, page, account, status and desk; answered here alone."""
