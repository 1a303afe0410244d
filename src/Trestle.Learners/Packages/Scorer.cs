using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>What a package says about some rows.</summary>
/// <param name="Values"><see cref="Outputs"/> numbers a row, row by row; see <see cref="IModel.Score"/>.</param>
/// <param name="Outputs">Numbers a row.</param>
public readonly record struct Scores(double[] Values, int Outputs)
{
    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Outputs, Outputs);

    /// <summary>The probability of a class, for tasks that have classes.</summary>
    public double Probability(int row, int position) => Outputs > 1 ? Values[(row * Outputs) + position]
        : position == 1 ? Values[row]
        : 1 - Values[row];
}

/// <summary>
/// The one way from raw rows to scores: training's parity proof, batch prediction and HTTP requests all go through it. Safe to
/// use from many threads at once.
/// </summary>
public sealed class Scorer
{
    private const int MostBindings = 8;

    private readonly ModelPackage package;
    private readonly RowSchema features;
    private volatile Binding[] bindings = [];

    /// <summary>A scorer of an opened package.</summary>
    public Scorer(ModelPackage package)
    {
        this.package = package;
        features = new RowSchema(package.Model.Features.Select(feature => new Column(feature, ColumnKind.Number)));
    }

    /// <summary>The package.</summary>
    public ModelPackage Package => package;

    /// <summary>
    /// Scores raw rows: the columns of the plan's input in any order and among others, as text or as numbers where a step allows
    /// both. A missing column, or a row that the model cannot score, is a <c>TrestleException</c>.
    /// </summary>
    public Scores Score(RowBlock rows)
    {
        var prepared = Find(rows.Schema).Apply(rows);
        var values = new double[rows.Rows * package.Model.Outputs];
        package.Model.Score(prepared, values);
        return new Scores(values, package.Model.Outputs);
    }

    /// <summary>
    /// The number of the class that a row's scores stand for: for binary the positive one from the threshold on, else the most
    /// probable, the first of equals. Not for regression.
    /// </summary>
    public int Class(Scores scores, int row)
    {
        var own = scores.Row(row);
        if (own.Length == 1)
        {
            return own[0] >= package.Manifest.Threshold ? 1 : 0;
        }

        var best = 0;
        for (var i = 1; i < own.Length; i++)
        {
            best = own[i] > own[best] ? i : best;
        }

        return best;
    }

    /// <summary>The name of the class that a row's scores stand for; null for regression.</summary>
    public string? Label(Scores scores, int row) =>
        package.Contract.Task == TaskKind.Regression ? null : package.Contract.Classes[Class(scores, row)];

    /// <summary>The plan, bound to a schema. When two threads bind at the same time, one binding is lost and made again later.</summary>
    private Binding Find(RowSchema schema)
    {
        var known = bindings;
        foreach (var binding in known)
        {
            if (ReferenceEquals(binding.From, schema))
            {
                return binding;
            }
        }

        if (Array.Find(known, binding => binding.From.Equals(schema)) is { } equal)
        {
            return equal;
        }

        var made = new Binding(schema, package.Plan.Bind(schema), features);
        bindings = [made, .. known.Take(MostBindings - 1)];
        return made;
    }

    /// <summary>Where the model's features come out when rows of a schema go in.</summary>
    private sealed class Binding(RowSchema from, BoundPlan plan, RowSchema features)
    {
        private readonly int[] positions = [.. features.Columns.Select(feature => plan.Output.Require(feature.Name, feature.Kind, "model"))];

        public RowSchema From => from;

        public RowBlock Apply(RowBlock rows)
        {
            var prepared = plan.Apply(rows);
            var columns = new Array[positions.Length];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = prepared.Raw(positions[i]);
            }

            return RowBlock.Trusted(features, rows.Rows, columns);
        }
    }
}
