"""What should happen.

A *process* says which duties come round (steps); a *year* says when, for whom, about what. Together they give an
*agenda*: who owes what to whom by when. *Facts* are what has happened to one occurrence. Two pure functions decide:
`due(definition, facts, now)` says what time has brought, `answer(definition, facts, event, now)` what somebody's act
brings; both return actions, as data. `digest` merges what people are told.

Nothing here reads a clock, a file, a database or a network.
"""
