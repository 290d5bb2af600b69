"""Tables as people make them, read into an edition by a recipe that can be run again next year.

`sheets` opens a file, `guess` writes the first recipe for it, `reading` takes the figures out by the recipe,
`comparison` holds them against the edition, `report` shows each beside the cell it stood in. Nothing of it is in the
edition before it was shown.
"""
