"""English rules: requests, sentences of pasted documents, follow-ups.

`{thing}` is bound to a noun of the writer's trade by whoever says a rule.
"""

from bench.elsewhere import lexicon as lex
from bench.elsewhere.grammar import Grammar

RULES: dict[str, list[str] | tuple[str, ...]] = {
    "request": [
        "{open}{verb} the {thing}{about}{limit}.{close}",
        "{open}{verb} {what}{limit}.{close}",
        "{open}{verb} {what}{about}. {remark}{close}",
        "{remark} {open}{verb} {what}{limit}?{close}",
        "{remark} {ask}{close}",
        "{ask} {remark}",
        "{ask}{close}",
        "{what}: {verb} it{limit}. {remark}",
        "{remark} {remark} {ask}",
    ],
    "open": lex.OPENERS,
    "close": lex.CLOSERS,
    "limit": ["", "", *(f" {x}" for x in lex.LIMITS)],
    "what": [
        "the {thing}", "our {adj} {thing}", "{n2} kinds of {thing}", "a {adj} {thing} at {place}",
        "what {people} said about the {thing}", "the {thing} and the {thing}",
        "the {month} {thing} of {firm}", "{name}'s {thing}", "the {thing} we got from {firm}",
        "this {adj} {thing}", "how a {thing} fails", "the difference between a {thing} and a {thing}",
        "the numbers behind the {thing} ({dec} and {dec})", "every {thing} since {date}",
    ],
    "about": [
        "", "", " for {people}", " in {place}", " after the {adj} {thing}", " before {date}",
        " that cost {money}", " from {firm}", " with {n99} entries", " which {people} dislikes",
    ],
    "remark": [
        "The {thing} has been {adj} since {day}.", "We lost {money} on it.", "{name} thinks {pct} is normal.",
        "There are {n99} of them at {place}.", "It worked in {month}, then {people} changed the {thing}.",
        "My {thing} reads {dec}.", "I only know that the {thing} is {adj}.", "At {time} it stopped.",
        "{firm} wants an answer by {date}.", "Nobody here understands the {thing}.", "It happened {n2} times since {date}.",
        "The {adj} one from {place} was better.", "According to {people} the {thing} should come first.",
        "I measured {dec}, {dec} and {dec}.", "We use a {product}.", "The old {thing} cost {money} a year.",
        "She starts on {day}, and the {thing} isn't ready.", "Half of our {thing} comes from {place}.",
    ],
    "ask": [
        "What would you do about the {thing}?", "Is a {adj} {thing} worth {money}?",
        "Why does the {thing} depend on the {thing}?", "How long does a {thing} last in {place}?",
        "Which {thing} suits {people}?", "Can a {thing} be {adj} and still pass?",
        "Who is liable for the {thing}, {firm} or {people}?", "Where do I start with {what}?",
        "How many {thing} per {thing} is usual?", "what's a good {thing} for {money}",
        "Should {people} see the {thing} first?", "Does {pct} sound right for {what}?",
        "When is it too late to change the {thing}?", "What do I tell {people} about {what}?",
    ],
    "follow": [
        "shorter, and mention {name}", "make part {n2} less {adj}, {remark}", "and what about the {thing}? {remark}",
        "No, the {thing} from {place}, not the other one.", "Use {money} instead of {money}.",
        "why {dec}, not {dec}?", "ok and with {n99} {thing} from {firm}?", "Now the same for {people}. {remark}", "I meant {what}.",
        "That's wrong: {remark}", "good. {verb} the {thing} too{limit}", "can you add {date} to it, and {name}",
        "{ask}", "{remark} Does that change the answer?", "in step {n2} you say {adj}, really? {remark}",
        "more like something {name} would write", "add a line on {what}", "what does {pct} refer to, {what}?",
        "Take out the {thing}, keep the {thing}. {remark}", "{verb} only the part on the {adj} {thing}",
    ],
    "sentence": [
        "The {thing} at {place} was {adj} in {month}, and {people} noted a change of {pct}.",
        "{name} reported that {n99} of the {n999} {thing} records were {adj}.",
        "On {date} {firm} replaced the {adj} {thing} at a cost of {money}.",
        "Between {time} and {time} the {thing} fell to {dec}, which {people} had not expected.",
        "Further work on the {thing} depends on {firm} and on {people}.",
        "It was agreed that {name} would {verb} the {thing} before {date}.",
        "Compared with {month}, the {thing} rose from {dec} to {dec}.",
        "No {thing} was found near {place}, although {n2} {adj} ones were on the list.",
        "{people} asked whether the {thing} and the {thing} could share one budget of {money}.",
        "The {adj} {thing} remains open; see the note of {date} by {name}.",
        "In {place}, {pct} of those asked had heard of a {thing}.",
        "A {adj} {thing} needs {n2} visits a year, a {adj} one {n99}.",
        "{firm} declined to comment on its {thing}.", "Costs of {money} were split with {firm}.",
        "The minutes of {day} mention a {thing}, a {thing} and a {adj} {thing}.",
        "If the {thing} is {adj}, call {name} on extension {n9999}.",
        "Item {n999}: {thing}, {adj}, {n2} pieces, {money}.",
        "{people} prefers the {product}, since its {thing} is less {adj}.",
        "Of {n999} entries, {n99} lacked a {thing} and {n2} were {adj}.",
        "Whoever last saw the {thing} in {place} should write to {name}.",
    ],
    "role": [
        "You are the assistant of {firm}.", "You help the customers of {firm} with their {thing}.",
        "Answer questions on {thing} and {thing} for {people}.", "You are {first}, a guide to {thing}.",
        "This bot belongs to {firm} ({place}).", "Act as a colleague who knows {thing}.",
    ],
    "rule": [
        "Never mention {thing}.", "Keep answers under {n99} words.", "If asked about {thing}, refer to {name}.",
        "Prices are in {money} steps.", "Use the {adj} tone of our house.", "Answer in the user's language.",
        "Opening hours: {time} to {time}.", "Return JSON with keys {ident} and {ident}.",
        "Do not promise a {thing}.", "Escalate anything {adj} to {people}.", "Cite the {thing} by number.",
        "Today's offer is a {product}.", "Greet with the first name.", "Refuse requests on {thing}.",
    ],
}  # fmt: skip

ENGLISH = Grammar(RULES)
