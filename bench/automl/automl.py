#!/usr/bin/env python3
"""Trestle with its default settings and a budget, beside scikit-learn's HistGradientBoosting tuned by random draws and a tuned random
forest, in the same folds of an outer cross-validation: every learner sees the rows of a fold's training part alone, \
chooses by its own means
inside, and is measured on the rows of the fold by the same code.

Run: bench/automl/automl.py DATA SET [options]

DATA  the folder with the files; SET a name in sets.txt, or a line of its form: "mine file=my.csv target=y metric=rmse"
  --folds 1,2       which folds (default: all)
  --of 10           number of folds
  --budget 60s      Trestle's budget (default: 5m); "" for none: trials are counted
  --settings YAML   further settings, as lines of trestle.yaml joined by ';;'
  --peers hgb,forest,defaults   which peers; "" for none
  --draws 30        random draws of the peers
  --seed 1          seed of the folds and of all
  --program ./trestle
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy
import pandas
from scipy.stats import loguniform, randint, uniform
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score
from sklearn.model_selection import KFold, RandomizedSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

HERE = os.path.dirname(os.path.abspath(__file__))
SCORING = {"log-loss": "neg_log_loss", "auc": "roc_auc", "rmse": "neg_root_mean_squared_error"}


def description(text):
    """The fields of a line, or of the line of sets.txt with that name."""
    if "=" not in text:
        with open(os.path.join(HERE, "sets.txt")) as file:
            lines = [line for line in file if line.split() and line.split()[0] == text]
        if not lines:
            sys.exit(f"there is no data set '{text}' in sets.txt")
        text = lines[0]
    name, *fields = text.split()
    entries = dict(field.split("=", 1) for field in fields)
    unknown = set(entries) - {"file", "target", "metric", "separator", "header", "names", "ignore", "task"}
    if unknown or not {"file", "target", "metric"} <= set(entries) or entries["metric"] not in SCORING:
        sys.exit(f"{name}: file=, target= and metric= (one of {', '.join(SCORING)}) are needed, {unknown or 'nothing else'} is not known")
    return name, entries


class Task:
    """A table and how it is measured."""

    def __init__(self, data, entries):
        names = entries["names"].split(",") if "names" in entries else None
        self.metric, self.target = entries["metric"], entries["target"]
        self.kind = entries.get("task")
        self.rows = pandas.read_csv(
            os.path.join(data, entries["file"]), sep=entries.get("separator", ","), names=names, dtype=str, keep_default_na=False,
            encoding="utf-8-sig", skipinitialspace=True)
        ignored = [name for name in entries.get("ignore", "").split(",") if name]
        self.rows = self.rows.drop(columns=ignored)
        self.classes = sorted(self.rows[self.target].unique()) if self.metric != "rmse" else None

    def measure(self, truth, scores):
        if self.metric == "rmse":
            return mean_squared_error(truth.astype(float), scores, squared=False)
        if self.metric == "auc":
            return roc_auc_score(truth == self.positive, scores)
        return log_loss(truth, scores, labels=self.classes)

    @property
    def positive(self):
        return self.classes[1]


def folds(task, count, seed):
    if task.classes:
        splits = StratifiedKFold(count, shuffle=True, random_state=seed).split(task.rows, task.rows[task.target])
    else:
        splits = KFold(count, shuffle=True, random_state=seed).split(task.rows)
    return list(splits)


def trestle(task, train, test, options, folder):
    """Runs and predicts in a folder of its own; scores in the order of the classes, and the seconds of the run."""
    train.to_csv(os.path.join(folder, "train.csv"), index=False)
    test.drop(columns=[task.target]).to_csv(os.path.join(folder, "test.csv"), index=False)
    lines = ["name: automl", "source: train.csv", f"target: '{task.target}'", f"seed: {options.seed}", f"train: {{metric: {task.metric}}}"]
    lines += [f"task: {task.kind}"] if task.kind else []
    lines += [f"budget: {options.budget}"] if options.budget else []
    lines += options.settings.split(";;") if options.settings else []
    with open(os.path.join(folder, "trestle.yaml"), "w") as file:
        file.write("\n".join(lines) + "\n")
    began = time.time()
    run = subprocess.run([options.program, "run", folder], capture_output=True, text=True)
    seconds = time.time() - began
    if run.returncode != 0:
        raise RuntimeError(f"trestle run ended with {run.returncode}:\n{run.stdout[-1500:]}\n{run.stderr[-1500:]}")
    output = os.path.join(folder, "scores.csv")
    subprocess.run([options.program, "predict", folder, "--input", os.path.join(folder, "test.csv"), "--output", output],
                   check=True, capture_output=True)
    scores = pandas.read_csv(output)
    chosen = [line.strip() for line in run.stdout.splitlines() if line.startswith(("select-best", "revisit-candidates"))]
    faults = int(scores["fault"].notna().sum()) if "fault" in scores else 0
    if task.metric == "rmse":
        return scores["prediction"].fillna(train[task.target].astype(float).mean()).to_numpy(), seconds, faults, chosen
    prior = train[task.target].value_counts(normalize=True)
    columns = [scores[f"probability.{name}"].fillna(prior[name]).to_numpy() for name in task.classes]
    return columns[1] if task.metric == "auc" else numpy.column_stack(columns), seconds, faults, chosen


def prepared(task, train, test):
    """Numbers as numbers, texts as codes, which both peers take; missing values are a code, or the median for the forest."""
    def number(column):
        values = pandas.to_numeric(column.replace({"": numpy.nan, "?": numpy.nan, "NA": numpy.nan}), errors="coerce")
        return values if values.notna().mean() > 0.9 else None

    left, right, categorical = {}, {}, []
    for name in train.columns.drop(task.target):
        values = number(train[name])
        if values is not None:
            left[name], right[name] = values, pandas.to_numeric(test[name], errors="coerce")
            categorical.append(False)
        else:
            codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=numpy.nan).fit(train[[name]])
            left[name], right[name] = codes.transform(train[[name]])[:, 0], codes.transform(test[[name]])[:, 0]
            categorical.append(left[name].max() < 255)
    return pandas.DataFrame(left).to_numpy(float), pandas.DataFrame(right).to_numpy(float), numpy.array(categorical)


def peer(task, train, test, which, options):
    x, z, categorical = prepared(task, train, test)
    y = train[task.target].astype(float) if task.metric == "rmse" else train[task.target]
    y = (y == task.positive).astype(int) if task.metric == "auc" else y
    cut = StratifiedKFold(5, shuffle=True, random_state=options.seed) if task.classes else KFold(5, shuffle=True, random_state=options.seed)
    began = time.time()
    if which == "forest":
        medians = numpy.nanmedian(x, axis=0)
        x, z = numpy.where(numpy.isnan(x), medians, x), numpy.where(numpy.isnan(z), medians, z)
        kind = RandomForestClassifier if task.classes else RandomForestRegressor
        model = kind(500, random_state=options.seed, n_jobs=-1)
        space = {"max_features": uniform(0.1, 0.9), "min_samples_leaf": randint(1, 20)}
        search = RandomizedSearchCV(
            model, space, n_iter=max(1, options.draws // 3), scoring=SCORING[task.metric], cv=cut, random_state=options.seed)
    else:
        kind = HistGradientBoostingClassifier if task.classes else HistGradientBoostingRegressor
        model = kind(random_state=options.seed, categorical_features=categorical if categorical.any() else None)
        if which == "defaults":
            search = model
        else:
            space = {
                "learning_rate": loguniform(0.01, 0.3), "max_leaf_nodes": randint(7, 64), "min_samples_leaf": randint(5, 101),
                "l2_regularization": loguniform(1e-3, 10), "max_iter": randint(50, 300), "max_depth": [None, 3, 4, 6, 8],
            }
            model.set_params(early_stopping=False)
            search = RandomizedSearchCV(
                model, space, n_iter=options.draws, scoring=SCORING[task.metric], cv=cut, random_state=options.seed, n_jobs=-1)
    search.fit(x, y)
    if task.metric == "rmse":
        scores = search.predict(z)
    elif task.metric == "auc":
        scores = search.predict_proba(z)[:, 1]
    else:
        scores = numpy.zeros((len(z), len(task.classes)))
        known = {name: at for at, name in enumerate(task.classes)}
        scores[:, [known[name] for name in search.classes_]] = search.predict_proba(z)
    return scores, time.time() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("set")
    parser.add_argument("--folds", default="")
    parser.add_argument("--of", type=int, default=10)
    parser.add_argument("--budget", default="5m")
    parser.add_argument("--settings", default="")
    parser.add_argument("--peers", default="hgb,forest,defaults")
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default="./trestle")
    options = parser.parse_args()
    name, entries = description(options.set)
    task = Task(options.data, entries)
    splits = folds(task, options.of, options.seed)
    wanted = [int(fold) for fold in options.folds.split(",")] if options.folds else range(1, options.of + 1)
    figures, times = {}, {}

    def note(who, fold, truth, scores, seconds, more=""):
        figures.setdefault(who, []).append(task.measure(truth, scores))
        times.setdefault(who, []).append(seconds)
        print(f"{name} fold {fold}: {who:9} {task.metric} {figures[who][-1]:.5g}, {seconds:.0f} s{more}", flush=True)

    for fold in wanted:
        train, test = (task.rows.iloc[part].reset_index(drop=True) for part in splits[fold - 1])
        truth = test[task.target]
        folder = tempfile.mkdtemp(prefix="trestle-automl-")
        try:
            scores, seconds, faults, chosen = trestle(task, train, test, options, folder)
            more = (f", {faults} rows without an answer" if faults else "") + "".join(f"\n    {line}" for line in chosen)
            note("trestle", fold, truth, scores, seconds, more)
        finally:
            shutil.rmtree(folder)
        for which in [which for which in options.peers.split(",") if which]:
            note(which, fold, truth, *peer(task, train, test, which, options))

    print(f"\n| {name}, {len(task.rows):,} rows, {task.metric}, folds {options.folds or 'all'} of {options.of}, "
          f"budget {options.budget or 'none'} "
          f"| mean | sd | trestle / peer | seconds |\n|---|---:|---:|---:|---:|")
    for who, values in figures.items():
        ratio = numpy.mean(figures["trestle"]) / numpy.mean(values)
        spread = numpy.std(values, ddof=1) if len(values) > 1 else float("nan")
        print(f"| {who} | {numpy.mean(values):.5g} | {spread:.2g} | {ratio:.4f} | {numpy.mean(times[who]):.0f} |")


if __name__ == "__main__":
    main()
