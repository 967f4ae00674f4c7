"""What each command of the command line does; a module is imported only when its command is asked for."""
