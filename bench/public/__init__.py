"""The linking core on data nobody here wrote: a data set in, a row of measures a method out."""
