"""The relay: webhooks in, one ordered durable log per tenant, every console of the tenant following it."""
