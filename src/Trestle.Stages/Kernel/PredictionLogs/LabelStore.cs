using Trestle.Rows.PredictionLogs;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>A label that has come in.</summary>
/// <param name="At">When it came in, in microseconds since 1970.</param>
/// <param name="Text">The label as it was sent.</param>
/// <param name="Number">Its value if it was sent as a number; else NaN.</param>
public readonly record struct ReceivedLabel(double At, string Text, double Number = double.NaN)
{
    /// <summary>What it means under a contract: the class's number, or the value; NaN for what the contract does not know.</summary>
    public double Means(Labels labels) =>
        labels.Of(Text) is var meant && (double.IsNaN(Number) || (labels.IsClasses && !double.IsNaN(meant))) ? meant : labels.Of(Number);
}

/// <summary>
/// Labels by their prediction. A repeated label counts once; of contradicting labels the last counts, since it corrects the earlier
/// one. What is wrong with labels is counted for those that came in within a span of time, so that every flaw is told once.
/// </summary>
/// <param name="from">Start of the span in which flaws are counted, inclusive, in microseconds since 1970.</param>
/// <param name="to">Its end, exclusive.</param>
public sealed class LabelStore(double from = double.NegativeInfinity, double to = double.PositiveInfinity)
{
    private readonly Dictionary<PredictionId, ReceivedLabel> labels = [];
    private readonly HashSet<PredictionId> arrived = [];

    /// <summary>Labels that repeated a known one.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Labels that differed from an earlier one.</summary>
    public long Contradictions { get; private set; }

    /// <summary>Labels without a valid id.</summary>
    public long Malformed { get; private set; }

    /// <summary>Predictions that have a label.</summary>
    public int Count => labels.Count;

    /// <summary>The predictions for which a label came in within the span.</summary>
    public IReadOnlySet<PredictionId> Arrived => arrived;

    /// <summary>Adds a label.</summary>
    /// <param name="id">The prediction's id as it was given.</param>
    /// <param name="label">The label.</param>
    public void Add(string id, ReceivedLabel label)
    {
        var counts = label.At >= from && label.At < to;
        if (PredictionId.Parse(id) is not { Id: var prediction })
        {
            Malformed += counts ? 1 : 0;
            return;
        }

        if (counts)
        {
            arrived.Add(prediction);
        }

        if (!labels.TryGetValue(prediction, out var known))
        {
            labels[prediction] = label;
            return;
        }

        var same = known.Text == label.Text;
        Duplicates += same && counts ? 1 : 0;
        Contradictions += !same && counts ? 1 : 0;
        if (!same && label.At >= known.At)
        {
            labels[prediction] = label;
        }
    }

    /// <summary>The label of a prediction; null when it has none.</summary>
    public ReceivedLabel? Find(PredictionId id) => labels.TryGetValue(id, out var found) ? found : null;
}
