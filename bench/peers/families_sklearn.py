"""Values for the tests of naive Bayes, nearest neighbours and additive models, by scikit-learn on the rows of FamilyData.

Run: /usr/bin/python3 bench/peers/families_sklearn.py
"""
import numpy
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.naive_bayes import CategoricalNB, GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

ROWS, STEP = 120, 12
i = numpy.arange(ROWS)
x = numpy.stack([((i * (37 + 11 * j)) + (i * i * (j + 3)) + (j * 5)) % 97 / 97.0 * (j + 1) - j for j in range(4)], axis=1)
noise = ((i * 53) + (i * i * 7)) % 89 / 89.0 - 0.5
signal = x[:, 0] - 0.7 * x[:, 1] + 0.4 * x[:, 3] + 1.5 * noise
value = 3 + 2 * x[:, 0] - 1.5 * x[:, 1] + 0.5 * x[:, 2] + noise
two = (signal > 0.038).astype(int)
three = numpy.where(signal < -0.3, 0, numpy.where(signal < 0.5, 1, 2))
codes = numpy.stack([numpy.floor(4 * x[:, 0]), numpy.floor(2.5 * (x[:, 3] + 3))], axis=1).astype(int)


def show(name, values):
    print(name, ", ".join(f"{number:.12g}" for number in numpy.ravel(values[::STEP])))


def priors(labels):
    counts = numpy.bincount(labels) + 1
    return counts / counts.sum()


scaled = StandardScaler().fit_transform(x)
show("gaussian", GaussianNB(priors=priors(three), var_smoothing=0.05).fit(scaled, three).predict_proba(scaled))
categorical = CategoricalNB(alpha=0.7, class_prior=priors(two)).fit(codes, two)
show("categorical", categorical.predict_proba(codes)[:, 1])
away = x + numpy.array([0.011, 0.017, 0.023, 0.031])
show("neighbours", KNeighborsRegressor(7, weights="uniform").fit(x, value).predict(away))
show("neighbours by distance", KNeighborsRegressor(7, weights="distance").fit(x, value).predict(away))
show("neighbours of classes", KNeighborsClassifier(7, weights="distance").fit(x, three).predict_proba(away))
boosted = dict(max_iter=8, max_leaf_nodes=3, min_samples_leaf=7, l2_regularization=0.5, learning_rate=0.2, early_stopping=False)
one = x[:, 1:2]
show("boosted value", HistGradientBoostingRegressor(**boosted).fit(one, value).predict(one))
show("boosted classes", HistGradientBoostingClassifier(**boosted).fit(one, two).predict_proba(one)[:, 1])
