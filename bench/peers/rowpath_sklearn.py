"""The 20 transformations of RowPathBench with pandas and scikit-learn, on the same rows: transform only, in memory.

usage: rowpath_sklearn.py rows.csv    (written by: Trestle.Bench rowpath 1000000 rows.csv)
"""
import sys
import time

import numpy as np
import pandas as pd
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler

NUMBERS = [f"n{i}" for i in range(10)]
CATEGORIES = [f"c{i}" for i in range(6)]
TEXTS = CATEGORIES + ["d0", "d1", "p0", "p1"]
NULLS = ["", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"]
REPEATS = 3


def read(path):
    types = {**{name: np.float64 for name in NUMBERS + ["__label"]}, **{name: str for name in TEXTS}}
    return pd.read_csv(path, sep="|", dtype=types, keep_default_na=False, na_values={name: [""] for name in NUMBERS})


def parse(raw):
    """Steps 1 to 7: trim, null-tokens, case-fold, two parse-number, two parse-date."""
    out = raw[NUMBERS].copy()
    for name in CATEGORIES:
        text = raw[name].str.strip()
        text = text.mask(text.str.lower().isin(NULLS))
        out[name] = text.str.lower()
    for name in ["d0", "d1", "p0", "p1"]:
        text = raw[name]
        out[name] = text.mask(text.isin(NULLS))
    out["p0"] = pd.to_numeric(out["p0"], errors="coerce")
    out["p1"] = pd.to_numeric(out["p1"].str.replace(",", ".", regex=False), errors="coerce")
    out["d0"] = pd.to_datetime(out["d0"], format="%Y-%m-%d", errors="coerce")
    out["d1"] = pd.to_datetime(out["d1"], format="%Y-%m-%d %H:%M:%S", errors="coerce")
    return out


class Plan:
    """Steps 8 to 20."""

    MEDIAN = ["n0", "n1", "n2", "n3", "n4", "p0", "p1"]
    MEAN = ["n5", "n6", "n7", "n8", "n9"]
    CLIP = ["n0", "n1", "n2", "n3", "n4"]
    STANDARD = ["n0", "n1", "n2", "n3", "n4", "p0"]
    ROBUST = ["n5", "n6", "n7", "n8", "n9", "p1"]
    ONE_HOT = ["c0", "c1", "c5"]

    def fit(self, rows, label):
        self.median = SimpleImputer(strategy="median").fit(rows[self.MEDIAN])
        self.mean = SimpleImputer(strategy="mean").fit(rows[self.MEAN])
        self.mode = SimpleImputer(strategy="most_frequent", missing_values=np.nan).fit(rows[["c0", "c1"]])
        self.constant = SimpleImputer(strategy="constant", fill_value="unknown", missing_values=np.nan).fit(rows[["c5"]])
        filled = self.fill(rows)
        self.low, self.high = filled[self.CLIP].quantile(0.01), filled[self.CLIP].quantile(0.99)
        filled[self.CLIP] = filled[self.CLIP].clip(self.low, self.high, axis=1)
        self.standard = StandardScaler().fit(filled[self.STANDARD])
        self.robust = RobustScaler().fit(filled[self.ROBUST])
        self.one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(filled[self.ONE_HOT])
        by_count = filled["c2"].value_counts().rename_axis("category").reset_index(name="count")
        by_count = by_count.sort_values(["count", "category"], ascending=[False, True])["category"].tolist()
        self.ordinal = OrdinalEncoder(categories=[by_count], handle_unknown="use_encoded_value", unknown_value=np.nan).fit(
            filled[["c2"]].dropna())
        self.frequency = filled["c3"].value_counts() / len(filled)
        self.prior = label.mean()
        sums = label.groupby(filled["c4"]).agg(["sum", "count"])
        self.target = (sums["sum"] + 10 * self.prior) / (sums["count"] + 10)
        return self

    def fill(self, rows):
        out = rows.copy()
        for name in self.MEDIAN:
            out[f"{name}.missing"] = rows[name].isna().astype(np.float64)
        out[self.MEDIAN] = self.median.transform(rows[self.MEDIAN])
        out[self.MEAN] = self.mean.transform(rows[self.MEAN])
        out[["c0", "c1"]] = self.mode.transform(rows[["c0", "c1"]])
        out[["c5"]] = self.constant.transform(rows[["c5"]])
        return out

    def transform(self, rows):
        out = self.fill(rows)
        out[self.CLIP] = out[self.CLIP].clip(self.low, self.high, axis=1)
        day, moment = out.pop("d0").dt, out.pop("d1").dt
        out["d0.month"], out["d0.day-of-week"] = day.month, day.dayofweek
        out["d0.days"] = (day.normalize() - pd.Timestamp(0)).dt.days
        out["d1.hour"], out["d1.day-of-year"] = moment.hour, moment.dayofyear
        out["d1.is-weekend"] = (moment.dayofweek >= 5).astype(np.float64)
        out[self.STANDARD] = self.standard.transform(out[self.STANDARD])
        out[self.ROBUST] = self.robust.transform(out[self.ROBUST])
        hot = pd.DataFrame(self.one_hot.transform(out[self.ONE_HOT]), index=out.index, columns=self.one_hot.get_feature_names_out())
        out["c2"] = self.ordinal.transform(out[["c2"]])[:, 0]
        shares = out["c3"].map(self.frequency)
        out["c3.frequency"] = shares.where(out["c3"].isna(), shares.fillna(0))
        out["c4.target"] = out["c4"].map(self.target).fillna(self.prior)
        return pd.concat([out.drop(columns=self.ONE_HOT + ["c3", "c4"]), hot], axis=1)


def main():
    raw = read(sys.argv[1])
    label = raw.pop("__label")
    plan = Plan().fit(parse(raw), label)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        out = plan.transform(parse(raw))
        best = min(best, time.perf_counter() - start)
    print(f"pandas {pd.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}")
    print(f"output   {out.shape[1]} columns, checksum {np.nansum(out.to_numpy(dtype=np.float64)):.3f}")
    print(f"apply    {best:.3f} s, {len(raw) / best / 1e3:.0f} krow/s")
    one = raw.head(1)
    start = time.perf_counter()
    for _ in range(20):
        plan.transform(parse(one))
    print(f"one row  {(time.perf_counter() - start) / 20 * 1e6:.0f} µs")


if __name__ == "__main__":
    main()
