"""Pure arithmetic: numbers and periods in, numbers and codes out. Knows no file, no language and no plan."""
