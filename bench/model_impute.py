import numpy as np
from sklearn.experimental import enable_iterative_imputer
from sklearn.impute import IterativeImputer
from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
n=np.nan
a=[1,2,3,4,n,6,7,8,9,10,11,12]
b=[2.5,3,n,9,11,12,n,15,19,20,24,23]
c=[5,n,4,4,6,1,2,n,0,1,n,3]
d=[1,0,1,0,0,1,1,0,1,0,1,1]
X=np.array([a,b,c,d],float).T
lo=np.nanmin(X,0); hi=np.nanmax(X,0)
for al in (1.0,10.0):
    est=make_pipeline(StandardScaler(),Ridge(alpha=al))
    im=IterativeImputer(estimator=est,max_iter=1,skip_complete=True,imputation_order='ascending',min_value=lo,max_value=hi,tol=1e-12)
    Y=im.fit_transform(X)
    print(al,[repr(Y[i,j]) for i,j in zip(*np.where(np.isnan(X)))], list(zip(*np.where(np.isnan(X)))))
    print('new', im.transform(np.array([[5,n,n,1.0],[n,n,n,0.0]])).tolist())
# classification: text column t by a', d and a city
x=np.array([1,2,3,4,5,6,7,8,9,10,11,12],float)
city=np.array(list("ppqqrpqrrqpr"))
t=np.array(["lo","lo","lo","mid","mid","lo","mid","hi","hi","mid","hi",None],object)
oh=np.array([[c==k for k in "pqr"] for c in city],float)
Z=np.column_stack([x,oh])
m=np.array([v is not None for v in t])
clf=make_pipeline(StandardScaler(),RidgeClassifier(alpha=1.0)).fit(Z[m],t[m].astype(str))
print(clf.predict(Z[~m]), clf.predict(Z), clf.decision_function(Z[~m]))
new=np.array([[6,0,0,1],[2,0,0,1],[12,1,0,0],[6.5,1/3,1/3,1/3]],float)
print(clf.predict(new), clf.decision_function(new))
