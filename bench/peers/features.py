"""Reference figures for the row steps that make features (NumPy 1.24, SciPy 1.10, scikit-learn 1.2): tests/Trestle.Tests/Rows/Steps."""
import numpy as np
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.feature_extraction import FeatureHasher
from sklearn.metrics.pairwise import haversine_distances
from sklearn.preprocessing import PowerTransformer, QuantileTransformer, SplineTransformer
from sklearn.tree import DecisionTreeRegressor

np.set_printoptions(precision=15, linewidth=160)
x = np.array([-3, -1.5, -1, 0, 0.5, 2, 4, 4, 7.5, 20, 33, 100])
c = x[:, None]
for s in (False, True):
    p = PowerTransformer("yeo-johnson", standardize=s).fit(c)
    print("yeo-johnson", s, p.lambdas_, p.transform([[-2], [0], [10]]).ravel())
for d in ("uniform", "normal"):
    q = QuantileTransformer(n_quantiles=5, output_distribution=d).fit(c)
    print("quantile", d, q.transform([[-9], [-3], [0.2], [4], [12], [100], [1000]]).ravel())
s = SplineTransformer(n_knots=4, degree=3, knots="quantile", extrapolation="constant", include_bias=False).fit(c)
print("spline", s.transform([[-9], [0], [4], [50], [500]]))
print("normal", stats.norm.ppf([1e-7, 0.01, 0.3, 0.5, 0.975, 1 - 1e-7]))
y = np.array([0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 5, 5])
t = DecisionTreeRegressor(max_leaf_nodes=3).fit(c, y)
print("tree", sorted(t.tree_.threshold[t.tree_.feature >= 0]))
m = np.column_stack([x, x ** 2, np.sin(x), np.arange(12)])
z = (m - m.mean(0)) / m.std(0, ddof=1)
p = PCA(2).fit(z)
print("pca", p.components_, p.transform(z[:3]))
print("km", haversine_distances(np.radians([[52.52, 13.405]]), np.radians([[48.8566, 2.3522], [-33.8688, 151.2093]])) * 6371.0088)
k = KMeans(3, n_init=20, random_state=0).fit(np.array([[0, 0], [0, 1], [10, 10], [11, 10], [-20, 5], [-20, 6], [-21, 5]]))
print("kmeans", k.cluster_centers_)
h = FeatureHasher(8, input_type="string").transform([["paris"], ["Zürich"], [""], ["a longer text"]]).toarray()
print("hash", h)
pos, neg = np.array([8, 1, 3]), np.array([2, 9, 3])
print("evidence", np.log((pos + 1) / (pos.sum() + 2) / ((neg + 1) / (neg.sum() + 2))))
