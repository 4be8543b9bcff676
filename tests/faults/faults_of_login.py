"""Faults 31 to 39: refused tokens, missing scopes, and what the token endpoint may answer."""

from fault_machine import LIST, TOKEN, FaultMachine, each
from fault_row import Fault, on_one_machine

from sync.sandbox import faults
from sync.sandbox.answers import Json
from sync.sandbox.faults import Action
from sync.sandbox.oauth import App

FINE = "0, 3 runs, 2 list"
RENEWED = "0, 3 runs, 1 token 2 list"
DEAD = "Strava no longer accepts the login."


def fault_body(resource: str, field: str, code: str) -> Json:
    return {"message": "no", "errors": [{"resource": resource, "field": field, "code": code}]}


REFUSED = faults.instead(401, fault_body("Athlete", "access_token", "invalid"))


def refused(machine: FaultMachine, *, times: int | None) -> str:
    machine.inject("GET", LIST, REFUSED, times=times)
    first = machine.night()
    machine.state.clear_faults()
    return f"{first} then {machine.night()}"


def revoked_while_paging(machine: FaultMachine) -> str:
    machine.while_waiting = machine.state.revoke_all
    machine.inject("GET", LIST, faults.delay(1), nth=2)
    first = machine.night()
    machine.log_in()
    return f"{first} then {machine.night(most_lists=3)}"


def without_scope(machine: FaultMachine, scope: str) -> str:
    machine.noted()
    machine.log_in(*({"read", "activity:read_all", "activity:write"} - {scope}))
    return machine.night()


def forbidden(machine: FaultMachine, body: Json) -> str:
    machine.inject("GET", LIST, faults.instead(403, body), times=None)
    first = machine.night()
    machine.state.clear_faults()
    return f"{first} then {machine.night()}"


def dead_pair(machine: FaultMachine, alive: str) -> str:
    """The present pair is dead; the one before may not be."""
    if alive == "the one before":
        machine.log_in()
        machine.inject("POST", TOKEN, faults.instead(400, fault_body(*DEAD_REFRESH)))
        machine.later(hours=7)
        return machine.night()
    machine.log_in()
    machine.state.revoke_all()
    machine.later(hours=7)
    first, second = machine.night(), machine.night()
    machine.log_in()
    return f"{first} then {second} then {machine.night()}"


DEAD_REFRESH = ("RefreshToken", "refresh_token", "invalid")


def answered(machine: FaultMachine, action: Action) -> str:
    """A renewal is due, and this is what comes; the file must stay as it was, byte for byte."""
    machine.later(hours=7)
    before = machine.token_bytes()
    machine.inject("POST", TOKEN, action)
    first = machine.night()
    kept = "login kept" if machine.token_bytes() == before else "login CHANGED"
    return f"{first} ({kept}) then {machine.night()}"


def lost(machine: FaultMachine) -> str:
    return answered(machine, faults.drop_after())


def lost_for_good(machine: FaultMachine) -> str:
    """The refresh token was for one use, and the answer with the next one is gone."""
    told = lost(machine)
    machine.log_in()
    return f"{told} then {machine.night()}"


def same_again(machine: FaultMachine) -> str:
    """Refused once, and the renewal gives the same access token, as Strava does while it is good for an hour."""
    before = machine.log_in()
    told = refused(machine, times=1)
    same = before.access.encode() in machine.token_bytes()
    return f"{told}; {'the same' if same else 'another'} token"


TOKENS = {"access_token": "a", "refresh_token": "b", "expires_at": 1e10}
UNUSABLE = (
    faults.instead(200, {**TOKENS, "refresh_token": None}),
    faults.instead(200, {**TOKENS, "access_token": 7, "refresh_token": 8}),
    faults.instead(200, {**TOKENS, "expires_at": "soon"}),
    faults.instead(200, {**TOKENS, "expires_at": float("inf")}),
)
NO_TOKENS = "Strava's login answered without usable tokens."
KEPT = f"(login kept) then {RENEWED}"

LOGIN = (
    Fault(
        "31",
        "401 once, the token is good",
        "0, 3 runs, 1 token 3 list then 0, 3 runs, 1 list",
        on_one_machine(lambda machine: refused(machine, times=1)),
    ),
    Fault(
        "32",
        "401 for ever",
        f"4, 0 runs, 1 token 2 list: {DEAD} then {FINE}",
        on_one_machine(lambda machine: refused(machine, times=None)),
    ),
    Fault(
        "32",
        "revoked in the middle of a pull: the page before is kept",
        f"4, 200 runs, 1 token 2 list: {DEAD} then 0, 202 runs, at most 3 list",
        on_one_machine(revoked_while_paging, runs=202),
    ),
    Fault(
        "33",
        "the scope for writing is missing",
        "4, 3 runs, 2 list: The login may not change activities (scope activity:write was not "
        "granted).",
        on_one_machine(lambda machine: without_scope(machine, "activity:write")),
    ),
    Fault(
        "33",
        "the scope for reading is missing",
        "4, 0 runs, 1 list: The login may not read activities (scope activity:read_all was not "
        "granted).",
        on_one_machine(lambda machine: without_scope(machine, "activity:read_all")),
    ),
    Fault(
        "34",
        "403, the application is inactive",
        "4, 0 runs, 1 list: Strava has set this API application to inactive. then 0, 3 runs, 2 list",
        on_one_machine(
            lambda machine: forbidden(machine, fault_body("Application", "Status", "Inactive"))
        ),
    ),
    Fault(
        "35",
        "403, as many athletes as the application may have",
        "4, 0 runs, 1 list: This API application already has as many athletes as Strava lets it "
        f"have. then {FINE}",
        lambda folder: each(
            folder,
            (
                {"message": "Limit of connected athletes exceeded", "errors": []},
                fault_body("Athlete", "limit", "exceeded"),
            ),
            forbidden,
        ),
    ),
    Fault(
        "36",
        "the refresh token is dead, the one before is not",
        "0, 3 runs, 2 token 2 list",
        on_one_machine(lambda machine: dead_pair(machine, "the one before")),
    ),
    Fault(
        "36",
        "both refresh tokens are dead",
        f"4, 0 runs, 2 token: {DEAD} then 4, 0 runs, 2 token: {DEAD} then {FINE}",
        on_one_machine(lambda machine: dead_pair(machine, "none")),
    ),
    Fault(
        "37",
        "the token endpoint answers 200: no refresh token, other types, no end",
        f"75, 0 runs, 1 token: {NO_TOKENS} {KEPT}",
        lambda folder: each(folder, UNUSABLE, answered),
    ),
    Fault(
        "37",
        "the token endpoint answers with a page",
        f"75, 0 runs, 1 token: Strava's login answered with status 200. {KEPT}",
        on_one_machine(lambda machine: answered(machine, faults.html_page(200))),
    ),
    Fault(
        "38",
        "the token endpoint's answer is lost",
        f"75, 0 runs, 1 token: Strava's login can't be reached (ConnectionError). {KEPT}",
        on_one_machine(lost, app=App(rotate_refresh_tokens=False)),
    ),
    Fault(
        "38",
        "the same, where a refresh token is for one use: nobody can help that",
        "75, 0 runs, 1 token: Strava's login can't be reached (ConnectionError). (login kept) then "
        f"4, 0 runs, 1 token: {DEAD} then {FINE}",
        on_one_machine(lost_for_good),
    ),
    Fault(
        "39",
        "the token endpoint gives the same access token",
        "0, 3 runs, 1 token 3 list then 0, 3 runs, 1 list; the same token",
        on_one_machine(same_again),
    ),
)
