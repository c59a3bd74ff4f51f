"""Request logs of an aggregator of models, with known truth, written from another standpoint.

A gateway sells subscriptions and keys by use to hobbyists, role-players, students, start-ups and
agencies. A table of groups says who they are (`groups`: the population and the innocent crowds;
`kinds`: the operators and what each provider logs); one clockwork lets every member live through
their days (`build`), with lines, programs and accounts (`people`) and a vocabulary of their own
(`grammar`, `voices`, `talks`). In: a kind, a seed, a scale. Out: a world of raw columns with
`truth`. It shares no code and no list with the simulator of the product, and it is not tuned to
the detector. Limits: texts come from a grammar, so two strangers share turns of phrase more often
than people would; there are no answers; operators do not watch what is detected, only bans.
"""
