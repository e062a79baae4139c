"""Jobs as the window runs them: queue, threads, schedule, mail, and the dialogs that ask before one."""
