"""The pictures in the README, made by the program itself."""
