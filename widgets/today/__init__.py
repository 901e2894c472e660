"""The page of the day: who waits, what closes, what went wrong, what wakes, and which connection is not well."""
