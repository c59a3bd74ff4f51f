"""Sign-in through an OpenID Connect provider: code flow with PKCE, state and nonce, by Authlib."""

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request, Response
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool

from gauger.casework import people
from gauger.casework.people import Person, Role
from gauger.casework.store import CaseStore
from gauger.errors import GaugerError, InputError
from gauger.web.guard import Forbidden, settings_of, store_of
from gauger.web.pages.sign_in import begin, local_path
from gauger.web.settings import Oidc


class ProviderFailed(GaugerError):
    """The identity provider did not vouch for anybody."""


def router(given: Oidc) -> APIRouter:
    """Routes of one provider."""
    routes = APIRouter()
    client = OAuth().register(
        "provider",
        client_id=given.client_id,
        client_secret=given.client_secret,
        server_metadata_url=given.metadata_url,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )

    @routes.get("/sign-in/provider", include_in_schema=False)
    async def leave(request: Request, next: str = "/") -> Response:  # noqa: A002 - the query's name
        """Go to the provider."""
        request.session["next"] = local_path(next)
        back = f"{settings_of(request).public_url.rstrip('/')}/sign-in/provider/back"
        try:
            answer: Response = await client.authorize_redirect(request, back)
        except (HTTPError, OAuthError) as seen:
            raise ProviderFailed(f"the identity provider does not answer: {seen}") from seen
        return answer

    @routes.get("/sign-in/provider/back", include_in_schema=False)
    async def back(request: Request) -> Response:
        """Come back from it, with a code that it swaps for who this is."""
        after = local_path(request.session.get("next", "/"))
        try:
            token = await client.authorize_access_token(request)
            claims: dict[str, Any] = dict(token["userinfo"])
            _meant_for(given.client_id, claims["aud"])
        except (HTTPError, OAuthError, JoseError, KeyError, ValueError) as seen:
            raise ProviderFailed(f"the sign-in did not succeed: {seen}. Try again.") from seen
        request.session.clear()
        person = await run_in_threadpool(_person, store_of(request), given, claims)
        return await run_in_threadpool(begin, request, person, after)

    return routes


def _meant_for(client_id: str, audience: Any) -> None:
    """Raise ValueError for a token of another client: Authlib lets `azp` stand in for `aud`."""
    if client_id not in ([audience] if isinstance(audience, str) else audience):
        raise ValueError("the token is meant for another client")


def role_of(given: Oidc, claims: dict[str, Any]) -> Role | None:
    """The role that may most among those that the claims map to."""
    said = claims.get(given.role_claim, [])
    values = [said] if isinstance(said, str) else [str(x) for x in said or ()]
    found = [given.roles[v] for v in values if v in given.roles]
    return max(found, key=lambda r: len(r.permissions), default=None)


def _person(store: CaseStore, given: Oidc, claims: dict[str, Any]) -> Person:
    """The person of these claims, made at first sight, with the role that they have now."""
    role = role_of(given, claims)
    subject = str(claims["sub"])
    if role is None:
        raise Forbidden("your groups give you no role here; ask whoever keeps the workbench.")
    name = str(claims.get(given.name_claim) or claims.get("email") or subject)
    with store.writing() as c:
        at = store.clock()
        person = people.person_of(c, issuer=given.issuer, subject=subject)
        known = [p for p in people.everybody(c) if people.same_person(p.name, name)]
        if person is None and known:
            raise InputError(
                f"there is a {name} here that is not from this provider; an admin has to sort it."
            )
        if person is None:
            people.add_person(
                c, name, role, password=None, by=name, at=at, issuer=given.issuer, subject=subject
            )
        elif person.role is not role:
            people.change_person(c, person.name, role=role, by=person.name, at=at)
        found = people.person_of(c, issuer=given.issuer, subject=subject)
    if found is None:
        raise Forbidden("you are barred here; ask whoever keeps the workbench.")
    return found
