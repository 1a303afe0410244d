using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>What a package says about some rows.</summary>
/// <param name="Values"><see cref="Outputs"/> numbers a row, row by row; see <see cref="IModel.Score"/>.</param>
/// <param name="Outputs">Numbers a row.</param>
public readonly record struct Scores(double[] Values, int Outputs);

/// <summary>
/// Scores raw rows with a package: row path, then model. The one way there is, whether the rows come from a table, a file or a
/// request. Safe to use from many threads at once.
/// </summary>
public sealed class Scorer
{
    private readonly ModelPackage package;
    private readonly RowSchema features;
    private Binding latest;

    /// <summary>A scorer of a package.</summary>
    public Scorer(ModelPackage package)
    {
        this.package = package;
        features = new RowSchema(package.Model.Features.Select(name => new Column(name, ColumnKind.Number)));
        latest = new Binding(package.Plan.Input, package.Plan.Bind());
    }

    /// <summary>The package.</summary>
    public ModelPackage Package => package;

    /// <summary>
    /// Scores the rows of a block, whose columns are found by name. A number may come as text or as a number, with the same
    /// score. A missing column is named in the error.
    /// </summary>
    public Scores Score(RowBlock rows)
    {
        // Requests of one kind share a schema; another thread's binding does no harm.
        var binding = latest;
        if (!ReferenceEquals(binding.Schema, rows.Schema))
        {
            latest = binding = new Binding(rows.Schema, package.Plan.Bind(rows.Schema));
        }

        var outputs = package.Model.Outputs;
        var values = new double[rows.Rows * outputs];
        package.Model.Score(binding.Path.Apply(rows).Project(features, "model"), values);
        return new Scores(values, outputs);
    }

    /// <summary>The class that a row's scores stand for; null for a regression.</summary>
    public string? Label(Scores scores, int row)
    {
        var contract = package.Contract;
        if (contract.Task == TaskKind.Regression)
        {
            return null;
        }

        if (scores.Outputs == 1)
        {
            return contract.Classes[scores.Values[row] >= (package.Manifest.Threshold ?? 0.5) ? 1 : 0];
        }

        var own = scores.Values.AsSpan(row * scores.Outputs, scores.Outputs);
        var best = 0;
        for (var c = 1; c < own.Length; c++)
        {
            best = own[c] > own[best] ? c : best;
        }

        return contract.Classes[best];
    }

    private sealed record Binding(RowSchema Schema, BoundPlan Path);
}
