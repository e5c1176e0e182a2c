"""What a role is asked today, put together of what the plan's days give, what was had and what was answered.

    plan_days   every instance of the plan's goals, with the steps around it
    whom        who is asked about a goal, a role or each who holds it, and what they have said
    had         what they have had already, under whatever goals and roles theirs were made of
    open_steps  the steps that wait for them
    introductions  what those are told who have not heard of theirs before, where the rules name a first day
    asked_back  what the quality team asks back beside it
    schedule    all of it, for a day

Who reads it is asked afterwards: `reminders.mailboxes` and `reminders.sharing`.
"""
