"""The sandbox's state behind one lock: what a test or the demo sets up, and what it may look at."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from threading import RLock

from sync.sandbox import api, judge, pages
from sync.sandbox.answers import Answer, Json, Refused, Request, fault, no_such_path, unauthorized
from sync.sandbox.faults import Action, Faults, Reply
from sync.sandbox.limits import Limits, Meter
from sync.sandbox.login import Desk, bearer
from sync.sandbox.oauth import App, Grants, Tokens
from sync.sandbox.outing import ATHLETE_ID
from sync.sandbox.world import World

ALL_ACTIVITY_SCOPES = ("read", "activity:read_all", "activity:write")
_PAGE = re.compile(r"/(?:activities/(?P<id>\d{1,18}))?")
SOMEBODY: Json = {"id": ATHLETE_ID, "firstname": "Robin", "lastname": "Sandbox"}


class SandboxState:
    """All that a sandbox holds. Every method may be called from any thread, while it serves."""

    def __init__(
        self,
        athlete: Json = SOMEBODY,
        activities: Iterable[Json] = (),
        gear: Iterable[Json] = (),
        *,
        now: Callable[[], float] = time.time,
        app: App | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.now = now
        self.app = app or App()
        self._lock = RLock()
        self._world = World(athlete, activities, gear, now)
        self._grants = Grants(self.app)
        self._meter = Meter(limits or Limits())
        self._faults = Faults()
        self._sleep = sleep
        self._log: list[judge.Entry] = []

    # What a test or the demo does -------------------------------------------------------------

    def add(self, activity: Json) -> None:
        """The runner uploads an activity (or, with a known id, crops or edits it)."""
        with self._lock:
            self._world.add(activity)

    def add_gear(self, gear: Json) -> None:
        with self._lock:
            self._world.gear[str(gear["id"])] = dict(gear)

    def remove(self, activity_id: int, *, leave_gap: bool = False) -> None:
        """The runner deletes it. With `leave_gap` its place in the pages stays: a short page."""
        with self._lock:
            self._world.remove(activity_id, leave_gap=leave_gap)

    def runner_edits(self, activity_id: int, **fields: object) -> None:
        """The runner changes fields on Strava's own pages; texts are stored exactly as given."""
        with self._lock:
            self._world.change(activity_id, fields, "runner")

    def grant(self, scopes: Iterable[str] = ALL_ACTIVITY_SCOPES) -> Tokens:
        """Tokens as after a login, without one."""
        with self._lock:
            return self._grants.grant(scopes, self.now())

    def revoke_all(self) -> None:
        """The runner takes the application's access away on Strava's settings page."""
        with self._lock:
            self._grants.revoke_all()

    def inject(
        self, method: str, path: str, action: Action, *, nth: int = 1, times: int | None = 1
    ) -> None:
        """Lets requests fail; see `Faults.inject` for the rule and `faults` for the actions."""
        with self._lock:
            self._faults.inject(method, path, action, nth=nth, times=times)

    def clear_faults(self) -> None:
        with self._lock:
            self._faults.clear()

    def catch_up(self) -> None:
        """Time enough passes for every write that was put off to be applied."""
        with self._lock:
            self._world.apply_due(all_of_them=True)

    def spend(self, requests: int) -> None:
        """Counts requests of another program of the same application towards the limits."""
        with self._lock:
            self._meter.count(self.now(), requests)

    # What a test may look at ------------------------------------------------------------------

    @property
    def requests(self) -> tuple[judge.Entry, ...]:
        """Every request so far, in the order in which it was answered."""
        with self._lock:
            return tuple(self._log)

    @property
    def versions(self) -> dict[int, tuple[judge.Version, ...]]:
        """Per activity, every description and private note that was ever stored, oldest first."""
        with self._lock:
            return {key: tuple(found) for key, found in self._world.versions.items()}

    def counts(self, since: int = 0) -> Counter[str]:
        """Requests by kind (`judge.kind_of`), leaving out the first `since` of the log."""
        with self._lock:
            return judge.count_by_kind(self._log[since:])

    def activity(self, activity_id: int) -> Json:
        """A copy of the stored activity; KeyError when there is none."""
        with self._lock:
            found = self._world.find(activity_id)
        if found is None:
            raise KeyError(activity_id)
        return found

    def has(self, activity_id: int) -> bool:
        with self._lock:
            return self._world.has(activity_id)

    def text(self, activity_id: int, field: str = "description") -> str:
        """The stored text; \"\" where there is none."""
        with self._lock:
            return self._world.text(activity_id, field)

    # What the server does ---------------------------------------------------------------------

    def respond(self, request: Request) -> Reply:
        """Answers one request and writes it down; None when the connection is to be dropped."""
        with self._lock:
            action = self._faults.pick(request.method, request.path)
        if action is not None and action.delay_s:
            self._sleep(action.delay_s)
        with self._lock:
            reply = self._reply(request, action)
            status = None if reply is None else reply.status
            name = None if action is None else action.name
            self._log.append(judge.entry(request, self.now(), status, name))
        return reply

    def _reply(self, request: Request, action: Action | None) -> Reply:
        if action is not None and action.unheard is not None:
            return action.unheard()
        try:
            answer = self._handled(request, action)
        except Refused as refusal:
            answer = refusal.answer
        if action is not None and action.answered is not None:
            return action.answered(answer)
        return answer

    def _handled(self, request: Request, action: Action | None) -> Answer:
        if request.path.startswith("/oauth/"):
            told = api.athlete_summary(self._world)
            return Desk(self.app, self._grants, told, self.now()).answer(request)
        if request.path.startswith("/api/v3/"):
            return self._metered(request, action)
        if request.method == "GET" and (shown := _PAGE.fullmatch(request.path)):
            activity_id = int(shown["id"]) if shown["id"] else None
            return pages.page(self._world, activity_id) or no_such_path()
        return no_such_path()

    def _metered(self, request: Request, action: Action | None) -> Answer:
        """An API answer; the limits are told on 200 and 429, as in the recorded answers."""
        now_s = self.now()
        self._meter.count(now_s)
        exceeded = self._meter.exceeded()
        if exceeded:
            refusal = fault(429, "Rate Limit Exceeded", "Application", exceeded, "exceeded")
            return _with_headers(refusal, self._meter.headers())
        scopes = self._grants.scopes_of(bearer(request), now_s)
        if scopes is None:
            raise Refused(unauthorized("Athlete", "access_token", "invalid"))
        self._world.apply_due()
        call = api.Call(request, scopes, now_s, action or Action("none"))
        answer = api.answer(self._world, call)
        return _with_headers(answer, self._meter.headers()) if answer.status == 200 else answer


def _with_headers(answer: Answer, headers: tuple[tuple[str, str], ...]) -> Answer:
    return Answer(answer.status, answer.body, answer.content_type, (*answer.headers, *headers))
