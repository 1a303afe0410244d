"""Do sets of classes over the folds cover what they say? 200 random splits of a two-class table into 800 rows to learn and 200 to test.

usage: /usr/bin/python3 bench/conformal_splits.py credit-g.csv [splits]

Per split: logistic regressions (12 penalties) and nearest neighbours (6 sizes), 5 folds, the one with the best AUC out of fold is selected,
as a search would, and learned again from all 800 rows. Sets are label-conditional at 80, 90 and 95 %, and always hold the predicted class.
  fixed      one regression, nothing selected: quantiles of its out-of-fold probabilities around the model of all rows (what Trestle does)
  selected   the same for the selected model: the rows of the quantiles are those of the selection
  platt      the same with probabilities calibrated over the folds
  split      the selected configuration learned from 600 rows, quantiles of the other 200 (split-conformal)
  cv+        the selected model with CV+ (Romano, Sesia, Candes 2020): a class is held by comparison with the model of each fold
"""
import sys

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

table = pd.read_csv(sys.argv[1], quotechar="'")
splits = int(sys.argv[2]) if len(sys.argv) > 2 else 200
target = (table.pop("class") == "bad").astype(int).to_numpy()
X = StandardScaler().fit_transform(pd.get_dummies(table)).astype(float)
models = [("lr", c) for c in np.logspace(-4, 1, 12)] + [("knn", k) for k in (5, 11, 21, 41, 61, 81)]
levels = np.array([0.8, 0.9, 0.95])


def fit(spec, rows, y):
    model = LogisticRegression(C=spec[1], max_iter=200) if spec[0] == "lr" else KNeighborsClassifier(spec[1])
    return model.fit(rows, y)


def proba(model, rows):
    return model.predict_proba(rows)[:, 1]


def tail(scores, level):
    rank = int(np.ceil(level * (len(scores) + 1) - 1e-9))
    return np.inf if rank > len(scores) else np.sort(scores)[rank - 1]


def covered(p_cal, y_cal, p, y, threshold):
    inside = []
    for level in levels:
        ends = [tail(p_cal[y_cal == 0], level), tail(1 - p_cal[y_cal == 1], level)]
        own = np.where(y == 1, 1 - p <= ends[1], p <= ends[0])
        inside.append((own | ((p >= threshold).astype(int) == y)).mean())
    return inside


def best_threshold(p, y):
    cuts = np.unique(np.round(p, 2))
    return cuts[np.argmax([f1_score(y, p >= c) for c in cuts])]


def logit(p):
    return np.log(np.clip(p, 1e-6, 1 - 1e-6) / (1 - np.clip(p, 1e-6, 1 - 1e-6))).reshape(-1, 1)


results = {name: [] for name in ("fixed", "selected", "platt", "split", "cv+")}
for seed in range(splits):
    tr, te = train_test_split(np.arange(len(target)), test_size=200, random_state=seed, stratify=target)
    Xt, yt, Xe, ye = X[tr], target[tr], X[te], target[te]
    folds = list(StratifiedKFold(5, shuffle=True, random_state=seed).split(Xt, yt))
    oof, made = {}, {}
    for spec in models:
        oof[spec] = np.empty(len(yt))
        made[spec] = [fit(spec, Xt[a], yt[a]) for a, _ in folds]
        for model, (_, b) in zip(made[spec], folds):
            oof[spec][b] = proba(model, Xt[b])

    def run(spec):
        return oof[spec], proba(fit(spec, Xt, yt), Xe), best_threshold(oof[spec], yt)

    p_cal, p, cut = run(models[6])
    results["fixed"].append(covered(p_cal, yt, p, ye, cut))
    best = max(models, key=lambda spec: np.mean([roc_auc_score(yt[b], oof[spec][b]) for _, b in folds]))
    p_cal, p, cut = run(best)
    results["selected"].append(covered(p_cal, yt, p, ye, cut))

    mended = np.empty(len(yt))
    for a, b in folds:
        mended[b] = proba(LogisticRegression(C=1e6).fit(logit(p_cal[a]), yt[a]), logit(p_cal[b]))
    whole = LogisticRegression(C=1e6).fit(logit(p_cal), yt)
    results["platt"].append(covered(mended, yt, proba(whole, logit(p)), ye, best_threshold(mended, yt)))

    a, b = train_test_split(np.arange(len(yt)), test_size=200, random_state=seed, stratify=yt)
    part = fit(best, Xt[a], yt[a])
    q = proba(part, Xt[b])
    results["split"].append(covered(q, yt[b], proba(part, Xe), ye, cut))

    # CV+: the true class is out where its score is above those of its own class on too many rows, each compared in its own fold's model.
    fold_of = np.empty(len(yt), int)
    for k, (_, b) in enumerate(folds):
        fold_of[b] = k
    fold_p = np.array([proba(model, Xe) for model in made[best]])
    inside = []
    own_oof = np.where(yt == 1, 1 - p_cal, p_cal)
    own_test = np.where(ye == 1, 1 - fold_p, fold_p)
    for level in levels:
        hits = []
        for i in range(len(ye)):
            same = np.flatnonzero(yt == ye[i])
            below = (own_oof[same] < own_test[fold_of[same], i]).sum()
            hits.append(below < level * (len(same) + 1) or (p[i] >= cut) == ye[i])
        inside.append(np.mean(hits))
    results["cv+"].append(inside)

print(f"{splits} splits, {len(target)} rows; mean coverage in % (standard deviation over splits), "
      "share of splits at or below 73.5 % at the level 80 %")
for name, rows in results.items():
    rows = 100 * np.array(rows)
    cells = " | ".join(f"{m:.1f} ({s:.1f})" for m, s in zip(rows.mean(0), rows.std(0)))
    print(f"| {name} | {cells} | {np.mean(rows[:, 0] <= 73.5):.3f} |")
