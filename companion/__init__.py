"""The service: a person, their advocate, their panel."""
