"""Worlds of a regional cloud's model marketplace, to judge a detector by.

The provider is a cloud that resells models of three strengths: most of the traffic is products of
business customers (fixed system prompts and templates with ever new data, office hours of nineteen
countries, some systems round the clock, gateways that strangers share), beside it developers and
the users of a consumer app. Customers differ in trade, language, names, care with the keyboard and,
log-normally, in how much they ask. Over these live innocent groups (`crowds`) that resemble a
harvest in one respect or another, and at most two operators (`operators`) who buy answers to train
a model on. `kinds` has six worlds that differ in who harvests and in what the provider logs. All is
written from public reports and from knowledge of how such services are used, without sight of the
signals, thresholds and simulator that it tests, and nothing here was changed after a detection ran
on it. Only raw columns are written. A kind and a seed give the same bytes:

    python -m bench.afield questions --seed 1 --scale 1 --out build/afield/questions-1
"""
