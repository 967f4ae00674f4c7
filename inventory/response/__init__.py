"""What happens when the level rises: plans, warnings, responses, stops, readiness."""
