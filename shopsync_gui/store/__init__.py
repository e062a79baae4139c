"""The local database: the only room that speaks SQL, so that its tables can change unseen."""
