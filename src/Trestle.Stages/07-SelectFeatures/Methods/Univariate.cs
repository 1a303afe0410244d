using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Keeps the features that tell something about the target by themselves: a test of independence for each, with control of the
/// false-discovery rate. What helps only together with another feature is not found.
/// </summary>
public sealed record Univariate : IFeatureMethod
{
    /// <summary>The false-discovery rate.</summary>
    [Setting("Share of the kept features that may tell nothing: the false-discovery rate (Benjamini-Hochberg).", Example = "0.05")]
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Rate { get; init; } = 0.05;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var tests = new (double Statistic, double PValue)[rows.Columns.Count];
        rows.Each(column => tests[column] = rows.Columns[column].Bins.Independence(rows), cancellation);
        var adjusted = Multiplicity.AdjustIndependent([.. tests.Select(test => test.PValue)]);
        var name = rows.Task == TaskKind.Regression ? "Kruskal-Wallis" : "chi-square";
        return
        [
            .. tests.Select((test, column) => new FeatureVerdict(
                adjusted[column] <= Rate,
                -test.PValue,
                $"{name} {Format.Figure(test.Statistic)}, p = {Format.Figure(adjusted[column])} after Benjamini-Hochberg "
                    + (adjusted[column] <= Rate ? $"(at most {Format.Short(Rate)})" : $"(more than {Format.Short(Rate)})"))),
        ];
    }
}
