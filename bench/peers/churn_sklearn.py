"""Ten-fold AUC of scikit-learn's HistGradientBoostingClassifier with its defaults on the churn example.

Run: /usr/bin/python3 bench/peers/churn_sklearn.py examples/churn/data/wa_churn.csv
"""
import sys

import pandas
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.preprocessing import OrdinalEncoder

data = pandas.read_csv(sys.argv[1])
target = (data.pop("churn") == "Yes").astype(int)
texts = data.select_dtypes("object").columns
data[texts] = OrdinalEncoder().fit_transform(data[texts])
folds = StratifiedKFold(10, shuffle=True, random_state=42)
scores = cross_val_score(HistGradientBoostingClassifier(random_state=42), data, target, cv=folds, scoring="roc_auc")
print(f"scikit-learn {sklearn.__version__} HistGradientBoosting, defaults: mean AUC of 10 folds {scores.mean():.4f} (spread {scores.std(ddof=1):.4f})")
