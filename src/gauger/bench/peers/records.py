"""Splink 5: probabilistic record linkage (Fellegi-Sunter, expectation maximisation), no labels."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from gauger.bench.peers.groups import Groups, ordered

THRESHOLDS = (0.5, 0.9, 0.99, 0.999, 0.9999)
SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What Splink is told of a table."""

    comparisons: tuple[Any, ...]
    blocking: tuple[tuple[str, ...], ...]
    """Pairs are compared when they agree on all columns of one of these."""
    training: tuple[tuple[str, ...], ...]
    """Columns to block on while weights are learned; each leaves its own comparison out."""
    sure: tuple[tuple[str, ...], ...]
    """Columns whose agreement all but proves a match, for the prior; none: Splink's 1 in 10,000."""


def historical() -> Model:
    """For the 50k, after Splink's own example."""
    import splink.comparison_library as cl  # noqa: PLC0415

    def often(column: str) -> Any:
        return cl.ExactMatch(column).configure(term_frequency_adjustments=True)

    return Model(
        comparisons=(
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_and_surname"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            often("birth_place"),
            often("occupation"),
        ),
        blocking=(
            ("first_name", "surname"), ("surname", "dob"), ("first_name", "dob"),
            ("postcode_fake", "first_name"), ("postcode_fake", "surname"), ("dob", "birth_place"),
            ("postcode_fake", "dob"), ("postcode_fake", "occupation"), ("dob", "occupation"),
        ),
        training=(("first_name", "surname"), ("dob",)),
        sure=(("first_name", "surname", "dob"), ("dob", "postcode_fake")),
    )  # fmt: skip


def fake() -> Model:
    """For the 1,000, after Splink's quickstart."""
    import splink.comparison_library as cl  # noqa: PLC0415

    return Model(
        comparisons=(
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ),
        blocking=(("first_name", "city"), ("surname",), ("dob",), ("email",)),
        training=(("first_name", "surname"), ("dob",)),
        sure=(("first_name", "surname", "dob"), ("email",)),
    )


def linked(rows: pa.Table, model: Model, *, key: str = "unique_id") -> dict[str, Groups]:
    """Clusters at several thresholds of match probability.

    Raises ImportError where Splink is not installed.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=key,
        comparisons=list(model.comparisons),
        blocking_rules_to_generate_predictions=[block_on(*b) for b in model.blocking],
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=duckdb.connect(config={"threads": 1}))
    linker = Linker(api.register(rows), settings, log_level=logging.ERROR)
    train = linker.training
    if model.sure:
        rules: list[Any] = [block_on(*b) for b in model.sure]
        train.estimate_probability_two_random_records_match(rules, recall=0.7)
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for columns in model.training:
        train.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    return {
        f"p >= {p}": _groups(
            linker.clustering.cluster_pairwise_predictions_at_threshold(
                predicted, threshold_match_probability=p
            ).as_record_list(),
            key,
        )
        for p in THRESHOLDS
    }


def _groups(rows: list[dict[str, Any]], key: str) -> Groups:
    members: dict[object, set[str]] = defaultdict(set)
    for row in rows:
        members[row["cluster_id"]].add(row[key])
    return ordered(g for g in members.values() if len(g) > 1)
