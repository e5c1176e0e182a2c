"""Who is who between two plans.

`hearing` sorts what a person said; `folding` and `signs` are what is compared. By them `certain` and `mended` find what
goes on, `doubtful` the names that another may bear, `returning` what may be back; `who` puts it together, and
`activities` follows those within a goal.
"""
