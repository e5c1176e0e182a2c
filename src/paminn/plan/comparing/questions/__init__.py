"""What a person is asked of what is open.

`of_goals` and `of_roles` ask, `reasons` says why; `asking` weighs the answers by `likelihood` (of very many those on a
`shortlist`), `answer_options`
writes each as it is said, and `exemplified` makes one line of them. `mailed` asks before anything has been adopted.
"""
