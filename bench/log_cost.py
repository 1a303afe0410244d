#!/usr/bin/env python3
"""What the prediction log costs a request: processor time of scoring hosts without and with it, one row a request over HTTP.

Each host has the first core, the load generator (wrk) the second: on shared cores every slower answer also costs more wake-ups, and two
processes of the same build differ by up to 7 %. Several processes of each kind take turns in random order; rounds are short, and their
median counts. Needs a build of src/Trestle.Serving and bench/Trestle.Bench (Release), wrk and taskset.
    bench/log_cost.py [rounds, default 10] [processes of each kind, default 2]
"""
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = ROOT + "/artifacts/bin"
TICK = 1e6 / os.sysconf("SC_CLK_TCK")


def processor_time(pid):
    """User and system time in microseconds."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def load(work, port, seconds):
    """Requests a second, and requests."""
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c64", f"-d{seconds}s", "-s", ROOT + "/bench/serve.lua",
               f"http://127.0.0.1:{port}/invocations"]
    said = subprocess.run(command, env={**os.environ, "BODY": work + "/rows1.json"}, capture_output=True, text=True, check=True).stdout
    result = next(line for line in said.splitlines() if line.startswith("RESULT")).split()
    if result[4] != "0":
        sys.exit(f"{result[4]} requests failed")
    return float(result[1]), int(result[5])


def main():
    rounds, processes = [int(text) for text in sys.argv[1:]] + [10, 2][len(sys.argv) - 1:]
    hosts = []
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([BIN + "/Trestle.Bench/release/Trestle.Bench", "serve-package", work], check=True)
        try:
            for i in range(2 * processes):
                command = [BIN + "/Trestle.Serving/release/Trestle.Serving", "--routes", work + "/routes.json", "--port", str(18090 + i)]
                command += ["--prediction-log", f"{work}/log{i}"] if i % 2 else []
                hosts.append((subprocess.Popen(command, stdout=subprocess.DEVNULL), 18090 + i, i % 2, []))
            time.sleep(2 + processes)
            for host, port, _, _ in hosts:
                # Not before: a program that starts on one core believes that the machine has no other.
                subprocess.run(["taskset", "-ap", "-c", "0", str(host.pid)], stdout=subprocess.DEVNULL, check=True)
                load(work, port, 6)
            for _ in range(rounds):
                for host, port, _, measured in random.sample(hosts, len(hosts)):
                    before = processor_time(host.pid)
                    rate, requests = load(work, port, 1)
                    measured.append(((processor_time(host.pid) - before) / requests, rate))
        finally:
            for host, *_ in hosts:
                host.terminate()
            for host, *_ in hosts:
                host.wait()

    print("| | µs of processor time a request | requests/s | each process |\n|---|---|---|---|")
    for logs in (0, 1):
        kind = [measured for _, _, log, measured in hosts if log == logs]
        every = [one for measured in kind for one in measured]
        time_, rate = (statistics.median(one[i] for one in every) for i in (0, 1))
        each = ", ".join(f"{statistics.median(one[0] for one in measured):.2f}" for measured in kind)
        print(f"| {'with' if logs else 'without'} the log | {time_:.2f} | {rate:,.0f} | {each} |")


main()
