using Trestle.Learners.Packages;
using Trestle.Stages.Contracts;

namespace Trestle.Stages.Infer;

/// <summary>Some predictions.</summary>
/// <param name="Block">The rows of the output.</param>
/// <param name="Faults">How many of them break the contract.</param>
internal sealed record Predicted(RowBlock Block, int Faults);

/// <summary>Turns blocks of raw rows into blocks of predictions. Safe to use from many threads at once.</summary>
internal sealed class Predictions
{
    private readonly Scorer scorer;
    private readonly string[] keys;
    private readonly bool explain;

    /// <summary>
    /// Predictions for rows with some columns, written to a file; with <paramref name="explain"/> also the base value and one column
    /// <c>contribution_x</c> for each column x that a request brings.
    /// </summary>
    public Predictions(Scorer scorer, IReadOnlyList<string> keys, RowSchema input, bool explain, string output)
    {
        this.scorer = scorer;
        this.explain = explain;
        this.keys = [.. keys.Where(key => input.Find(key) >= 0)];
        var contract = scorer.Package.Contract;
        Column[] columns = [
            new Column("row", ColumnKind.Number),
            .. this.keys.Select(key => input[input.Find(key)]),
            new Column("prediction", contract.Task == TaskKind.Regression ? ColumnKind.Number : ColumnKind.Text),
            .. contract.Classes.Select(name => new Column($"probability.{name}", ColumnKind.Number)),
            new Column("fault", ColumnKind.Text),
            .. (explain ? scorer.Columns.Select(name => $"contribution_{name}").Prepend("base_value") : []).Select(name => new Column(name, ColumnKind.Number))];
        var twice = columns.CountBy(column => column.Name).FirstOrDefault(pair => pair.Value > 1).Key;
        Schema = twice is null ? new RowSchema(columns) : throw new TrestleException(InferErrors.NameTaken(twice, output));
    }

    /// <summary>The columns of the output.</summary>
    public RowSchema Schema { get; }

    /// <summary>The predictions of a block whose first row has the number <paramref name="before"/> + 1.</summary>
    public Predicted Of(RowBlock block, long before)
    {
        var contract = scorer.Package.Contract;
        var faults = RowCheck.Faults(contract, block);
        var scores = scorer.Score(block);
        var numbers = new double[block.Rows];
        var labels = new string?[block.Rows];
        var probabilities = contract.Classes.Select(_ => new double[block.Rows]).ToArray();
        for (var row = 0; row < block.Rows; row++)
        {
            numbers[row] = before + row + 1;
            var bad = faults[row] is not null;
            labels[row] = bad ? null : scorer.Label(scores, row);
            for (var c = 0; c < probabilities.Length; c++)
            {
                probabilities[c][row] = bad ? double.NaN : scores.Probability(row, c);
            }
        }

        Array prediction = contract.Task == TaskKind.Regression ? Values(scores, faults) : labels;
        Array[] columns = [
            numbers,
            .. keys.Select(key => block.Raw(block.Schema.Find(key))),
            prediction,
            .. probabilities,
            faults,
            .. explain ? Contributions(block, scores, faults) : []];
        return new Predicted(new RowBlock(Schema, block.Rows, columns), faults.Count(fault => fault is not null));
    }

    private static double[] Values(Scores scores, string?[] faults) =>
        [.. scores.Values.Select((value, row) => faults[row] is null ? value : double.NaN)];

    /// <summary>The base value and the contributions, column by column; of several classes those of the one that is predicted.</summary>
    private double[][] Contributions(RowBlock block, Scores scores, string?[] faults)
    {
        var explanations = scorer.Explain(block);
        var columns = Enumerable.Range(0, explanations.Columns.Count + 1).Select(_ => new double[block.Rows]).ToArray();
        for (var row = 0; row < block.Rows; row++)
        {
            var output = scores.Outputs == 1 ? 0 : scorer.Class(scores, row);
            var own = explanations.Of(row, output);
            for (var c = 0; c < columns.Length; c++)
            {
                columns[c][row] = faults[row] is not null ? double.NaN : c == 0 ? explanations.BaseValues[output] : own[c - 1];
            }
        }

        return columns;
    }
}
