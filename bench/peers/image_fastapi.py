"""The peer of a container image: FastAPI and uvicorn (uvloop, httptools) with a scikit-learn model that is learned before and loaded here.

    image_fastapi.py fit CSV MODEL     learns the churn example (HistGradientBoosting, 100 trees, ordinal texts) and saves it
    image_fastapi.py serve MODEL PORT  answers POST /invocations with {"dataframe_records": [...]}
"""
import csv
import json
import pickle
import sys

import numpy as np

TARGET = "churn"


def table(records, columns, texts):
    return np.array([
        [texts[name].get(record[name], -1) if name in texts else float(record[name] or "nan") for name in columns] for record in records])


if sys.argv[1] == "fit":
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
    columns = [name for name in rows[0] if name != TARGET]
    numbers = {name for name in columns if all(row[name].replace(".", "", 1).isdigit() or not row[name] for row in rows)}
    texts = {name: {value: code for code, value in enumerate(sorted({row[name] for row in rows}))}
             for name in columns if name not in numbers}
    model = HistGradientBoostingClassifier(random_state=1).fit(table(rows, columns, texts), [row[TARGET] == "Yes" for row in rows])
    with open(sys.argv[3], "wb") as file:
        pickle.dump((model, columns, texts), file)
else:
    import uvicorn
    from fastapi import FastAPI, Request
    from fastapi.responses import Response

    with open(sys.argv[2], "rb") as file:
        model, columns, texts = pickle.load(file)
    app = FastAPI()

    @app.post("/invocations")
    async def invocations(request: Request):
        records = json.loads(await request.body())["dataframe_records"]
        scores = model.predict_proba(table(records, columns, texts))[:, 1].tolist()
        return Response(json.dumps({"predictions": scores}), media_type="application/json")

    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), loop="uvloop", http="httptools", log_level="error", access_log=False)
