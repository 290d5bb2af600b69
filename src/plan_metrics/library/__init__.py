"""The library for analysts: a project as an object, and the progress of a series of their own."""
