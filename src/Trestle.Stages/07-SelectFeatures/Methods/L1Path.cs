using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Keeps the features with a weight in a linear model with an L1 penalty (the lasso; logistic regression for classes, one against the rest
/// for more than two), at the penalty of its path that predicts unseen rows best. Finds what helps in a sum; what says the same as another
/// feature goes.
/// </summary>
public sealed record L1Path : IFeatureMethod
{
    private const int MostRows = 5000;
    private const int Penalties = 40;

    /// <summary>The end of the path, as a share of its beginning.</summary>
    [Setting("Smallest penalty of the path, as a share of the one at which all weights are 0.", Example = "0.01")]
    [Range(1e-6, 0.9)]
    public double Until { get; init; } = 0.01;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        rows = rows.Thinned(MostRows);
        var (x, owner) = Design(rows);
        var targets = rows.Task switch
        {
            TaskKind.Regression => [Standard(rows.Labels)],
            TaskKind.Binary => [rows.Labels],
            _ => Enumerable.Range(0, rows.Classes).Where(name => rows.Labels.Contains(name))
                .Select(name => Array.ConvertAll(rows.Labels, label => label == name ? 1.0 : 0)).ToArray(),
        };
        var fits = new (double Penalty, double[] Weights)[targets.Length];
        Parallel.For(0, fits.Length, new ParallelOptions { MaxDegreeOfParallelism = rows.Cores, CancellationToken = cancellation }, at =>
            fits[at] = Fit(rows, x, targets[at], cancellation));

        var weights = new double[rows.Columns.Count];
        foreach (var (column, own) in owner.SelectMany((column, i) => fits.Select(fit => (column, Math.Abs(fit.Weights[i])))))
        {
            weights[column] = Math.Max(weights[column], own);
        }

        var penalty = fits.Min(fit => fit.Penalty);
        return
        [
            .. weights.Select(weight => new FeatureVerdict(
                weight > 0,
                weight,
                weight > 0 ? $"weight {Format.Short(weight)} per standard deviation at the L1 penalty {Format.Short(penalty)}"
                    : $"no weight at the L1 penalty {Format.Short(penalty)}, which predicts best")),
        ];
    }

    private (double Penalty, double[] Weights) Fit(SelectionRows rows, double[][] x, double[] y, CancellationToken cancellation)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var logistic = rows.Task != TaskKind.Regression;
        var largest = L1Fit.Largest(x, y, all);
        if (largest <= 0)
        {
            return (0, new double[x.Length]);
        }

        double[] path = [.. Enumerable.Range(0, Penalties).Select(step => largest * Math.Pow(Until, step / (Penalties - 1.0)))];
        var losses = new double[path.Length];
        foreach (var part in rows.Parts())
        {
            var own = part.ToHashSet();
            var fit = new L1Fit(x, y, [.. all.Where(row => !own.Contains(row))], logistic);
            for (var step = 0; step < path.Length; step++)
            {
                fit.MoveTo(path[step], cancellation);
                losses[step] += fit.Losses(part).Sum();
            }
        }

        var best = Array.IndexOf(losses, losses.Min());
        var whole = new L1Fit(x, y, all, logistic);
        foreach (var penalty in path.Take(best + 1))
        {
            whole.MoveTo(penalty, cancellation);
        }

        return (path[best], whole.Weights);
    }

    /// <summary>Standardised columns, several for a category, and the feature of each.</summary>
    private static (double[][] X, int[] Owner) Design(SelectionRows rows)
    {
        var (x, owner) = (new List<double[]>(), new List<int>());
        for (var at = 0; at < rows.Columns.Count; at++)
        {
            var column = rows.Columns[at];
            double[][] parts = column.IsCategory
                ? [.. Enumerable.Range(0, column.Bins.Count).Select(
                    own => Standard([.. column.Bins.Codes.ToArray().Select(code => code == own ? 1.0 : 0)]))]
                : [column.Standardised()];
            x.AddRange(parts);
            owner.AddRange(parts.Select(_ => at));
        }

        return ([.. x], [.. owner]);
    }

    private static double[] Standard(double[] values) => new SelectionColumn("", values, isCategory: false).Standardised();
}
