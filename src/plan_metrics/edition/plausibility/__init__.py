"""Plausibility checks: figures weighed against parts and wholes, the past, the group, and the indicators beside them.

Validation levels as in Eurostat, Methodology for data validation (2018): within a row (the data contract of `edition`),
within a table (wholes, siblings, peers, repeats), over time (steps), and against the release before (revised).
"""
