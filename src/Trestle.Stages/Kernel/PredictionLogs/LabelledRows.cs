using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Logged rows whose label has come in.</summary>
/// <param name="Block">The rows.</param>
/// <param name="Labels">Their labels: the class's number, or the value.</param>
/// <param name="LabelledAt">When each label came in, in microseconds since 1970.</param>
public sealed record LabelledRows(LoggedBlock Block, double[] Labels, double[] LabelledAt)
{
    /// <summary>
    /// The labelled rows of the predictions from a time (inclusive) to another (exclusive), of those that <paramref name="choose"/>
    /// keeps. A label that the contract cannot read, such as an unknown class, counts as none.
    /// </summary>
    public static IEnumerable<LabelledRows> Of(
        LogReader reader, Contract contract, Func<LoggedBlock, LoggedBlock?> choose, double from, double to,
        CancellationToken cancellation) =>
        Of(reader, reader.Labels(from, cancellation), contract, choose, from, to, cancellation);

    /// <summary>The same with labels that have been read.</summary>
    public static IEnumerable<LabelledRows> Of(
        LogReader reader, LabelStore book, Contract contract, Func<LoggedBlock, LoggedBlock?> choose, double from, double to,
        CancellationToken cancellation)
    {
        if (book.Count == 0)
        {
            yield break;
        }

        var labels = new Labels(contract);
        foreach (var block in reader.Predictions(from, to, cancellation))
        {
            if (choose(block) is not { } chosen)
            {
                continue;
            }

            var found = Enumerable.Range(0, chosen.Count).Select(row => (Row: row, Label: book.Find(chosen.Id(row))))
                .Where(entry => entry.Label is not null).ToArray();
            var values = Array.ConvertAll(found, entry => entry.Label!.Value.Means(labels));
            var known = Enumerable.Range(0, found.Length).Where(i => !double.IsNaN(values[i])).ToArray();
            if (known.Length > 0)
            {
                yield return new LabelledRows(
                    chosen.Take(Array.ConvertAll(known, i => found[i].Row)),
                    Array.ConvertAll(known, i => values[i]),
                    Array.ConvertAll(known, i => found[i].Label!.Value.At));
            }
        }
    }
}
