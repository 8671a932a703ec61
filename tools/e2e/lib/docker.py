"""The docker command as functions: run it, read its JSON, wait for a state.

Everything returns text or decoded JSON; a command that fails raises `Failed` with
the end of what it printed. Times are in seconds, sizes in bytes.
"""

import json
import re
import subprocess
import time


class Failed(Exception):
    pass


def run(*command, timeout=900, check=True, cwd=None):
    """Standard output of a command; with check=False also of one that fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=cwd, errors="replace")
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(command[:4])} ... did not end within {timeout} s") from error
    if check and done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise Failed("\n    ".join([f"exit code {done.returncode} of: {' '.join(command)}", *lines[-25:]]))
    return done.stdout


def docker(*arguments, **options):
    return run("docker", *arguments, **options)


def inspect(kind, name):
    return json.loads(docker(kind, "inspect", name))[0]


def names(*arguments):
    """The lines that a listing command prints."""
    return [line for line in docker(*arguments).splitlines() if line]


def wait_for(seconds, question, step=0.25):
    """The first true answer, or the last one when the time is over."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() >= end:
            return answer
        time.sleep(step)


def unpacked_size(image):
    """What the layers take on disk; `Size` of inspect counts the packed ones too
    where images lie in containerd's store."""
    if not names("image", "ls", "-q", image):
        docker("pull", "-q", image)
    return sum(int(size) for size in names("history", "--human=false", "--format", "{{.Size}}", image))


SIZE = re.compile(r"([0-9.]+)\s*(k|M|G|T)?(i)?B?")


def bytes_of(text):
    """'250MB' or '1.5GiB' as stack.yaml writes them."""
    number, unit, binary = SIZE.fullmatch(text.strip()).groups()
    base = 1024 if binary else 1000
    return int(float(number) * base ** " kMGT".index(unit or " "))


DURATION = re.compile(r"([0-9.]+)(ms|us|ns|h|m|s)")
UNITS = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def seconds_of(text):
    """'1m30s' as compose writes it."""
    return sum(float(number) * UNITS[unit] for number, unit in DURATION.findall(text or ""))
