"""Everything that is true only of WhatsApp."""
