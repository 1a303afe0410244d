using System.Globalization;

using Trestle.Core.Schema;

namespace Trestle.Learners.LightGbm;

/// <summary>
/// What LightGBM minimises, and what it stops by, under LightGBM's own names. Metrics that it does not have are stopped by the loss.
/// </summary>
/// <param name="Name">Its objective.</param>
/// <param name="Metric">Its metric on the validation rows.</param>
/// <param name="HigherIsBetter">Whether that metric is better when it is higher.</param>
public sealed record LightGbmObjective(string Name, string Metric, bool HigherIsBetter = false)
{
    /// <summary>Further parameters of the objective, as text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the sum of the leaves is the logarithm of the prediction.</summary>
    public bool IsLogarithmic => Name is "poisson" or "tweedie";

    /// <summary>What an objective is for a task.</summary>
    public static LightGbmObjective Of(TaskKind task, Objective objective) => (task, objective.Loss, objective.Metric) switch
    {
        (TaskKind.Binary, _, "auc") => new("binary", "auc", HigherIsBetter: true),
        (TaskKind.Binary, _, "average-precision") => new("binary", "average_precision", HigherIsBetter: true),
        (TaskKind.Binary, _, "brier") => new("binary", "l2"),
        (TaskKind.Binary, _, _) => new("binary", "binary_logloss"),
        (TaskKind.Multiclass, _, "accuracy") => new("multiclass", "multi_error"),
        (TaskKind.Multiclass, _, _) => new("multiclass", "multi_logloss"),
        (_, LossKind.Absolute, _) => new("regression_l1", "l1"),
        (_, LossKind.Quantile, _) => new("quantile", "quantile") { Parameters = With("alpha", objective.Parameter) },
        (_, LossKind.Poisson, _) => new("poisson", "poisson"),
        (_, LossKind.Tweedie, _) => new("tweedie", "tweedie") { Parameters = With("tweedie_variance_power", objective.Parameter) },
        _ => new("regression", "l2"),
    };

    private static Dictionary<string, string> With(string name, double value) =>
        new() { [name] = value.ToString("R", CultureInfo.InvariantCulture) };
}
