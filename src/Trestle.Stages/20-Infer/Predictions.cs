using Trestle.Learners.Packages;
using Trestle.Stages.Contracts;

namespace Trestle.Stages.Infer;

/// <summary>Turns blocks of raw rows into blocks of predictions.</summary>
internal sealed class Predictions
{
    private readonly Scorer scorer;
    private readonly string[] keys;

    public Predictions(Scorer scorer, IReadOnlyList<string> keys, RowSchema input)
    {
        this.scorer = scorer;
        this.keys = [.. keys.Where(key => input.Find(key) >= 0)];
        var contract = scorer.Package.Contract;
        Schema = new RowSchema([
            new Column("row", ColumnKind.Number),
            .. this.keys.Select(key => input[input.Find(key)]),
            new Column("prediction", contract.Task == TaskKind.Regression ? ColumnKind.Number : ColumnKind.Text),
            .. contract.Classes.Select(name => new Column($"probability.{name}", ColumnKind.Number)),
            new Column("fault", ColumnKind.Text)]);
    }

    /// <summary>The columns of the output.</summary>
    public RowSchema Schema { get; }

    /// <summary>Rows so far that break the contract.</summary>
    public long Faults { get; private set; }

    /// <summary>The predictions of a block whose first row has the number <paramref name="before"/> + 1.</summary>
    public RowBlock Of(RowBlock block, long before)
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
            Faults += bad ? 1 : 0;
            labels[row] = bad ? null : scorer.Label(scores, row);
            for (var c = 0; c < probabilities.Length; c++)
            {
                probabilities[c][row] = bad ? double.NaN : scores.Probability(row, c);
            }
        }

        Array prediction = contract.Task == TaskKind.Regression ? Values(scores, faults) : labels;
        return new RowBlock(Schema, block.Rows, [numbers, .. keys.Select(key => block.Raw(block.Schema.Find(key))), prediction, .. probabilities, faults]);
    }

    private static double[] Values(Scores scores, string?[] faults) =>
        [.. scores.Values.Select((value, row) => faults[row] is null ? value : double.NaN)];
}
