using Trestle.Learners.Packages;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>
/// Chooses the logged rows that none of some models has learned, so that a comparison on them is fair. A row that was predicted after the
/// models were made has not been learned, unless it is an old row that was sent again: where packages say until which time they have
/// learned, a row with an earlier time (its own if the request has it, else that of the prediction) is left out.
/// </summary>
internal sealed class UnlearnedRows
{
    private readonly Contract contract;
    private readonly string? time;
    private readonly bool dates;
    private readonly double until = double.NegativeInfinity;

    /// <summary>The rows that these packages, of which the first reads the time, have not learned.</summary>
    public UnlearnedRows(params ModelPackage[] packages)
    {
        contract = packages[0].Contract;
        foreach (var learned in packages.Select(LearnedBy).OfType<LearnedRows>().Where(learned => learned.Time is not null))
        {
            (time, dates) = (learned.Time, learned.Dates);
            until = Math.Max(until, learned.Served.Until ?? until);
        }
    }

    /// <summary>How many rows were left out so far.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The rows of a block that none of the models has learned; null when there are none.</summary>
    public LoggedBlock? Of(LoggedBlock block)
    {
        if (time is null)
        {
            return block;
        }

        var times = Times(block);
        int[] kept = [.. Enumerable.Range(0, block.Count).Where(row => !(times[row] <= until))];
        LeftOut += block.Count - kept.Length;
        return kept.Length == 0 ? null : kept.Length == block.Count ? block : block.Take(kept);
    }

    /// <summary>What a package says about the rows that its model has learned; null for packages of earlier versions.</summary>
    private static LearnedRows? LearnedBy(ModelPackage package) => package.Files.Contains(LearnedRows.File)
        ? Documents.Read<LearnedRows>(package.Part(LearnedRows.File).Span)
        : null;

    /// <summary>The time of each row; NaN where it is not known.</summary>
    private double[] Times(LoggedBlock block)
    {
        var position = block.Inputs.Schema.Find(time!);
        return position < 0 ? dates ? block.At : [.. Enumerable.Repeat(double.NaN, block.Count)]
            : block.Inputs.Schema[position].Kind == ColumnKind.Number ? block.Inputs.Numbers(position).ToArray()
            : contract.Find(time!) is not { } column ? [.. Enumerable.Repeat(double.NaN, block.Count)]
            : Array.ConvertAll(
                block.Inputs.Texts(position).ToArray(),
                text => text is not null && ValueParser.TryRead(column, text, out var value) ? value : double.NaN);
    }
}
