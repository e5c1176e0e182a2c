"""påminn: a decided action plan is read, its owners are reminded, their answers become the yearly account.

Follow the data: plan → reminders → texts → channels → replies → summary, with ledger as the memory.
"""

__version__ = "0.1.0"
