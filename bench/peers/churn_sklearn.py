"""AUC of scikit-learn's HistGradientBoostingClassifier on the churn example, tuned as Trestle is: random draws are compared on the
same five folds of the training part, and the best is fitted again and measured once on the same test part; for each split that
"Trestle.Bench churn" has written.

Run: /usr/bin/python3 bench/peers/churn_sklearn.py examples/churn/data/wa_churn.csv SPLITS DRAWS [FROM TO]
"""
import sys

import numpy
import pandas
import sklearn
from scipy.stats import loguniform, randint, uniform
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
from sklearn.preprocessing import OrdinalEncoder

data = pandas.read_csv(sys.argv[1])
target = (data.pop("churn") == "Yes").astype(int).to_numpy()
texts = list(data.select_dtypes("object").columns)
data[texts] = OrdinalEncoder().fit_transform(data[texts])
data = data.to_numpy(dtype=float)
splits = pandas.read_csv(sys.argv[2], header=None, names=["seed", "row", "fold", "label"])
draws = int(sys.argv[3])
first, last = (int(sys.argv[4]), int(sys.argv[5])) if len(sys.argv) > 5 else (0, 10**9)
space = {
    "learning_rate": loguniform(0.01, 0.3),
    "max_leaf_nodes": randint(7, 64),
    "min_samples_leaf": randint(5, 101),
    "l2_regularization": loguniform(1e-3, 10),
    "max_iter": randint(50, 300),
    "max_depth": [None, 3, 4, 6, 8],
}
tuned, plain = [], []
for seed, part in splits.groupby("seed"):
    if not first <= seed < last:
        continue
    rows = part["row"].to_numpy(dtype=int)
    rows = rows - (0 if (target[numpy.minimum(rows, len(target) - 1)] == part["label"]).all() else 1)
    assert (target[rows] == part["label"]).all()
    fold = part["fold"].to_numpy(dtype=int)
    train, test = rows[fold >= 0], rows[fold == -1]
    search = RandomizedSearchCV(
        HistGradientBoostingClassifier(random_state=seed, early_stopping=False), space, n_iter=draws, scoring="roc_auc",
        cv=PredefinedSplit(fold[fold >= 0]), random_state=seed, n_jobs=1)
    search.fit(data[train], target[train])
    tuned.append(roc_auc_score(target[test], search.predict_proba(data[test])[:, 1]))
    defaults = HistGradientBoostingClassifier(random_state=seed).fit(data[train], target[train])
    plain.append(roc_auc_score(target[test], defaults.predict_proba(data[test])[:, 1]))
    print(f"split {seed}: auc {tuned[-1]:.4f} on the test part, {search.best_score_:.4f} as chosen from {draws} draws; "
          f"{plain[-1]:.4f} with defaults", flush=True)
print(f"scikit-learn {sklearn.__version__} HistGradientBoosting, {len(tuned)} splits: mean auc {numpy.mean(tuned):.4f} tuned, "
      f"{numpy.mean(plain):.4f} with defaults")
