using Trestle.Learners.Packages;
using Trestle.Rows.Keyed;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>Some predictions.</summary>
/// <param name="Block">The rows of the output.</param>
/// <param name="Faults">How many of them break the contract.</param>
internal sealed record Predicted(RowBlock Block, int Faults);

/// <summary>Turns blocks of raw rows into blocks of predictions. Safe to use from many threads at once.</summary>
internal sealed class Predictions
{
    private readonly Scorer scorer;
    private readonly ContractRows asking;
    private readonly string[] keys;
    private readonly Additions with;

    /// <summary>Predictions for rows with some columns, written to a file, with what else is wanted.</summary>
    public Predictions(
        Scorer scorer, IReadOnlyList<string> keys, RowSchema input, IReadOnlyDictionary<string, SourceType>? types, Additions with,
        string output)
    {
        this.scorer = scorer;
        asking = new ContractRows(scorer.Package, input, types);
        this.with = with;
        with.Check(scorer);
        this.keys = [.. keys.Where(key => input.Find(key) >= 0)];
        var contract = scorer.Package.Contract;
        Column[] columns = [
            new Column("row", ColumnKind.Number),
            .. this.keys.Select(key => input[input.Find(key)]),
            new Column("prediction", contract.Task == TaskKind.Regression ? ColumnKind.Number : ColumnKind.Text),
            .. contract.Classes.Select(name => new Column($"probability.{name}", ColumnKind.Number)),
            new Column("fault", ColumnKind.Text),
            .. with.Names(scorer).Select(name => new Column(name, ColumnKind.Number))];
        var twice = columns.CountBy(column => column.Name).FirstOrDefault(pair => pair.Value > 1).Key;
        Schema = twice is null ? new RowSchema(columns) : throw new TrestleException(InferErrors.NameTaken(twice, output));
    }

    /// <summary>The columns of the output.</summary>
    public RowSchema Schema { get; }

    /// <summary>
    /// The predictions of a block whose first row has the number <paramref name="before"/> + 1. Only rows that keep the contract are
    /// scored, so a model need not cope with others.
    /// </summary>
    public Predicted Of(RowBlock block, long before)
    {
        var contract = scorer.Package.Contract;
        var asked = asking.Of(block);
        var scores = scorer.Score(asked.Kept);
        if (AddUnmatched(asked, scores))
        {
            asked = new AskedRows(asked.Rows, asked.Faults);
            scores = scorer.Score(asked.Kept);
        }

        var (faults, sound, rows) = (asked.Faults, asked.Sound, asked.Kept);

        double[] numbers = [.. Enumerable.Range(0, block.Rows).Select(row => before + row + 1.0)];
        double[] Spread(Func<int, double> value)
        {
            var column = new double[block.Rows];
            Array.Fill(column, double.NaN);
            for (var i = 0; i < sound.Length; i++)
            {
                column[sound[i]] = value(i);
            }

            return column;
        }

        Array[] columns = [
            numbers,
            .. keys.Select(key => block.Raw(block.Schema.Find(key))),
            contract.Task == TaskKind.Regression ? Spread(i => scores.Values[i]) : Labels(scores, sound, block.Rows),
            .. contract.Classes.Select((_, position) => Spread(i => scores.Probability(i, position))),
            faults,
            .. with.Values(scorer, scores).Select(Spread),
            .. with.Explain ? Contributions(rows, scores).Select(Spread) : []];
        return new Predicted(new RowBlock(Schema, block.Rows, columns), block.Rows - sound.Length);
    }

    /// <summary>Adds a fault to each row that finds nothing in a table that must know it; whether there is one.</summary>
    private bool AddUnmatched(AskedRows asked, Scores scores)
    {
        var any = false;
        for (var i = 0; scores.Found is { } found && i < found.Count; i++)
        {
            var look = scorer.LookUps[i];
            for (var row = 0; look.Required && row < asked.Sound.Length; row++)
            {
                if (found[i][row] != (double)KeyedOutcome.Matched)
                {
                    asked.Faults[asked.Sound[row]] ??= look.WhyNot((KeyedOutcome)(int)found[i][row]);
                    any = true;
                }
            }
        }

        return any;
    }

    private string?[] Labels(Scores scores, int[] sound, int rows)
    {
        var labels = new string?[rows];
        for (var i = 0; i < sound.Length; i++)
        {
            labels[sound[i]] = scorer.Label(scores, i);
        }

        return labels;
    }

    /// <summary>The base value and the contribution of each column, by row; with several classes those of the predicted one.</summary>
    private IEnumerable<Func<int, double>> Contributions(RowBlock rows, Scores scores)
    {
        var explanations = scorer.Explain(rows);
        int Output(int row) => scores.Outputs == 1 ? 0 : scorer.Class(scores, row);
        return Enumerable.Range(0, explanations.Columns.Count)
            .Select(column => (Func<int, double>)(row => explanations.Of(row, Output(row))[column]))
            .Prepend(row => explanations.BaseValues[Output(row)]);
    }
}
