#!/usr/bin/python3
"""Reference values of tests/Trestle.Tests/Rows/Keyed/HistoryOfPandas.cs: lags and windows of the rows before each row, by pandas."""
import pandas as pd

rows = 24
table = pd.DataFrame({
    "k": [float(i % 2) for i in range(rows)],
    "at": [i * 7 + (i * i) % 11 for i in range(rows)],
    "v": [None if i % 7 == 3 else (i * 37) % 17 - 5 + 0.25 for i in range(rows)],
})
table["time"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table["at"], unit="h")
groups = table.groupby("k")["v"]


def rolled(make):
    return pd.concat(make(group.set_index("time")["v"]).set_axis(group.index) for _, group in table.groupby("k")).sort_index()


columns = {
    "shift1": groups.shift(1),
    "shift3": groups.shift(3),
    "mean4": rolled(lambda v: v.shift(1).rolling(4, min_periods=1).mean()),
    "std4": rolled(lambda v: v.shift(1).rolling(4, min_periods=2).std()),
    "sum2d": rolled(lambda v: v.rolling("2D", closed="left", min_periods=1).sum()).fillna(0),
    "min2d": rolled(lambda v: v.rolling("2D", closed="left", min_periods=1).min()),
    "max2d": rolled(lambda v: v.rolling("2D", closed="left", min_periods=1).max()),
    "count2d": rolled(lambda v: v.rolling("2D", closed="left", min_periods=0).count()).fillna(0),
    "mean": rolled(lambda v: v.shift(1).expanding(min_periods=1).mean()),
}
for name, values in columns.items():
    print(f'        ["{name}"] = [{", ".join("double.NaN" if pd.isna(v) else repr(round(float(v), 12)) for v in values)}],')
