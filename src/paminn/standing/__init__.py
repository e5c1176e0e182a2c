"""What the owners' words come to: asked by reminders, calendar, page, account, status and desk; answered here alone.

    answer    what an owner has said, as a frozen value
    word      whose word counts, and which of several is the last
    answerer  who answers for a role, and the last word of each
    each      what a role says in which everybody answers for themselves
    contradiction  who say different things of the same matter
    goal      what a goal asks: whether it happens once, and who says that it is done
    done      what an answer ends: a goal, a day, a year's request
    silence   who has answered what was asked, and what never reached them
    several_days  how many of a goal's days are done
    going     how a goal of several owners goes

**Whose word counts.** The last word of everyone who answers for a role stands, until the role is asked anew and
somebody of it answers: an answer to a mail that went out after a word had come speaks for the role from then on. While
the words that stand differ the role has said nothing settled, and its goal has no status, is not done and is asked
about; a person settles it. Of what has several days each day is a matter of its own, else the goal is. Status, page,
calendar, account, reminders and desk all go by that (tests/unit/test_one_state.py).

Everything is a function of values; `today` is never asked for. These differences between those who ask are meant:

* **Who is believed.** Reminders, status and desk believe the role's own word as soon as it is read, for nobody is to be
  chased who has answered. Calendar, page and account tell only what a person has released, for it is told to everybody.
* **What is held back.** It ends nothing, and is asked for again; but status still shows that the role has answered, so
  that nobody is called silent who wrote. What a stranger wrote and the team put aside was never the role's.
* **Who contradict each other.** The desk and status show the team also two responsible roles that say different things.
  Whatever tells how the goal goes lets only the people of one role contradict each other: two roles are two parts.
* **Who decides.** The account must say something of every goal, so where no role is responsible those that take part
  decide. Calendar, page and reminders call such a goal done by nobody's word: its parts end one by one.
* **What ends for good.** One Klar ends every question about a goal that happens once. But what should have begun by a
  day goes on after it, so only a deadline or a period that is done is told of as done in the accounts of later years.
* **A day of its own.** Reminders follow a new day that came with Försenad. Pågår with a later day than the plan's moves
  no reminder, and the account tells that the work outlasts its time.
"""
