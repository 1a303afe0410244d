"""Stages 1 to 5 of `Trestle.Bench -- data-full` written in pandas: data_pandas.py rows.csv OUT

Reads, splits, profiles, checks thirty expectations, repairs, standardises, derives and writes the typed table.
"""
import hashlib
import sys

import numpy as np
import pandas as pd

t = pd.read_csv(sys.argv[1], on_bad_lines="skip", dtype={"age": str, "income": str})
t = t[t["churn"].notna()].copy()
with open(sys.argv[1], "rb") as source:
    digest = hashlib.file_digest(source, "sha256").hexdigest()

# Split: evenly within each class, by a hash of the key.
order = pd.util.hash_pandas_object(t["id"].astype(str), index=False)
rank = order.groupby(t["churn"]).rank(method="first").astype(int)
size = t.groupby("churn")["id"].transform("size")
t["__fold"] = np.where(rank <= size * 0.2, -1, (rank - size * 0.2).astype(int) % 5)
train = t["__fold"] >= 0

# Types and repairs.
t["age"] = pd.to_numeric(t["age"].str.strip().replace("unknown", np.nan))
t["income"] = pd.to_numeric(t["income"])
t["signup_text"] = t["signup"]
t["signup"] = pd.to_datetime(t["signup"], format="%Y-%m-%d %H:%M:%S")
for column in ["city", "plan", "active", "comment"]:
    t[column] = t[column].str.strip()
plan = t["plan"].replace("BASIC", "basic").str.lower()

# Profile of the training part.
part = t[train]
numbers = part[["age", "income", "score", "balance", "visits"]]
profile = numbers.describe(percentiles=[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]).T
profile["distinct"] = numbers.nunique()
profile["skew"] = numbers.skew()
texts = {column: part[column].value_counts() for column in ["city", "plan", "active", "comment", "signup_text"]}
missing = t.isna().sum()
association = numbers.corrwith(part["churn"])

comment, city = t["comment"], t["city"]
there, cities = comment.dropna(), city.dropna().str.lower()
checks = [
    t["id"].notna().all(), not t["id"].duplicated(keep=False).any(), t["age"].dropna().between(0, 120).all(),
    plan.dropna().isin(["basic", "plus", "premium"]).all(), 1 <= t["income"].mean() <= 1e6, cities.str.match(r"^city[0-9]+$").all(),
    t["age"].notna().mean() >= 0.9, t["income"].notna().mean() >= 0.9, city.notna().mean() >= 0.9, comment.notna().all(),
    t["signup"].notna().all(), pd.api.types.is_integer_dtype(t["id"]), pd.api.types.is_float_dtype(t["score"]),
    (t["age"].dropna() % 1 == 0).all(), (t["visits"] % 1 == 0).all(), t["score"].between(-3, 3).all(),
    t["balance"].between(-1000, 1000).all(), t["visits"].between(0, 8).all(), (t["income"].dropna() > 0).all(),
    t["signup"].between("2019-01-01", "2023-12-31 23:59:59").all(), (t["signup"] <= pd.Timestamp.now()).all(),
    pd.to_datetime(t["signup_text"], format="%Y-%m-%d %H:%M:%S", errors="coerce").notna().all(),
    (np.abs(t["balance"] / 0.001 - (t["balance"] / 0.001).round()) < 1e-3).all(), t["active"].isin(["yes", "no"]).all(),
    not cities.isin(["test", "dummy"]).any(), there.str.match(r"^note [0-9]+ about city[0-9]+$").all(),
    not there.str.contains(r"[<>]").any(), there.str.match(r"note .*").all(), not cities.str.contains("test", regex=False).any(),
    there.str.len().between(5, 40).all(),
]

t["income"] = t["income"].clip(22500, 59500)
t["plan"], t["city"] = plan, t["city"].str.lower()
t["active"] = t["active"].eq("yes").astype(float)
t = t[~(t["age"] > 110)]
t = t[~t["id"].duplicated()]
t["spent"] = t["income"] / 12 - t["balance"]
t = t[t["visits"] >= 0]
t.drop(columns=["signup_text"]).to_pickle(sys.argv[2])
print(len(t), sum(map(bool, checks)), digest[:8])
