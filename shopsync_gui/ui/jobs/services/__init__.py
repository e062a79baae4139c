"""Services of the window, at work as long as it is there: threads, the queue of jobs, the schedule, mail, watches."""
