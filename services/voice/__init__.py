"""Voice: text as it is said, speech from the provider, and clips that are sent byte for byte as they were heard."""
