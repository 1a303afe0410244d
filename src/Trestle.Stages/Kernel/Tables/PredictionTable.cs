using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Scores of some rows, in order.</summary>
/// <param name="Fold">The fold of the rows.</param>
/// <param name="Rows">Numbers of the rows.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Scores">Their scores, <paramref name="Outputs"/> per row.</param>
/// <param name="Outputs">Numbers per row.</param>
internal sealed record ScoredRows(int Fold, double[] Rows, double[] Labels, double[] Scores, int Outputs)
{
    /// <summary>How the rows depend on each other.</summary>
    public RowDependence Dependence { get; init; } = RowDependence.None;

    /// <summary>How much each row counts; null where all count the same.</summary>
    public double[]? Weights { get; init; }

    /// <summary>The amounts that decisions on them are worth, where they differ by row.</summary>
    public IReadOnlyList<double[]> Amounts { get; init; } = [];

    /// <summary>The rows as an outcome of a model of their own.</summary>
    public Outcome Outcome(TaskKind task) => new(task, Labels, Scores, Outputs)
    {
        Weights = Weights,
        Dependence = Dependence,
        Amounts = Amounts,
    };

    /// <summary>Every <paramref name="step"/>th row.</summary>
    public ScoredRows Every(int step)
    {
        if (step == 1)
        {
            return this;
        }

        int[] kept = [.. Enumerable.Range(0, Rows.Length).Where(row => row % step == 0)];
        return new ScoredRows(
            Fold, [.. kept.Select(row => Rows[row])], [.. kept.Select(row => Labels[row])],
            [.. kept.SelectMany(row => Scores.Skip(row * Outputs).Take(Outputs))], Outputs)
        {
            Weights = Weights is null ? null : [.. kept.Select(row => Weights[row])],
            Dependence = Dependence.Take(kept),
            Amounts = [.. Amounts.Select(amounts => Array.ConvertAll(kept, row => amounts[row]))],
        };
    }

    /// <summary>The rows of several folds as one outcome.</summary>
    public static Outcome Whole(TaskKind task, IReadOnlyList<ScoredRows> parts)
    {
        return new Outcome(
            task, [.. parts.SelectMany(part => part.Labels)], [.. parts.SelectMany(part => part.Scores)], parts[0].Outputs)
        {
            Folds = [.. parts.SelectMany(part => Enumerable.Repeat((double)part.Fold, part.Rows.Length))],
            Weights = All(part => part.Weights),
            Dependence = new RowDependence
            {
                Groups = All(part => part.Dependence.Groups),
                Times = All(part => part.Dependence.Times),
                Units = All(part => part.Dependence.Units),
            },
            Amounts = RowValues.Join([.. parts.Select(part => part.Amounts)]),
        };

        double[]? All(Func<ScoredRows, double[]?> of) => of(parts[0]) is null ? null : [.. parts.SelectMany(part => of(part)!)];
    }
}

/// <summary>
/// A table of scores: number, fold and label of each row, its group, its time, its weight and the unit of its error where the project has
/// them, one column per score, and one per amount that differs by row.
/// </summary>
internal static class PredictionTable
{
    private const string ScorePrefix = "score";
    private const string AmountPrefix = "amount";
    private const string Unit = ReservedColumns.Prefix + "unit";

    /// <summary>Writes scores part by part, and keeps the table in the store.</summary>
    public static ContentHash Write(UnitContext context, IReadOnlyList<ScoredRows> parts, CancellationToken cancellation)
    {
        var outputs = parts[0].Outputs;
        var schema = new RowSchema([
            new Column(ReservedColumns.Row, ColumnKind.Number),
            new Column(ReservedColumns.Fold, ColumnKind.Number),
            new Column(ReservedColumns.Label, ColumnKind.Number),
            .. parts[0].Dependence.Groups is null ? [] : new[] { new Column(ReservedColumns.Group, ColumnKind.Number) },
            .. parts[0].Dependence.Times is null ? [] : new[] { new Column(ReservedColumns.Time, ColumnKind.Number) },
            .. parts[0].Weights is null ? [] : new[] { new Column(ReservedColumns.Weight, ColumnKind.Number) },
            .. parts[0].Dependence.Units is null ? [] : new[] { new Column(Unit, ColumnKind.Number) },
            .. Enumerable.Range(0, outputs).Select(output => new Column($"{ScorePrefix}{output}", ColumnKind.Number)),
            .. parts[0].Amounts.Select((_, amount) => new Column($"{AmountPrefix}{amount}", ColumnKind.Number))]);
        var file = Path.Combine(context.Project.NewTempFolder(), "scores.parquet");
        context.Tables.Write(schema, parts.Select(part => Block(schema, part)), file, cancellation);
        return context.Keep("scores", file);
    }

