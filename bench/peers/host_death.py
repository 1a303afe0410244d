"""Kills the scoring host of a deployment under load: prints the longest time without an answer, failed requests, and answers a second."""
import http.client
import json
import os
import signal
import sys
import threading
import time
from urllib.parse import urlparse

project, connections = sys.argv[1], int(sys.argv[2])
folder = os.path.join(project, ".trestle", "deployments", "churn")
with open(os.path.join(folder, "host.json"), encoding="utf-8") as file:
    state = json.load(file)
address = urlparse(state["address"])
with open(os.path.join(project, "data", "wa_churn.csv"), encoding="utf-8") as file:
    body = "".join(file.readlines()[:2]).encode()
answered, failed, ended = [], [0], threading.Event()


def ask():
    connection = None
    while not ended.is_set():
        try:
            connection = connection or http.client.HTTPConnection(address.hostname, address.port, timeout=5)
            connection.request("POST", "/invocations", body, {"Content-Type": "text/csv"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise OSError(response.status)
            answered.append(time.monotonic())
        except (OSError, http.client.HTTPException):
            failed[0] += 1
            connection = None
            time.sleep(0.01)


threads = [threading.Thread(target=ask) for _ in range(connections)]
for thread in threads:
    thread.start()
time.sleep(3)
before = len(answered)
os.kill(state["host"]["id"], signal.SIGKILL)
killed = time.monotonic()
deadline = killed + 60
while time.monotonic() < deadline and not any(at > killed + 0.05 for at in answered[-100:]):
    time.sleep(0.02)
time.sleep(3)
ended.set()
for thread in threads:
    thread.join()
times = sorted(at for at in answered if at > killed - 1)
gaps = [later - earlier for earlier, later in zip(times, times[1:])]
print(f"{max(gaps):.3f} {failed[0]} {before / 3:.0f}")
