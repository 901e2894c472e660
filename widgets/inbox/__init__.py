"""The list of conversations: a view of the agency's work, and the results of a search."""
