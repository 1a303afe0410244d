"""Reference figures for the selection of features (SciPy 1.10, scikit-learn 1.2, pandas 1.5):
tests/Trestle.Tests/Stages/07-SelectFeatures/Methods."""
import numpy as np, pandas as pd
from scipy import stats
from sklearn.linear_model import Lasso, LogisticRegression
from sklearn.metrics import mutual_info_score

state = 1
def draw(n):
    """The numbers of Draws.cs: a linear congruential generator."""
    global state
    out = []
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(state / 2**31)
    return np.array(out)

n = 120
a, b, c = draw(n), draw(n), draw(n)
kind = np.floor(4 * a).astype(int)
y = (a + 0.5 * b > 0.7).astype(int)
v = a + np.round(c, 1)
print("chi2", stats.chi2_contingency(pd.crosstab(kind, y), correction=False)[:2])
print("kruskal", stats.kruskal(*[np.round(v, 1)[kind == k] for k in range(4)]))
print("mi", mutual_info_score(kind, y))
print("ks", stats.ks_2samp(a[:50], (a * b)[50:]).statistic)
print("pearson", np.corrcoef(a, v)[0, 1], "spearman", stats.spearmanr(a, np.round(v, 1)).correlation)
x = np.column_stack([a, b, a + 2 * b + 0.1 * c])
design = np.column_stack([np.ones(n), x[:, :2]])
res = x[:, 2] - design @ np.linalg.lstsq(design, x[:, 2], rcond=None)[0]
print("r2", 1 - res @ res / np.sum((x[:, 2] - x[:, 2].mean()) ** 2))
z = np.column_stack([(k - k.mean()) / k.std() for k in (a, b, c)])
print("lasso", Lasso(alpha=0.05, tol=1e-12, max_iter=100000).fit(z, v).coef_)
lr = LogisticRegression(penalty="l1", C=1 / (n * 0.02), solver="saga", tol=1e-12, max_iter=1000000).fit(z, y)
print("logistic", lr.coef_, lr.intercept_)
d = a - 0.45
t = d.mean() / (d.std(ddof=1) / np.sqrt(n))
print("mean test", d.mean(), t, stats.norm.sf(t))

def mm(p, q):
    return max(0, mutual_info_score(p, q) - (len(set(p)) - 1) * (len(set(q)) - 1) / (2 * n))
cols = {"kind": kind, "half": np.floor(2 * a).astype(int), "b": np.floor(3 * b).astype(int), "c": np.floor(3 * c).astype(int)}
taken = []
while len(taken) < 4:
    best = max((k for k in cols if k not in taken),
               key=lambda k: mm(cols[k], y) - (np.mean([mm(cols[k], cols[t]) for t in taken]) if taken else 0))
    taken.append(best)
print("mrmr", taken, {k: mm(w, y) for k, w in cols.items()})
