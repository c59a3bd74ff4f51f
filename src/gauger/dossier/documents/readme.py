"""The first file that somebody opens who was handed a folder: what is what, how to follow it."""

from gauger.dossier.model import Figures, Statement

FOLLOW = """\
import duckdb, glob, json

db = duckdb.connect()
for file in glob.glob("extract/*.parquet"):
    db.sql(f"create table {file[8:-8]} as from '{file}'")
pack = json.load(open("figures.json"))
for step in pack["steps"]:          # in this order: later ones read earlier ones
    db.sql(f"create table {step['name']} as {step['sql']}")
for figure in pack["figures"]:      # "value" for a number, "rows" for a table
    print(figure["number"], figure["id"], db.sql(figure["sql"]).fetchall()[:3])
"""


def readme(figures: Figures, statement: Statement) -> bytes:
    """How to read a pack, as plain text. No tool of ours is needed to follow a number."""
    lines = (
        f"Evidence pack: {statement.title}",
        "",
        "report.pdf, report.html   read this first; its first page takes two minutes",
        "letter.pdf, notice.pdf    for the recipient, and for account holders",
        "figures.json              every number of the report: its query and its answer",
        "statement.json            every judgement in words, and what is taken on trust",
        "extract/                  the tables that the queries run on (Parquet)",
        "tables/                   some of the figures as CSV",
        "manifest.json, signature.json   what gauger verify checks",
        "",
        "A small raised mark in the report, such as F2, is the number of a figure: Annex B names",
        "its id, tables and unit. Accounts have made-up names that are good in this pack alone.",
        "",
        "gauger verify, on this folder, does all that follows and says in one page what holds.",
        "Without it, any tool that reads Parquet and runs SQL will do. In Python, here:",
        "",
        *(f"    {line}".rstrip() for line in FOLLOW.splitlines()),
        "",
        f"{len(figures.figures)} figures. Some read an extract's table directly; membership, the",
        "features and the verdict are built in steps, each a query with a line on what it is.",
        f"Questions: {statement.contact}.",
    )
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")
