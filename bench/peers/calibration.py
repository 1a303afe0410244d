"""Reference values of MarginScalingTests and ConformalTests: SciPy, scikit-learn and NumPy. python3 bench/peers/calibration.py"""
import numpy as np
from scipy.optimize import minimize
y=np.array([0,0,1,0,0,1,1,1,0,1,0,0,1,0,1,1,0,0,0,1,1,0,1,1.])
p=np.array([.05,.12,.31,.44,.52,.61,.77,.93,.10,.22,.27,.39,.48,.58,.71,.88,.03,.18,.35,.41,.55,.66,.74,.97])
z=np.log(p/(1-p))
def nll(t,zz):
    m=t[0]*zz+(t[1] if len(t)>1 else 0); return np.sum(np.logaddexp(0,m)-y*m)
print('temp',minimize(nll,[1.],args=(z,),method='BFGS',tol=1e-12).x)
from sklearn.linear_model import LogisticRegression
lr=LogisticRegression(penalty=None,solver='newton-cholesky',tol=1e-12).fit(z[:,None],y); print('platt',lr.coef_,lr.intercept_)
P=np.array([[.7,.2,.1],[.1,.8,.1],[.3,.3,.4],[.05,.05,.9],[.6,.3,.1],[.2,.5,.3],[.4,.35,.25],[.1,.1,.8]])
Y=np.array([0,1,0,2,1,1,0,2])
def nll3(t):
    L=t[0]*np.log(P); return np.sum(np.log(np.exp(L).sum(1))-L[np.arange(8),Y])
t=minimize(nll3,[1.],method='BFGS',tol=1e-13).x; print('temp3',t)
L=t[0]*np.log(P); q=np.exp(L)/np.exp(L).sum(1)[:,None]; print(q[0])
# conformal: residuals of 40 rows
i=np.arange(1,41); r=np.sort(((i*17)%41-20)/4.0)
for lev in (.5,.8,.9,.95):
    t=(1+lev)/2; k=int(np.ceil(41*t-1e-9)); print(lev, k, -np.sort(-r)[k-1] , np.sort(r)[k-1], np.sort(-r)[k-1])
# scipy check of clopper-pearson 
from scipy.stats import beta
print(beta.ppf(.025,18,3), beta.ppf(.975,19,2))