    /// <summary>Reads scores in the order in which they were written, with the numbers and the folds of their rows.</summary>
    public static (
        double[] Rows, double[] Folds,
        Outcome Outcome) Read(UnitContext context, ContentHash hash, TaskKind task, CancellationToken cancellation) =>
        Read(context.Tables.Open(context.Store.PathOf(hash), cancellation), task, cancellation);

    /// <summary>Reads scores from a table that is open.</summary>
    public static (double[] Rows, double[] Folds, Outcome Outcome) Read(ParquetTable table, TaskKind task, CancellationToken cancellation)
    {
        int[] outputs = Named(ScorePrefix);
        int[] own = Named(AmountPrefix);
        var amounts = Array.ConvertAll(own, _ => new double[table.Rows]);
        var names = new[]
        {
            ReservedColumns.Row, ReservedColumns.Fold, ReservedColumns.Label, ReservedColumns.Group, ReservedColumns.Time,
            ReservedColumns.Weight, Unit,
        };
        var known = Array.ConvertAll(names, name => table.Schema.Find(name) < 0 ? null : new double[table.Rows]);
        var scores = new double[table.Rows * outputs.Length];
        var at = 0;
        foreach (var block in table.Scan(null, null, cancellation))
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (known[i] is { } values)
                {
                    block.Numbers(block.Schema.Find(names[i])).CopyTo(values.AsSpan(at));
                }
            }

            for (var output = 0; output < outputs.Length; output++)
            {
                var column = block.Numbers(outputs[output]);
                for (var i = 0; i < column.Length; i++)
                {
                    scores[((at + i) * outputs.Length) + output] = column[i];
                }
            }

            for (var amount = 0; amount < own.Length; amount++)
            {
                block.Numbers(own[amount]).CopyTo(amounts[amount].AsSpan(at));
            }

            at += block.Rows;
        }

        var outcome = new Outcome(task, known[2]!, scores, outputs.Length)
        {
            Folds = known[1],
            Weights = known[5],
            Dependence = new RowDependence { Groups = known[3], Times = known[4], Units = known[6] },
            Amounts = amounts,
        };
        return (known[0]!, known[1]!, outcome);

        int[] Named(string prefix) => [.. Enumerable.Range(0, table.Schema.Count)
            .Where(column => table.Schema[column].Name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <summary>Reads scores as they were written: part by part.</summary>
    public static IReadOnlyList<ScoredRows> ReadFolds(UnitContext context, ContentHash hash, TaskKind task, CancellationToken cancellation)
    {
        var (rows, folds, outcome) = Read(context, hash, task, cancellation);
        return
        [
            .. Enumerable.Range(0, rows.Length).GroupBy(row => folds[row]).Select(fold => fold.ToArray()).Select(own =>
            {
                var part = outcome.Take(own);
                return new ScoredRows(
                    (int)folds[own[0]], [.. own.Select(row => rows[row])], part.Labels, part.Scores, part.Outputs)
                {
                    Weights = part.Weights,
                    Dependence = part.Dependence,
                    Amounts = part.Amounts,
                };
            }),
        ];
    }

    private static RowBlock Block(RowSchema schema, ScoredRows part)
    {
        var count = part.Rows.Length;
        var folds = new double[count];
        Array.Fill(folds, part.Fold);
        var scores = Enumerable.Range(0, part.Outputs).Select(output =>
        {
            var column = new double[count];
            for (var i = 0; i < count; i++)
            {
                column[i] = part.Scores[(i * part.Outputs) + output];
            }

            return column;
        });
        return new RowBlock(schema, count, [
            part.Rows, folds, part.Labels,
            .. new[] { part.Dependence.Groups, part.Dependence.Times, part.Weights, part.Dependence.Units }.OfType<double[]>(),
            .. scores, .. part.Amounts]);
    }
}
