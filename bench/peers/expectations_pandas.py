"""The sixty expectations of `Trestle.Bench -- expectations` written in pandas, on the same table: expectations_pandas.py rows.csv"""
import resource
import sys
import time

import numpy as np
import pandas as pd

start = time.perf_counter()
t = pd.read_csv(sys.argv[1])
t["signup_text"] = t["signup"]
t["signup"] = pd.to_datetime(t["signup"], format="%Y-%m-%d %H:%M:%S")
read = time.perf_counter()
raw = t[["comment", "city", "plan", "active"]]
plans = ["basic", "plus", "premium"]
comment, city = raw["comment"], raw["city"]
there = comment.dropna()
cities = city.dropna()


def counts(column):
    return column.value_counts()


def entropy(column):
    p = counts(column) / column.count()
    return -(p * np.log(p)).sum()


q1, q3 = t["income"].quantile([0.25, 0.75])
checks = [
    t["id"].notna().all(), not t["id"].duplicated(keep=False).any(), t["age"].dropna().between(0, 120).all(),
    t["plan"].dropna().isin(plans).all(), 1 <= t["income"].mean() <= 1e6, cities.str.match(r"^city[0-9]+$").all(),
    t["age"].notna().mean() >= 0.9, t["income"].notna().mean() >= 0.9, city.notna().mean() >= 0.9, comment.notna().all(),
    t["signup"].notna().all(), pd.api.types.is_integer_dtype(t["id"]), pd.api.types.is_float_dtype(t["score"]),
    (t["age"].dropna() % 1 == 0).all(), (t["visits"] % 1 == 0).all(), t["score"].between(-3, 3).all(),
    t["balance"].between(-1000, 1000).all(), t["visits"].between(0, 8).all(), (t["income"].dropna() > 0).all(),
    t["signup"].between("2019-01-01", "2023-12-31 23:59:59").all(), (t["signup"] <= pd.Timestamp.now()).all(),
    pd.to_datetime(t["signup_text"], format="%Y-%m-%d %H:%M:%S", errors="coerce").notna().all(),
    (np.abs(t["balance"] / 0.001 - (t["balance"] / 0.001).round()) < 1e-3).all(), raw["active"].isin(["yes", "no"]).all(),
    not cities.isin(["test", "dummy"]).any(), there.str.match(r"^note [0-9]+ about city[0-9]+$").all(),
    not there.str.contains(r"[<>]").any(), there.str.match(r"note .*").all(), not cities.str.contains("test", regex=False).any(),
    there.str.len().between(5, 40).all(), cities.str.len().between(5, 7).all(), cities.str.startswith("city").all(),
    there.str.contains("about", regex=False).all(), (there == there.str.strip()).all(), (cities == cities.str.strip()).all(),
    (there.str.strip() != "").all(), not there.str.contains(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]").any(),
    not there.str.contains("\ufffd|Ã[\x80-\xbf]").any(), cities.str.isascii().all() if hasattr(cities.str, "isascii")
    else cities.map(str.isascii).all(), t["plan"].dropna().str.islower().all(), comment.duplicated(keep=False).mean() >= 0,
    (t["id"].diff().dropna() > 0).all(), 50 <= t["age"].median() <= 60, 10 <= t["age"].std() <= 30, t["age"].min() >= 18,
    t["age"].max() <= 89, t["visits"].sum() >= 1, t["income"].quantile(0.95) >= 50000, -1 <= t["income"].skew() <= 1,
    (~t["income"].dropna().between(q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1))).mean() <= 0.05, (t["visits"] == 0).mean() <= 0.2,
    0.4 <= (t["balance"] < 0).mean() <= 0.6, t["plan"].isna().mean() <= 0.03, city.nunique() == 200, 5 <= entropy(city) <= 6,
    set(plans) <= set(t["plan"].dropna().unique()), -0.1 <= t["age"].corr(t["income"]) <= 0.1,
    not t.duplicated(["id", "city"], keep=False).any(), len(t) >= 1000, {"id", "age", "churn"} <= set(t.columns),
]
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{len(t):,} rows, {len(checks)} checks, {sum(map(bool, checks))} hold: read {read - start:.1f} s, checks {done - read:.1f} s, "
      f"together {done - start:.1f} s, peak {peak:,.0f} MiB")
