"""Figures of scikit-learn with sample_weight, for tests/Trestle.Tests/Learners/WeightedReferenceTests.cs; needs scikit-learn 1.2.1."""
import numpy as np
from sklearn.linear_model import LogisticRegression, PoissonRegressor, Ridge
from sklearn.metrics import (accuracy_score, average_precision_score, balanced_accuracy_score, f1_score, log_loss, matthews_corrcoef,
                             mean_absolute_error, mean_pinball_loss, mean_squared_error, r2_score, roc_auc_score)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

n = 120
i = np.arange(n)
x = np.column_stack([((i * (37 + 11 * j)) + i * i * (j + 3) + j * 5) % 97 / 97.0 * (j + 1) - j for j in range(4)])
noise = ((i * 53) + i * i * 7) % 89 / 89.0 - 0.5
signal = x[:, 0] - 0.7 * x[:, 1] + 0.4 * x[:, 3] + 1.5 * noise
value = 3 + 2 * x[:, 0] - 1.5 * x[:, 1] + 0.5 * x[:, 2] + noise
two = (signal > 0.038).astype(int)
three = np.where(signal < -0.3, 0, np.where(signal < 0.5, 1, 2))
w = (i * 13 % 5) / 2 + 0.5


def show(name, values):
    print(name, ", ".join(repr(float(v)) for v in np.ravel(values)))


m = Ridge(alpha=1, solver="cholesky").fit(x, value, sample_weight=w)
show("ridge", [*m.coef_, m.intercept_])
m = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-12, max_iter=10000).fit(x, two, sample_weight=w)
show("logistic", [*m.coef_[0], *m.intercept_])
m = LogisticRegression(C=1, solver="newton-cg", multi_class="multinomial", tol=1e-12, max_iter=10000).fit(x, three, sample_weight=w)
show("softmax", m.coef_)
show("softmax intercepts", m.intercept_)
counts = np.floor(np.exp(0.6 + x[:, 0] - 0.7 * x[:, 1] + noise))
m = PoissonRegressor(alpha=1 / w.sum(), tol=1e-12, max_iter=100000).fit(x, counts, sample_weight=w)
show("poisson", [*m.coef_, m.intercept_])
tree = dict(min_samples_leaf=4, max_depth=3, random_state=0)
show("tree value", DecisionTreeRegressor(**tree).fit(x, value, sample_weight=w).predict(x)[::12])
show("tree two", DecisionTreeClassifier(**tree).fit(x, two, sample_weight=w).predict_proba(x)[::12, 1])
show("tree three", DecisionTreeClassifier(**tree).fit(x, three, sample_weight=w).predict_proba(x)[::12])
show("totals", [w.sum(), w[two == 1].sum(), *[w[three == k].sum() for k in range(3)]])

k = np.arange(40)
label = ((k * k + 3 * k) % 7 < 3).astype(int)
score = (k * 7 % 11) / 10
inside = np.clip(score, 0.05, 0.95)
kw = (k * 13 % 5) / 2 + 0.5
said = (inside >= 0.5).astype(int)
for name, figure in [
        ("auc", roc_auc_score(label, inside, sample_weight=kw)),
        ("average-precision", average_precision_score(label, inside, sample_weight=kw)),
        ("log-loss", log_loss(label, inside, sample_weight=kw)), ("brier", np.average((label - inside) ** 2, weights=kw)),
        ("accuracy", accuracy_score(label, said, sample_weight=kw)),
        ("balanced-accuracy", balanced_accuracy_score(label, said, sample_weight=kw)), ("f1", f1_score(label, said, sample_weight=kw)),
        ("mcc", matthews_corrcoef(label, said, sample_weight=kw))]:
    show(name, figure)
truth = np.sin(k) * 3 + k / 10
guess = np.cos(k) + k / 9
for name, figure in [
        ("rmse", mean_squared_error(truth, guess, sample_weight=kw, squared=False)),
        ("mae", mean_absolute_error(truth, guess, sample_weight=kw)),
        ("r2", r2_score(truth, guess, sample_weight=kw)), ("quantile-0.9", mean_pinball_loss(truth, guess, sample_weight=kw, alpha=0.9))]:
    show(name, figure)
