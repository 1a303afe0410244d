using System.Globalization;

using Trestle.Core.Schema;

namespace Trestle.Learners.LightGbm;

/// <summary>
/// LightGBM's parameters under LightGBM's own names (https://lightgbm.readthedocs.io/en/stable/Parameters.html). They are collected in
/// dictionaries, because LightGBM silently takes the first of duplicate keys.
/// </summary>
internal static class LightGbmParameters
{
    /// <summary>Rounds without validation rows, unless <c>num_iterations</c> says otherwise.</summary>
    public const int Rounds = 200;

    /// <summary>Maximum number of rounds with validation rows, unless <c>num_iterations</c> says otherwise.</summary>
    public const int MostRounds = 2000;

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        ["bagging_fraction"] = new(double.Epsilon, 1, "a number above 0, at most 1"),
        ["cat_l2"] = new(0, double.MaxValue, "a number, 0 or more"),
        ["cat_smooth"] = new(0, double.MaxValue, "a number, 0 or more"),
        [LightGbmLearner.ExtraTrees] = new(0, 1, "1 for random thresholds, otherwise 0", Whole: true),
        ["feature_fraction"] = new(double.Epsilon, 1, "a number above 0, at most 1"),
        ["feature_fraction_bynode"] = new(double.Epsilon, 1, "a number above 0, at most 1"),
        ["lambda_l1"] = new(0, double.MaxValue, "a number, 0 or more"),
        ["lambda_l2"] = new(0, double.MaxValue, "a number, 0 or more"),
        ["learning_rate"] = new(double.Epsilon, double.MaxValue, "a number above 0"),
        ["max_depth"] = new(-1, int.MaxValue, "a whole number; 0 or less for no limit", Whole: true),
        ["min_data_in_leaf"] = new(0, int.MaxValue, "a whole number, 0 or more", Whole: true),
        ["min_gain_to_split"] = new(0, double.MaxValue, "a number, 0 or more"),
        ["min_sum_hessian_in_leaf"] = new(0, double.MaxValue, "a number, 0 or more"),
        ["num_iterations"] = new(1, int.MaxValue, "a whole number, 1 or more", Whole: true),
        ["num_leaves"] = new(2, 131072, "a whole number, 2 to 131072", Whole: true),
        ["path_smooth"] = new(0, double.MaxValue, "a number, 0 or more"),
    };

    /// <summary>What may be tuned. Small data get few and well-filled leaves; wide data fewer features per tree.</summary>
    public static SearchSpace Space(long rows, int features) => new(
    [
        new("learning_rate", 0.01, 0.3, 0.05, Log: true, Least: 0.002, Most: 1),
        new("num_leaves", 4, Math.Clamp(rows / 15, 8, 255), Math.Clamp(rows / 60, 4, 31), Log: true, Whole: true, Least: 2, Most: 1024),
        new(
            "min_data_in_leaf", 2, Math.Clamp(rows / 10, 10, 500), Math.Clamp(rows / 100, 3, 20),
            Log: true, Whole: true, Least: 1, Most: 10_000),
        new("feature_fraction", 0.4, 1, features > 100 ? 0.6 : 0.9, Least: 0.1),
        new("bagging_fraction", 0.5, 1, 0.9, Least: 0.1),
        new("lambda_l1", 1e-4, 10, 1e-4, Log: true, Most: 1000),
        new("lambda_l2", 1e-3, 100, 1, Log: true, Most: 10_000),
        new("feature_fraction_bynode", 0.3, 1, 1, Least: 0.1),
        new(LightGbmLearner.ExtraTrees, 0, 1, 0, Whole: true),
    ]);

    /// <summary>Throws when a name is not known or a value is outside what LightGBM takes.</summary>
    public static void Check(Parameters parameters) => ParameterRange.Check("lightgbm", Known, parameters);

    /// <summary>Everything that decides how values are binned: fixed when the data set is made, the same for every fit.</summary>
    public static string ForDataset(TrainingSet train, LearningOptions options)
    {
        var categories = train.Categories.Select(name => train.Features.Require(name, Rows.Blocks.ColumnKind.Number, "lightgbm")).Order();
        var all = Common(options);
        all["categorical_feature"] = string.Join(',', categories);
        if (options.MostBins is { } bins)
        {
            all["max_bin"] = bins.ToString(CultureInfo.InvariantCulture);
        }

        return Text(all);
    }

    /// <summary>Everything that decides how trees are grown.</summary>
    public static string ForBooster(Parameters parameters, TrainingSet train, LearningOptions options)
    {
        var all = Common(options);
        var objective = LightGbmObjective.Of(train.Task, options.Objective);
        (all["objective"], all["metric"]) = (objective.Name, objective.Metric);
        foreach (var (name, value) in objective.Parameters)
        {
            all[name] = value;
        }

        if (train.Task == TaskKind.Multiclass)
        {
            all["num_class"] = train.Classes.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in parameters.Where(entry => entry.Key != "num_iterations"))
        {
            all[name] = Word(name, value);
        }

        if (train.Features.Columns.Any(feature => options.Monotone.ContainsKey(feature.Name) && !train.Categories.Contains(feature.Name)))
        {
            all["monotone_constraints"] = string.Join(',', train.Features.Columns.Select(feature =>
                train.Categories.Contains(feature.Name) || !options.Monotone.TryGetValue(feature.Name, out var direction) ? "0"
                : direction == MonotoneDirection.Increasing ? "1" : "-1"));
        }

        // A fraction of so few rows that none would be left is ignored.
        var fraction = parameters.Get("bagging_fraction", 1);
        all["bagging_freq"] = fraction < 1 && fraction * train.Rows >= 1 ? "1" : "0";
        return Text(all);
    }

    /// <summary>
    /// With <c>deterministic</c> the sums do not depend on the number of threads. Otherwise LightGBM would decide by a timing whether
    /// to build histograms by rows or by columns; by columns takes half the memory and was as fast or faster.
    /// </summary>
    private static SortedDictionary<string, string> Common(LearningOptions options) => new(StringComparer.Ordinal)
    {
        ["deterministic"] = "true",
        ["force_col_wise"] = "true",
        ["feature_pre_filter"] = "false",
        ["num_threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        ["verbosity"] = "-1",
    };

    /// <summary>A value as LightGBM reads it.</summary>
    internal static string Word(string name, double value) =>
        name == LightGbmLearner.ExtraTrees ? value == 1 ? "true" : "false" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(SortedDictionary<string, string> parameters) =>
        string.Join(' ', parameters.Select(entry => $"{entry.Key}={entry.Value}"));
}
