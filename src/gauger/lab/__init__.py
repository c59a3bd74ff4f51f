"""Lab: a teacher, a harvest and countermeasures in; what a student learns from N exchanges, out."""
