"""Writes folds of tables for "Trestle.Bench learners" and "families", and measures scikit-learn's learners on the same folds.

Run: /usr/bin/python3 bench/peers/learners_sklearn.py DATA FOLDER write | forest | extra-trees | mlp | hgb | linear [TREES]
DATA is a folder with vehicle/vehicle.csv, credit_g/credit-g.csv, wine_quality/winequality-redwhite.csv, california_housing/housing.csv,
electricity_openml/electricity.csv and adult_raw/adult-train.csv.
"""
import glob
import os
import sys
import time

import numpy
import pandas
from sklearn.datasets import make_classification
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier, ExtraTreesRegressor, HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
    RandomForestRegressor)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, mean_squared_error, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

FOLDS = 5


def tables(data):
    wine = pandas.read_csv(f"{data}/wine_quality/winequality-redwhite.csv", encoding="utf-8-sig").drop(columns="type")
    white = pandas.read_csv(f"{data}/wine_quality/winequality-white.csv", header=None)
    housing = pandas.read_csv(f"{data}/california_housing/housing.csv").drop(columns="ocean_proximity")
    adult = pandas.read_csv(f"{data}/adult_raw/adult-train.csv", header=None, skipinitialspace=True, na_values="?")
    electricity = pandas.read_csv(f"{data}/electricity_openml/electricity.csv")
    x, y = make_classification(5400, 5, n_informative=5, n_redundant=0, n_clusters_per_class=12, flip_y=0.08, class_sep=0.9, random_state=3)
    yield "vehicle", "multiclass", pandas.read_csv(f"{data}/vehicle/vehicle.csv"), -1
    yield "credit_g", "binary", pandas.read_csv(f"{data}/credit_g/credit-g.csv"), -1
    yield "wine", "regression", wine, -1
    yield "wine-white", "multiclass", white, -1
    yield "california", "regression", housing, -1
    yield "clusters", "binary", pandas.DataFrame(numpy.c_[x, y]), -1
    yield "electricity", "binary", electricity, -1
    yield "adult", "binary", adult, -1


def write(data, folder):
    os.makedirs(folder, exist_ok=True)
    for name, task, table, _ in tables(data):
        target = table.columns[-1]
        y = table.pop(target)
        y = y.to_numpy(float) if task == "regression" else y.astype("category").cat.codes.to_numpy()
        columns = {}
        for i, column in enumerate(table.columns):
            text = table[column].dtype == object
            values = table[column].astype("category").cat.codes.astype(float) if text else table[column].astype(float)
            columns[f"{'#' if text else ''}x{i}"] = values.where(table[column].notna()).to_numpy()
        rows = pandas.DataFrame(columns)
        rows["label"] = y
        split = KFold if task == "regression" else StratifiedKFold
        for fold, (train, test) in enumerate(split(FOLDS, shuffle=True, random_state=0).split(rows, y)):
            rows.iloc[train].to_csv(f"{folder}/{name}.{task}.{fold}.train.csv", index=False)
            rows.iloc[test].to_csv(f"{folder}/{name}.{task}.{fold}.test.csv", index=False)


def model(kind, task, codes, options):
    classes = task != "regression"
    scaled = make_pipeline(
        ColumnTransformer(
            [("codes", OneHotEncoder(handle_unknown="ignore", sparse_output=False), codes)], remainder="passthrough"), StandardScaler())
    if kind == "linear":
        return make_pipeline(scaled, LogisticRegression(max_iter=1000) if classes else Ridge())
    if kind == "mlp":
        shape = dict(hidden_layer_sizes=(256, 256), early_stopping=True, random_state=1)
        return make_pipeline(scaled, MLPClassifier(**shape) if classes else MLPRegressor(**shape))
    if kind == "hgb":
        shape = dict(categorical_features=codes, random_state=1)
        return HistGradientBoostingClassifier(**shape) if classes else HistGradientBoostingRegressor(**shape)
    shared = dict(n_estimators=int(options[0]) if options else 300, n_jobs=2, random_state=1)
    if kind == "forest":
        return RandomForestClassifier(**shared) if classes else RandomForestRegressor(max_features=1 / 3, **shared)
    return ExtraTreesClassifier(**shared) if classes else ExtraTreesRegressor(max_features=1 / 3, **shared)


def measure(folder, kind, options):
    for table in sorted({".".join(os.path.basename(file).split(".")[:2]) for file in glob.glob(f"{folder}/*.train.csv")}):
        name, task = table.split(".")
        figures = []
        for fold in range(FOLDS):
            train, test = (pandas.read_csv(f"{folder}/{table}.{fold}.{part}.csv").fillna(-1) for part in ("train", "test"))
            codes = [i for i, column in enumerate(train.columns) if column.startswith("#")]
            (x, y), (u, v) = ((part.drop(columns="label").to_numpy(), part["label"].to_numpy()) for part in (train, test))
            started = time.time()
            fitted = model(kind, task, codes, options).fit(x, y)
            fit = time.time() - started
            if task == "regression":
                p = fitted.predict(u)
                figures.append((mean_squared_error(v, p, squared=False), mean_absolute_error(v, p), fit))
                continue
            p = fitted.predict_proba(u)
            if task == "binary":
                figures.append((roc_auc_score(v, p[:, 1]), log_loss(v, p), fit))
            else:
                figures.append((log_loss(v, p, labels=fitted.classes_), accuracy_score(v, fitted.predict(u)), fit))
        first, second, fit = numpy.mean(figures, axis=0)
        print(f"{table:28} {kind:12} {first:.4f} {second:.4f} fit {fit:.2f} s", flush=True)


data, folder, what, *rest = sys.argv[1:]
write(data, folder) if what == "write" else measure(folder, what, rest)
