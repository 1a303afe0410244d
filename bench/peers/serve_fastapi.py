"""The peer of the scoring host: FastAPI and uvicorn (uvloop, httptools), scikit-learn's HistGradientBoosting with 100 trees of 63
leaves on 28 numbers. The same request, the same form of answer.

    serve_fastapi.py PORT [constant]    with `constant` the model is not asked: what the framework alone can do
"""
import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from sklearn.ensemble import HistGradientBoostingClassifier
import json

WIDTH = 28
constant = len(sys.argv) > 2

random = np.random.default_rng(1)
features = random.standard_normal((100_000, WIDTH))
signal = features[:, 0] + features[:, 1] * features[:, 2] + 0.5 * np.abs(features[:, 3]) + np.sin(2 * features[:, 6])
labels = signal + random.standard_normal(len(features)) > 0.4
model = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=63, early_stopping=False, random_state=1).fit(features, labels)

app = FastAPI()


@app.post("/invocations")
async def invocations(request: Request):
    body = json.loads(await request.body())["dataframe_split"]
    rows = np.asarray(body["data"], dtype=float)
    scores = [0.5] * len(rows) if constant else model.predict_proba(rows)[:, 1].tolist()
    return Response(json.dumps({"predictions": scores}), media_type="application/json")


@app.get("/health")
async def health():
    return Response("OK\n")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="error", access_log=False)
