"""Brings an emitted compose file up whole, asks the application, takes it down."""

import json
import time
import urllib.request

from docker import Failed, docker, inspect, names, wait_for
from images import PROBE, get

DONE = "service_completed_successfully"


class Stack:
    def __init__(self, root, file, env_file, project, report):
        self.root, self.project, self.report = root, project, report
        self.files = (["--env-file", str(env_file)] if env_file else []) + ["-f", str(file)]
        self.model = json.loads(self.compose("config", "--format", "json"))
        self.services = self.model["services"]

    def compose(self, *arguments, **options):
        return docker("compose", "-p", self.project, *self.files, *arguments, cwd=self.root, **options)

    def override(self, file, text):
        """One more compose file over the emitted one."""
        file.write_text(text)
        self.files += ["-f", str(file)]
        self.model = json.loads(self.compose("config", "--format", "json"))
        self.services = self.model["services"]

    def close_ports(self, file):
        """Production opens its door to everybody; a test does not."""
        open_ones = sorted(name for name, service in self.services.items() if service.get("ports"))
        if open_ones:
            self.override(file, "services:\n" + "".join(f"  {name}: {{ports: !reset []}}\n" for name in open_ones))

    def tasks(self):
        """Services that others wait for to have ended."""
        return sorted({dep for service in self.services.values() for dep, how in (service.get("depends_on") or {}).items()
                       if how["condition"] == DONE})

    def leave_out(self, file):
        """Services whose image cannot be had here get a profile that nobody asks
        for; what depends on them must then say `required: false`."""
        out = []
        for name, service in sorted(self.services.items()):
            image = service.get("image")
            if "build" in service or any("build" in s and s.get("image") == image for s in self.services.values()):
                continue
            try:
                docker("image", "inspect", image)
            except Failed:
                try:
                    docker("pull", "-q", image)
                except Failed:
                    out.append(name)
        if out:
            self.override(file, json.dumps({"services": {name: {"profiles": ["left-out"]} for name in out}}))
        return out

    def one_replica(self):
        """Replicas are alike; one of each is enough to see that it runs, and this
        machine may be small."""
        flags = []
        for name, service in sorted(self.services.items()):
            if ((service.get("deploy") or {}).get("replicas") or 1) > 1:
                flags += ["--scale", f"{name}=1"]
        return flags

    def up(self):
        with self.report.check("compose up --wait: " + " ".join(sorted(self.services))) as check:
            started = time.monotonic()
            try:
                self.compose("up", "--detach", "--build", "--wait", "--wait-timeout", "180", *self.one_replica())
            except Failed as error:
                raise Failed(f"{error}\n    {self.compose('ps', '-a', check=False)}\n{self.compose('logs', '--tail', '15', check=False)}") from error
            check.note(f"{time.monotonic() - started:.0f} s")

    def container(self, service):
        ids = self.compose("ps", "-a", "-q", service).split()
        if not ids:
            raise Failed(f"{service} has no container")
        return ids[0]

    def states(self):
        tasks = self.tasks()
        for name in sorted(set(self.services) - set(tasks)):
            with self.report.check(f"{name} is up and healthy"):
                state = inspect("container", self.container(name))["State"]
                health = (state.get("Health") or {}).get("Status", "without a check")
                if state["Status"] != "running" or health != "healthy":
                    raise Failed(f"{state['Status']}, {health}")
        for name in tasks:
            with self.report.check(f"task {name} has ended well"):
                state = inspect("container", self.container(name))["State"]
                if state["Status"] != "exited" or state["ExitCode"] != 0:
                    raise Failed(f"{state['Status']}, exit code {state['ExitCode']}")

    def address(self, service, path):
        for port in self.services[service].get("ports") or []:
            if port.get("published"):
                return f"http://127.0.0.1:{port['published']}{path}"
        raise Failed(f"{service} publishes no port")

    def stop(self):
        """Every container ends by itself when asked; 137 is the kernel's kill after
        the grace period."""
        with self.report.check("compose stop: every container ends within its grace") as check:
            started = time.monotonic()
            self.compose("stop")
            check.note(f"{time.monotonic() - started:.1f} s")
            wrong = []
            for name in sorted(self.services):
                for container in self.compose("ps", "-a", "-q", name).split():
                    code = inspect("container", container)["State"]["ExitCode"]
                    if code not in (0, 143):
                        wrong.append(f"{name} {code}")
            if wrong:
                raise Failed("exit codes: " + ", ".join(wrong))

    def down(self):
        with self.report.check("compose down -v leaves nothing"):
            self.compose("down", "--volumes", "--remove-orphans")
            label = f"label=com.docker.compose.project={self.project}"
            left = (names("ps", "-a", "-q", "--filter", label) + names("volume", "ls", "-q", "--filter", label)
                    + names("network", "ls", "-q", "--filter", label))
            if left:
                raise Failed("left: " + " ".join(left))


