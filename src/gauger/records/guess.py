"""Which field of somebody's table may be which canonical column: for a hint, never taken unasked.

A wrong guess would make one customer of many, or a server's address everybody's.
"""

from collections.abc import Iterable

LIKELY = {
    "ts": (
        "time", "timestamp", "datetime", "date", "at", "created", "createdat", "starttime",
        "requesttime", "eventtime", "loggedat", "gmtcreate",
    ),
    "account_id": (
        "account", "accountid", "user", "userid", "customer", "customerid", "client", "clientid",
        "uid", "groupid", "tenant", "tenantid",
    ),
    "exchange_id": ("requestid", "id", "callid", "messageid"),
    "api_key_id": ("apikey", "apikeyid", "keyid", "keyhash"),
    "session_id": ("session", "sessionid", "conversationid", "threadid"),
    "ip": ("ip", "ipaddress", "address", "clientip", "remoteaddr", "sourceip", "peer"),
    "user_agent": ("useragent", "agent"),
    "tls_fingerprint": ("ja4", "ja3", "tls", "tlsfingerprint"),
    "model": ("modelname", "modelid", "engine"),
    "system_prompt": ("system", "systemprompt", "instructions"),
    "prompt": ("prompt", "prompttext", "text", "input", "question", "query", "usermessage"),
    "input_tokens": ("prompttokens", "inputtokens", "tokensin", "inputlength"),
    "output_tokens": (
        "completiontokens", "outputtokens", "tokensout", "generatedtokens", "outputlength",
    ),
    "status": ("statuscode", "httpstatus", "responsecode"),
    "cost_usd": ("cost", "price", "spend"),
}  # fmt: skip
"""Names without case and marks, by what they usually mean; the first field that fits is named."""


def likely(columns: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """Canonical column -> field that may be it, for those columns that have one.

    >>> likely(["ts", "account_id", "ip"], ["Time", "customer-id", "x"])
    {'ts': 'Time', 'account_id': 'customer-id'}
    """
    plain: dict[str, str] = {}
    for field in fields:
        plain.setdefault("".join(c for c in field.lower() if c.isalnum()), field)
    found = {}
    for column in columns:
        names = LIKELY.get(column, ())
        fits = next((plain[name] for name in names if name in plain), None)
        if fits is not None:
            found[column] = fits
    return found


def as_map(found: dict[str, str]) -> str:
    """A hint as the option takes it.

    >>> as_map({"ts": "time", "account_id": "user"})
    '--map ts=time,account_id=user'
    """
    return "--map " + ",".join(f"{column}={field}" for column, field in found.items())
