"""What works as long as the window is there: threads, the queue of jobs, the schedule, mail, watches."""
