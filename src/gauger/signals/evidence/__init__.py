"""Account evidence: what an account does, counted; one file a signal."""
