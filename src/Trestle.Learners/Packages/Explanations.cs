using Trestle.Learners.Explanations;

namespace Trestle.Learners.Packages;

/// <summary>
/// The contributions of each column of a request to the scores of some rows: exact Shapley values before the link. For each row and
/// output, the base value and the contributions add up to what <paramref name="Scale"/> says.
/// </summary>
/// <param name="Columns">The columns that a request brings: <see cref="Scorer.Columns"/>.</param>
/// <param name="Scale">What the contributions add up to.</param>
/// <param name="BaseValues">One number per output: its value before anything is known about a row.</param>
/// <param name="Values">Outputs × columns numbers per row, row by row, output by output.</param>
public sealed record Explanations(IReadOnlyList<string> Columns, ContributionScale Scale, IReadOnlyList<double> BaseValues, double[] Values)
{
    /// <summary>The contributions of a row's columns to one of its outputs.</summary>
    public ReadOnlySpan<double> Of(int row, int output) =>
        Values.AsSpan(((row * BaseValues.Count) + output) * Columns.Count, Columns.Count);
}
