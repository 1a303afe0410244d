using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Learners.Explanations;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

namespace Trestle.Learners.Packages;

/// <summary>The scores of a package for some rows.</summary>
/// <param name="Values"><see cref="Outputs"/> numbers per row, row by row; see <see cref="IModel.Score"/>.</param>
/// <param name="Outputs">Numbers per row.</param>
public readonly record struct Scores(double[] Values, int Outputs)
{
    /// <summary>
    /// For each of <see cref="Scorer.LookUps"/> what it found for each row, as a <see cref="KeyedOutcome"/>; null without any.
    /// </summary>
    public IReadOnlyList<double[]>? Found { get; init; }

    /// <summary>The amounts of each row that decisions need, as <see cref="RowValues.Expressions"/>; null without any.</summary>
    public IReadOnlyList<double[]>? Amounts { get; init; }

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Outputs, Outputs);

    /// <summary>The probability of a class, for tasks that have classes.</summary>
    public double Probability(int row, int position) => Outputs > 1 ? Values[(row * Outputs) + position]
        : position == 1 ? Values[row]
        : 1 - Values[row];
}

/// <summary>
/// The only path from raw rows to scores: training's parity proof, batch prediction and HTTP requests all use it. Safe to use from many
/// threads at once.
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
        LookUps = [.. package.Plan.LookUps.Where(look => look.Outcome is not null)];
        columns = [.. package.Plan.Input.Columns.Select(column => column.Name).Where(name => !ReservedColumns.Contains(name))];
    }

    /// <summary>The package.</summary>
    public ModelPackage Package => package;

    /// <summary>The look-ups of the plan that say what they found.</summary>
    public IReadOnlyList<FittedLookUp> LookUps { get; }

    /// <summary>Names of the columns that a request brings, in the order of the plan.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>
    /// Scores raw rows: the columns of the plan's input in any order and among others, as text or as numbers where a step allows
    /// both. A missing column, or a row that the model cannot score, is a <c>TrestleException</c>.
    /// </summary>
    public Scores Score(RowBlock rows)
    {
        var (prepared, found, amounts) = Find(rows.Schema).Apply(rows);
        var values = new double[rows.Rows * package.Model.Outputs];
        package.Model.Score(prepared, values);
        return new Scores(values, package.Model.Outputs) { Found = found, Amounts = amounts };
    }

    /// <summary>
    /// The contributions of each column of raw rows, as for <see cref="Score"/>, to their scores: those of all features made from the
    /// column, added up. A model that cannot be explained is a <c>TrestleException</c> (TR2050 to TR2052).
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
        model.Explain(binding.Apply(rows).Features, byFeature);
        return new Explanations(columns, model.Scale, model.BaseValues, ByColumn(byFeature, vectors, binding.Sources));
    }

    /// <summary>
    /// The number of the predicted class: by its expected value where the package says so; otherwise for binary the positive one from the
    /// threshold, else the most probable one, the first in a tie. Not for regression.
    /// </summary>
    public int Class(Scores scores, int row) => RowValues.Class(
        package.Manifest.Values, scores.Row(row), scores.Amounts ?? [], row, package.Manifest.Threshold ?? 0);

    /// <summary>The name of the predicted class; null for regression.</summary>
    public string? Label(Scores scores, int row) =>
        package.Contract.Task == TaskKind.Regression ? null : package.Contract.Classes[Class(scores, row)];

    /// <summary>Why there are no intervals of a level; null when there are (TR1310, TR1312).</summary>
    public Problem? NoInterval(double level) => package.Conformal?.Intervals is not { } intervals
        ? ConformalErrors.NoIntervals(package.Manifest.Name, package.Contract.Task != TaskKind.Regression)
        : package.Conformal.Allows(level) ? null
        : ConformalErrors.BadLevel(package.Manifest.Name, level, intervals.MostLevel);

    /// <summary>Why there are no sets of a level; null when there are (TR1311, TR1312).</summary>
    public Problem? NoSet(double level) => package.Conformal?.Sets is null
        ? ConformalErrors.NoSets(package.Manifest.Name, package.Contract.Task == TaskKind.Regression)
        : package.Conformal.Allows(level) ? null
        : ConformalErrors.BadLevel(package.Manifest.Name, level, 1);

    /// <summary>
    /// The interval around the prediction of a row in which the true value lies for a share of rows; ask only where
    /// <see cref="NoInterval"/> has nothing against it.
    /// </summary>
    public (double Low, double High) Interval(Scores scores, int row, double level) =>
        package.Conformal!.Intervals!.Around(scores.Values[row], level);

    /// <summary>
    /// Whether a class is in the set of a row, which has the true class for a share of the rows of each class; the predicted one always
    /// is. Ask only where <see cref="NoSet"/> has nothing against it.
    /// </summary>
    public bool InSet(Scores scores, int row, int position, double level) =>
        position == Class(scores, row) || package.Conformal!.Sets!.Holds(position, scores.Probability(row, position), level);

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

        var made = new Binding(
            schema, package.Plan.Bind(schema), features, columns, LookUps, package.Manifest.Values?.Expressions.Count ?? 0);
        bindings = [made, .. known.Take(MostBindings - 1)];
        return made;
    }

    /// <summary>
    /// Adds up the contributions of features by the columns that they were made from. A feature of several columns counts for each of
    /// them in equal parts, so that the sum stays that of the features.
    /// </summary>
    private double[] ByColumn(double[] byFeature, int vectors, int[][] sources)
    {
        var sums = new double[vectors * columns.Length];
        for (var vector = 0; vector < vectors; vector++)
        {
            for (var feature = 0; feature < sources.Length; feature++)
            {
                foreach (var source in sources[feature])
                {
                    sums[(vector * columns.Length) + source] += byFeature[(vector * sources.Length) + feature] / sources[feature].Length;
                }
            }
        }

        return sums;
    }

    /// <summary>The positions of the model's features when rows of a schema go in, and the column from which each was made.</summary>
    private sealed class Binding
    {
        private readonly BoundPlan plan;
        private readonly RowSchema features;
        private readonly int[] positions;
        private readonly int[] outcomes;
        private readonly int[] amounts;
        private readonly bool isWhole;

        public Binding(
            RowSchema from, BoundPlan plan, RowSchema features, string[] columns, IReadOnlyList<FittedLookUp> lookUps, int expressions)
        {
            amounts =
            [
                .. Enumerable.Range(0, expressions)
                    .Select(i => plan.Output.Require(RowValues.ColumnOf(i), ColumnKind.Number, "model")),
            ];
            outcomes = [.. lookUps.Select(look => plan.Output.Require(look.Outcome!, ColumnKind.Number, "model"))];
            (From, this.plan, this.features) = (from, plan, features);
            positions = [.. features.Columns.Select(feature => plan.Output.Require(feature.Name, feature.Kind, "model"))];
            isWhole = outcomes.Length + amounts.Length == 0 && plan.Output.Equals(features);
            Sources = Array.ConvertAll(
                positions, position => plan.AllSources[position].Select(source => Array.IndexOf(columns, source)).ToArray());
        }

        public RowSchema From { get; }

        public int[][] Sources { get; }

        public (RowBlock Features, double[][]? Found, double[][]? Amounts) Apply(RowBlock rows)
        {
            var prepared = plan.Apply(rows);
            if (isWhole)
            {
                return (prepared, null, null);
            }

            var columns = new Array[positions.Length];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = prepared.Raw(positions[i]);
            }

            return (RowBlock.Trusted(features, rows.Rows, columns), Numbers(outcomes), Numbers(amounts));

            double[][]? Numbers(int[] places) =>
                places.Length == 0 ? null : Array.ConvertAll(places, position => (double[])prepared.Raw(position));
        }
    }
}
