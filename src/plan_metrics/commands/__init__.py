"""The commands, a module for each group of them: each has `register(commands)`, which adds its own (decisions/0051).

What a command needs is loaded when it runs: help is there at once, and a report without a change ends in a moment.
"""
