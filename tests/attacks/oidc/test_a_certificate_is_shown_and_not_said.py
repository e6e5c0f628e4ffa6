"""A client is known by the certificate of its connection; nobody can just say which it is."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from citizens import Citizen
from mutual_tls_site import MutualTlsSite, mutual_tls_site
from proofs import ProofKey
from services import Service, refusal, token_refusal
from thiqa.crypto import key_of_certificate
from thiqa.crypto import read_claims_unverified as claims_of
from thiqa.oidc.clients.mutual_tls import certificate_thumbprint
from tls_certificates import SERVER_AUTH, Identity, issue, make_authority, named, self_signed
from world import World, on_one_database

pytestmark = on_one_database

SUBJECT = "CN=town-hall"


@pytest.fixture(scope="module")
def site(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MutualTlsSite]:
    with mutual_tls_site(shared_world, tmp_path_factory.mktemp("mutual-tls")) as made:
        yield made


@pytest.fixture(scope="module")
def tls(site: MutualTlsSite) -> str:
    """The origin of a provider with TLS of its own."""
    return site.with_tls()


@pytest.fixture(scope="module")
def proxied(site: MutualTlsSite) -> str:
    """The address of a provider that believes a proxy on this machine."""
    return site.behind_proxies("127.0.0.1")


@pytest.fixture(scope="module")
def unproxied(site: MutualTlsSite) -> str:
    """The address of a provider that believes a proxy elsewhere."""
    return site.behind_proxies("192.0.2.1")


@pytest.fixture(scope="module")
def town_hall(site: MutualTlsSite) -> Identity:
    return site.identity("town-hall")


@pytest.fixture
def known(site: MutualTlsSite, tls: str, town_hall: Identity) -> Service:
    """A service that is known by its certificate."""
    return site.service(town_hall, tls, tls_client_auth_subject_dn=SUBJECT)


def with_certificate(site: MutualTlsSite, service: Service, identity: Identity | None) -> Service:
    return replace(service, key=service.signer, client=site.client(identity))


def jwks_of(identity: Identity) -> dict[str, Any]:
    key = key_of_certificate(identity.certificate)
    return {"keys": [key.key.as_dict(private=False)]}


def test_a_service_is_known_by_its_certificate_and_its_tokens_are_bound_to_it(
    known: Service, citizen: Citizen, town_hall: Identity
) -> None:
    tokens = known.identify(citizen)
    cnf = claims_of(tokens["access_token"])["cnf"]
    assert cnf == {"x5t#S256": certificate_thumbprint(town_hall.der)}
    assert tokens["token_type"] == "Bearer"
    assert known.userinfo(tokens["access_token"]).is_success
    assert known.receipt(tokens["access_token"]).is_success


@pytest.mark.parametrize("path", ["/userinfo", "/receipt"])
def test_a_bound_token_is_refused_with_another_certificate_and_without_one(
    site: MutualTlsSite, known: Service, citizen: Citizen, path: str
) -> None:
    token = known.identify(citizen)["access_token"]
    renewed = site.identity("town-hall")
    for other in (renewed, site.alone, None):
        thief = with_certificate(site, known, other)
        assert token_refusal(thief.get(path, token)) == (401, "invalid_token")
    plain = replace(known, key=known.signer, client=None, address=None)
    assert token_refusal(plain.get(path, token)) == (401, "invalid_token")


def test_the_certificate_of_another_client_is_refused(site: MutualTlsSite, known: Service) -> None:
    for other in (site.identity("tax-office"), site.identity("town-hall.example"), None):
        response = with_certificate(site, known, other).push()
        assert refusal(response) == (401, "invalid_client")
    assert known.push().status_code == 201


def test_a_certificate_that_is_not_for_clients_is_refused(
    site: MutualTlsSite, known: Service
) -> None:
    wrong = site.identity("town-hall", purpose=SERVER_AUTH)
    with pytest.raises(httpx.TransportError):
        with_certificate(site, known, wrong).push()


@pytest.mark.parametrize("dns", ["town-hall.example", "TOWN-HALL.EXAMPLE"])
def test_a_service_may_be_known_by_a_dns_name(site: MutualTlsSite, tls: str, dns: str) -> None:
    identity = site.identity("anything", dns=("www.town-hall.example", "town-hall.example"))
    service = site.service(identity, tls, tls_client_auth_san_dns=dns)
    assert service.push().status_code == 201
    for names in (("other.example",), ("*.example",), ("town-hall.example.other.example",), ()):
        other = site.identity("town-hall.example", dns=names)
        response = with_certificate(site, service, other).push()
        assert refusal(response) == (401, "invalid_client")


def test_an_authority_of_the_same_name_stands_behind_nobody(
    site: MutualTlsSite, known: Service
) -> None:
    forged = issue(make_authority(), named("town-hall"))
    with pytest.raises(httpx.TransportError):
        with_certificate(site, known, forged).push()


def test_a_certificate_that_vouches_for_itself_is_known_by_its_registered_key(
    site: MutualTlsSite, tls: str, citizen: Citizen
) -> None:
    service = site.service(
        site.alone,
        tls,
        token_endpoint_auth_method="self_signed_tls_client_auth",
        jwks=jwks_of(site.alone),
    )
    token = service.identify(citizen)["access_token"]
    assert service.userinfo(token).is_success
    response = with_certificate(site, service, site.identity("known-by-its-key")).push()
    assert refusal(response) == (401, "invalid_client")


PRETENDERS: dict[str, Callable[[MutualTlsSite], Identity]] = {
    "self-signed": lambda _: self_signed("town-hall"),
    "of an authority's namesake": lambda _: issue(make_authority(), named("town-hall")),
    "of a stranger": lambda _: issue(make_authority("Stranger"), named("town-hall")),
    "of another client": lambda site: issue(site.identity("tax-office"), named("town-hall")),
    "for a server": lambda site: site.identity("town-hall", purpose=SERVER_AUTH),
    "expired": lambda site: site.identity("town-hall", now=1_500_000_000),
    "not valid yet": lambda site: site.identity("town-hall", now=3_000_000_000),
    "the authority's own": lambda site: site.authority,
}


@pytest.mark.parametrize("pretender", PRETENDERS)
def test_whatever_a_proxy_has_let_in_is_checked_once_more(
    site: MutualTlsSite, known: Service, proxied: str, pretender: str
) -> None:
    response = said(known, proxied, PRETENDERS[pretender](site))
    assert refusal(response) == (401, "invalid_client")


def test_a_client_of_certificates_is_not_let_in_by_an_assertion(
    known: Service, citizen: Citizen
) -> None:
    pretender = replace(known, key=known.signer, by_certificate=False)
    assert refusal(pretender.push()) == (401, "invalid_client")


def test_a_client_of_assertions_is_not_let_in_by_a_certificate(
    site: MutualTlsSite, tls: str
) -> None:
    service = site.world.new_service(address=tls, client=site.client(site.alone))
    keys = [service.signer.public_jwk, *jwks_of(site.alone)["keys"]]
    site.world.register(service, jwks={"keys": keys})
    pretender = replace(service, key=service.signer, by_certificate=True)
    assert refusal(pretender.push()) == (401, "invalid_client")
    assert service.push().status_code == 201


def test_an_assertion_and_a_bound_token_go_together(
    site: MutualTlsSite, tls: str, town_hall: Identity, citizen: Citizen
) -> None:
    owner = site.world.new_service(
        address=tls,
        client=site.client(town_hall),
        changes={"tls_client_certificate_bound_access_tokens": True},
    )
    code = citizen.walk(owner.pushed())["code"]
    thief = with_certificate(site, owner, None)
    assert refusal(thief.redeem(code)) == (400, "invalid_request")
    tokens = owner.redeem(code).json()
    assert owner.userinfo(tokens["access_token"]).is_success
    assert thief.userinfo(tokens["access_token"]).status_code == 401


def said(
    service: Service, address: str, identity: Identity, *, times: int = 1, **more: str
) -> httpx.Response:
    """Push a request over plain HTTP, with a header that says which certificate there is."""
    value = f":{b64encode(identity.der).decode()}:"
    headers = [("client-cert", value)] * times + list(more.items())
    form = {"client_id": service.client_id, **service.request()}
    return httpx.post(f"{address}/par", data=form, headers=headers)


def test_a_trusted_proxy_says_which_certificate_it_saw(
    known: Service, proxied: str, town_hall: Identity
) -> None:
    assert said(known, proxied, town_hall).status_code == 201


def test_a_proxy_may_say_it_as_nginx_does(
    site: MutualTlsSite, known: Service, town_hall: Identity
) -> None:
    address = site.behind_proxies("127.0.0.0/8", "x-client-certificate")
    form = {"client_id": known.client_id, **known.request()}
    url, headers = f"{address}/par", {"x-client-certificate": quote(town_hall.pem)}
    assert httpx.post(url, data=form, headers=headers).status_code == 201
    assert refusal(said(known, address, town_hall)) == (401, "invalid_client")


def test_a_forged_header_is_ignored(
    known: Service, unproxied: str, tls: str, site: MutualTlsSite, town_hall: Identity
) -> None:
    assert refusal(said(known, unproxied, town_hall)) == (401, "invalid_client")
    assert refusal(said(known, known.issuer, town_hall)) == (401, "invalid_client")
    forger = with_certificate(site, known, site.identity("forger"))
    form = {"client_id": known.client_id, **known.request()}
    value = f":{b64encode(town_hall.der).decode()}:"
    assert forger.client is not None
    response = forger.client.post(f"{tls}/par", data=form, headers={"client-cert": value})
    assert refusal(response) == (401, "invalid_client")


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_nobody_becomes_a_proxy_by_saying_so(
    known: Service, unproxied: str, town_hall: Identity, name: str
) -> None:
    more = {name: "for=192.0.2.1" if name == "forwarded" else "192.0.2.1"}
    assert refusal(said(known, unproxied, town_hall, **more)) == (401, "invalid_client")


def test_a_header_that_stands_there_twice_is_refused(
    known: Service, proxied: str, town_hall: Identity
) -> None:
    assert refusal(said(known, proxied, town_hall, times=2)) == (400, "invalid_request")


@pytest.mark.parametrize("value", ["", ":", "::", "x", ":x:", "null", "(null)"])
def test_a_header_without_a_certificate_proves_nothing(
    known: Service, proxied: str, value: str
) -> None:
    form = {"client_id": known.client_id, **known.request()}
    response = httpx.post(f"{proxied}/par", data=form, headers={"client-cert": value})
    assert refusal(response)[0] in {400, 401}


def test_bytes_that_are_no_certificate_prove_nothing(known: Service, proxied: str) -> None:
    value = f":{b64encode(b'not a certificate').decode()}:"
    form = {"client_id": known.client_id, **known.request()}
    response = httpx.post(f"{proxied}/par", data=form, headers={"client-cert": value})
    assert refusal(response) == (401, "invalid_client")


def test_a_client_of_certificates_does_not_change_to_a_proof(
    site: MutualTlsSite, known: Service, citizen: Citizen
) -> None:
    code = citizen.walk(known.pushed())["code"]
    proved = replace(known, key=known.signer, proof_key=ProofKey(known.clock))
    assert refusal(proved.redeem(code)) == (400, "invalid_request")
    assert known.redeem(code).is_success


def test_the_addresses_for_certificates_are_announced(site: MutualTlsSite, tls: str) -> None:
    document = site.client().get(f"{tls}/.well-known/openid-configuration").json()
    assert document["tls_client_certificate_bound_access_tokens"] is True
    aliases = document["mtls_endpoint_aliases"]
    assert aliases["token_endpoint"] == f"{tls}/token"
    assert aliases["userinfo_endpoint"] == f"{tls}/userinfo"
    assert "authorization_endpoint" not in aliases
    assert set(aliases) <= set(document)
    methods = document["token_endpoint_auth_methods_supported"]
    assert {"tls_client_auth", "self_signed_tls_client_auth"} <= set(methods)


def test_a_proof_for_the_address_for_certificates_is_good_there(
    site: MutualTlsSite, tls: str
) -> None:
    key = ProofKey(site.world.clock)
    service = site.world.new_service(proof_key=key)
    form = {**service.credentials(), **service.request()}
    client = site.client()
    first = client.post(f"{tls}/par", data=form, headers={"dpop": key.proof("POST", f"{tls}/par")})
    key.nonce = first.headers["dpop-nonce"]
    again = client.post(f"{tls}/par", data=form, headers={"dpop": key.proof("POST", f"{tls}/par")})
    assert (first.status_code, again.status_code) == (400, 201)
