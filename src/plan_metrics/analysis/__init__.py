"""What is said of the figures: plan and edition -> scoreboard, states of actions, evidence, scores, changes, peers.

No module here formats a number or writes a sentence; `views` does. Which of them may import which: the table in
`tests/laws/test_architecture.py`.
"""
