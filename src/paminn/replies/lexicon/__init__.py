"""The words that answers are read by, each list once and in one place.

    vocabulary   how words are compared, and how a list of them becomes a pattern
    statuses     what says a status
    hedges       what makes less of it: nearly, perhaps, a part, later
    denials      what denies it, leaves something out or turns the other way
    programs     what ticket systems and absence programs write
    calendar     months, weekdays and other times

Words stand here folded (`vocabulary.fold`): in small letters, without accents, å as a. A new synonym is a new word in
one of these lists and nothing else.
"""
