"""What a run says: one line for each check, `ok` or `FAIL`, and notes."""

import sys
import time
from contextlib import contextmanager

from docker import Failed


class Check:
    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)


class Report:
    def __init__(self):
        self.failures = 0
        self.checks = 0
        self.started = time.monotonic()

    def line(self, word, text):
        print(f"{word:4} {text}", flush=True)

    def note(self, text):
        self.line("note", text)

    def fail(self, text):
        self.failures += 1
        self.line("FAIL", text)

    @contextmanager
    def check(self, what):
        """A check fails by an exception, and the run goes on after it."""
        check = Check()
        self.checks += 1
        try:
            yield check
        except Failed as error:
            self.fail(what + "".join(f" ({n})" for n in check.notes) + f"\n    {error}")
        else:
            self.line("ok", what + "".join(f" ({n})" for n in check.notes))

    def end(self):
        seconds = time.monotonic() - self.started
        print(f"{self.checks} checks, {self.failures} failed, {seconds:.0f} s", flush=True)
        sys.exit(1 if self.failures else 0)
