"""What people say of a case, and decide."""

from typing import Annotated

import typer

from gauger.cli.case.common import DEFAULT_STORE, By, Json, Store, case, open_it, tell, who


@case.command()
def label(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    kind: Annotated[str, typer.Argument(help="confirmed, cleared or unsure.")],
    accounts: Annotated[list[str], typer.Argument(help="Accounts of the case.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Say of accounts that they are confirmed, cleared or unsure.

    Example: gauger case label case-C-5CHMSFP cleared acct-17 --reason "a customer for years"
    """
    from gauger.casework.model import LabelKind  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if kind not in set(LabelKind):
        raise UsageError(f"a label is {', '.join(LabelKind)}; got {kind!r}.")
    n = open_it(store).label(case_id, accounts, LabelKind(kind), reason, by=who(by))
    tell({"labelled": n}, json, f"{n:,} labelled {kind}")


@case.command()
def note(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    text: Annotated[str, typer.Argument(help="The remark.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Add a remark to a case.

    Example: gauger case note case-C-5CHMSFP "asked billing about the cards"
    """
    open_it(store).note(case_id, text, by=who(by))
    tell({"noted": case_id}, json, "noted")


@case.command()
def propose(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    action: Annotated[
        str, typer.Argument(help="observe, throttle, verify, notify, share or suspend.")
    ],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    account: Annotated[
        list[str] | None, typer.Option(help="Accounts concerned; the whole case if left out.")
    ] = None,
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Propose an action. Notify, share and suspend wait for a second person.

    Example: gauger case propose case-C-5CHMSFP suspend --reason "one operator, a harvest"
    """
    from gauger.casework.model import Action  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if action not in set(Action):
        raise UsageError(f"an action is {', '.join(Action)}; got {action!r}.")
    made = open_it(store).propose(case_id, Action(action), account or (), reason, by=who(by))
    standing = "in force" if made.in_force else "waits for a second person"
    tell(made, json, f"{made.decision_id}: {standing}")


@case.command()
def approve(
    decision_id: Annotated[str, typer.Argument(help="As `gauger case show` names it.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Agree to a harsh decision, as somebody else than who proposed it.

    Example: gauger case approve case-C-5CHMSFP-D1 --by bob
    """
    made = open_it(store).approve(decision_id, by=who(by))
    tell(made, json, f"{made.decision_id}: in force")


@case.command()
def withdraw(
    decision_id: Annotated[str, typer.Argument(help="As `gauger case show` names it.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Turn a decision down, or take one back.

    Example: gauger case withdraw case-C-5CHMSFP-D1 --reason "the appeal was right"
    """
    made = open_it(store).withdraw(decision_id, reason, by=who(by))
    tell(made, json, f"{made.decision_id}: withdrawn")


@case.command()
def change(
    case_id: Annotated[str, typer.Argument(help="Its id.")],
    status: Annotated[
        str, typer.Option(help="open, review or closed; decided while a decision is in force.")
    ] = "",
    owner: Annotated[
        str | None, typer.Option(help="Who works on it; an empty text takes the owner away.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    actor: Annotated[
        str | None, typer.Option(help="A profile, as assessed; an empty text takes it away.")
    ] = None,
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Change status, owner, title or actor of a case.

    Example: gauger case change case-C-5CHMSFP --status closed
    """
    from gauger.casework.acts import Change  # noqa: PLC0415
    from gauger.casework.model import Status  # noqa: PLC0415
    from gauger.errors import UsageError  # noqa: PLC0415

    if status and status not in set(Status):
        raise UsageError(f"a status is {', '.join(Status)}; got {status!r}.")
    to = Change(status=Status(status) if status else None, owner=owner, title=title, actor=actor)
    if to == Change():
        raise UsageError("say what to change: --status, --owner, --title or --actor.")
    opened = open_it(store)
    seen = opened.case(case_id).version
    version = opened.change(case_id, to, seen=seen, by=who(by))
    tell({"version": version}, json, "changed" if version != seen else "it was so already")


@case.command()
def link(
    a: Annotated[str, typer.Argument(help="A case.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    reason: Annotated[str, typer.Option(help="Why; goes on record.")],
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Link two cases.

    Example: gauger case link case-C-5CHMSFP case-C-AIYK5N7 --reason "one card range"
    """
    open_it(store).relate(a, b, reason, by=who(by))
    tell({"linked": [a, b]}, json, "linked")


@case.command()
def actor(
    name: Annotated[str, typer.Argument(help="Name of the profile.")],
    description: Annotated[str, typer.Option(help="Who this is, and how it is known.")],
    predicts: Annotated[
        list[str] | None, typer.Option(help="What its campaigns would show; repeatable.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where the description comes from.")] = "",
    store: Store = DEFAULT_STORE,
    by: By = "",
    json: Json = False,
) -> None:
    """Write a known-actor profile.

    Example: gauger case actor hydra --description "sells access" --predicts "cards of one bank"
    """
    made = open_it(store).profile(
        name, description, predicts=predicts or (), source=source, by=who(by)
    )
    tell(made, json, f"profile of {made.name} written")
