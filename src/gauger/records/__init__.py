"""Records: users' logs in, canonical tables out (`schema`), sketched and enriched at the door."""
