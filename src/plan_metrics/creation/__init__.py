"""A new project, from nothing or from the data set of others, and the texts of a plan in further languages."""