def call(method, url, value=None):
    data = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except (OSError, ValueError) as error:
        raise Failed(f"{method} {url}: {error}") from error


def ask_inside(stack, report):
    """Production publishes nothing but its proxy, so the questions come from the web
    container; the seeds are a task that only runs when asked to."""
    with report.check("task seed runs on request"):
        stack.compose("--profile", "tasks", "run", "--rm", "seed")
    with report.check("the seeded rows go from db through api to web") as check:
        script = "fetch('http://api:8000/listings').then(async r => console.log(r.status, (await r.json()).length))"
        answer = stack.compose("exec", "-T", "web", "node", "-e", script).split()
        check.note(f"status and rows {answer}")
        if answer[:1] != ["200"] or int(answer[1]) < 1:
            raise Failed("no rows")
    with report.check("production roots are read-only"):
        for name, service in sorted(stack.services.items()):
            if not inspect("container", stack.container(name))["HostConfig"]["ReadonlyRootfs"]:
                raise Failed(name)


def ask_each(stack, report):
    """For other stacks: every service that publishes a port answers at its root or
    where its health check asks."""
    for name, service in sorted(stack.services.items()):
        probe = PROBE.search(" ".join((service.get("healthcheck") or {}).get("test") or []))
        if not service.get("ports") or not probe:
            continue
        with report.check(f"{name} answers from outside"):
            status, text = get(stack.address(name, probe[2] or "/"), timeout=60)
            if status != 200:
                raise Failed(f"status {status}: {text[:300]}")


def ask_price_book(stack, report):
    """The questions for tests/e2e/deal-brain-app, through its published ports."""
    title = f"from outside, {time.time_ns()}"
    with report.check("api and worker run as uid 10001"):
        for service in ("api", "worker"):
            uid = stack.compose("exec", "-T", service, "sh", "-c", "grep '^Uid:' /proc/1/status").split()[1:]
            if uid != ["10001"] * 4:
                raise Failed(f"{service}: {uid}")
    with report.check("a request goes through api to db and back"):
        made = call("POST", stack.address("api", "/listings"), {"title": title, "cents": 4200})
        found = [row for row in call("GET", stack.address("api", "/listings")) if row["id"] == made["id"]]
        if [row["title"] for row in found] != [title]:
            raise Failed(f"stored {title!r}, read {found}")
    with report.check("the row is in PostgreSQL"):
        sql = f"SELECT cents FROM listing WHERE title = '{title}'"
        out = stack.compose("exec", "-T", "db", "sh", "-c", f'psql -At -U "$POSTGRES_USER" -d "${{POSTGRES_DB:-$POSTGRES_USER}}" -c "{sql}"')
        if out.strip() != "4200":
            raise Failed(f"psql says {out!r}")
    with report.check("a task goes through redis to the worker and back") as check:
        task = call("POST", stack.address("api", "/valuations"))["task"]
        url = stack.address("api", f"/valuations/{task}")
        answer = wait_for(30, lambda: (lambda a: a if a["state"] in ("SUCCESS", "FAILURE") else None)(call("GET", url)))
        if not answer or answer["state"] != "SUCCESS":
            raise Failed(f"the task is {answer}")
        check.note(str(answer["result"]))
        host = inspect("container", stack.container("worker"))["Config"]["Hostname"]
        if answer["result"]["by"] != host or answer["result"]["total"] < 4200:
            raise Failed(f"wanted an answer of {host}, got {answer['result']}")
    with report.check("web answers, and its page knows the API's address") as check:
        environment = stack.services["web"].get("environment") or {}
        arguments = (stack.services["web"].get("build") or {}).get("args") or {}
        api = environment.get("NEXT_PUBLIC_API_URL") or arguments.get("NEXT_PUBLIC_API_URL")
        check.note(str(api))
        status, text = get(stack.address("web", "/"), timeout=60)
        if status != 200 or "Price book" not in text or not api or api not in text:
            raise Failed(f"status {status}: {text[:300]}")
