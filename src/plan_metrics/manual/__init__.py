"""The methods of `measure` explained: cards in two languages, the cases that the tests run, and what they work out to.

`cases/` holds worked cases (inputs, expected results, tolerance, source); `cards/` a card a method, with one or more
cases worked step by step; `chapter.toml` the pages of the chapter. A number on a page is always worked out from them.
"""
