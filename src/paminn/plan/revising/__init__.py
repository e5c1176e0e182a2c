"""A plan folder that goes on when its plan is decided anew: the document's words in, the team's own words kept.

Pure, in the order that the data goes: `settling` gives the rows of the document the numbers and roles that the plan
has for them, `rewriting` puts them into plan.yaml line by line, `places` adds the roles that owners.yaml lacks.
`yaml_lines` knows where in a file something stands and nothing of plans.
"""
