"""What the program costs, each thing beside what the least for it would be; nothing here gates a test."""
