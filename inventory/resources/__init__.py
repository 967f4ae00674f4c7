"""What stands ready: teams, shelters, agreements, rivers, hazards, training."""
