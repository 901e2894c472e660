"""What is understood of leads: pure rules."""
