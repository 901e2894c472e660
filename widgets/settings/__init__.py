"""Settings: integrations, appearance, this computer."""
