"""From figures to a site: which pages there are, running their notebooks, printing the book."""

import sys

# jsonschema, which comes with nbformat, would build a grammar of web addresses: over a second of every process that
# touches a notebook, for a check that is not asked for here. It does without where the module cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None bars a module: a rule of Python
