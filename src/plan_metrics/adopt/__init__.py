"""Makes a project of a data set that others keep in a form of their own, and tells what it could not take over."""
