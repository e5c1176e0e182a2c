"""What the words say.

one_status -> leading                             the status an answer begins with
           -> status_words -> whole               the statuses that stand in a sentence
           -> later                               what takes them back
split      -> sections, goals                     one mail about several goals; `tied` where it was typed under each
new_date, absence, privacy                        a new day, when somebody is back, and what is private
"""
