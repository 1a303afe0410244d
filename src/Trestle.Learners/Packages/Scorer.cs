using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
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
    private readonly string[] columns;
    private volatile Binding[] bindings = [];

    /// <summary>A scorer of an opened package.</summary>
    public Scorer(ModelPackage package)
    {
        this.package = package;
        features = new RowSchema(package.Model.Features.Select(feature => new Column(feature, ColumnKind.Number)));
        columns = [.. package.Plan.Input.Columns.Select(column => column.Name).Where(name => !ReservedColumns.Contains(name))];
    }

    /// <summary>The package.</summary>
    public ModelPackage Package => package;

    /// <summary>Names of the columns that a request brings, in the order of the plan.</summary>
    public IReadOnlyList<string> Columns => columns;

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
    /// Says what each column of raw rows, as for <see cref="Score"/>, contributed to their scores: the contributions of all features that
    /// were made from the column, summed. A model that cannot be explained is a <c>TrestleException</c> (TR2050 to TR2052).
    /// </summary>
    public Explanations Explain(RowBlock rows)
    {
        if (package.Model is not IExplainableModel model)
        {
            throw new TrestleException(ExplanationErrors.NotExplainable(package.Manifest.Learner, package.Manifest.Name));
        }

        var binding = Find(rows.Schema);
        var vectors = rows.Rows * model.Outputs;
        var byFeature = new double[vectors * features.Count];
        model.Explain(binding.Apply(rows), byFeature);
        return new Explanations(columns, model.Scale, model.BaseValues, ByColumn(byFeature, vectors, binding.Sources));
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

        var made = new Binding(schema, package.Plan.Bind(schema), features, columns);
        bindings = [made, .. known.Take(MostBindings - 1)];
        return made;
    }

    /// <summary>Adds the numbers of features up by the columns that they were made from.</summary>
    private double[] ByColumn(double[] byFeature, int vectors, int[] sources)
    {
        var sums = new double[vectors * columns.Length];
        for (var vector = 0; vector < vectors; vector++)
        {
            for (var feature = 0; feature < sources.Length; feature++)
            {
                sums[(vector * columns.Length) + sources[feature]] += byFeature[(vector * sources.Length) + feature];
            }
        }

        return sums;
    }

    /// <summary>Where the model's features come out when rows of a schema go in, and from which column each was made.</summary>
    private sealed class Binding
    {
        private readonly BoundPlan plan;
        private readonly RowSchema features;
        private readonly int[] positions;

        public Binding(RowSchema from, BoundPlan plan, RowSchema features, string[] columns)
        {
            (From, this.plan, this.features) = (from, plan, features);
            positions = [.. features.Columns.Select(feature => plan.Output.Require(feature.Name, feature.Kind, "model"))];
            Sources = Array.ConvertAll(positions, position => Array.IndexOf(columns, plan.Sources[position]));
        }

        public RowSchema From { get; }

        public int[] Sources { get; }

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
