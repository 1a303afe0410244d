using System.Globalization;

using Trestle.Rows.PredictionLogs;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>
/// Labels by their prediction. A repeated label counts once; of contradicting labels the last counts, since it corrects the earlier
/// one, and the contradiction is counted.
/// </summary>
public sealed class LabelStore
{
    private readonly Dictionary<PredictionId, (double At, string Label)> labels = [];

    /// <summary>Labels that repeated a known one.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Labels that differed from an earlier one.</summary>
    public long Contradictions { get; private set; }

    /// <summary>Labels without a valid id.</summary>
    public long Malformed { get; private set; }

    /// <summary>Predictions that have a label.</summary>
    public int Count => labels.Count;

    /// <summary>The predictions that have a label.</summary>
    public IEnumerable<PredictionId> Ids => labels.Keys;

    /// <summary>Adds a label.</summary>
    /// <param name="at">When it came in, in microseconds since 1970.</param>
    /// <param name="id">The prediction's id as it was given.</param>
    /// <param name="label">The label.</param>
    public void Add(double at, string id, string label)
    {
        if (Parse(id) is not { } prediction)
        {
            Malformed++;
            return;
        }

        if (!labels.TryGetValue(prediction, out var known))
        {
            labels[prediction] = (at, label);
            return;
        }

        var same = known.Label == label;
        Duplicates += same ? 1 : 0;
        Contradictions += same ? 0 : 1;
        if (!same && at >= known.At)
        {
            labels[prediction] = (at, label);
        }
    }

    /// <summary>The label of a prediction, and when it came in; null when it has none.</summary>
    public (double At, string Label)? Find(PredictionId id) => labels.TryGetValue(id, out var found) ? found : null;

    /// <summary>An id as <see cref="PredictionId.ToString"/> prints it; null for anything else.</summary>
    public static PredictionId? Parse(string id)
    {
        var parts = id.Split('-');
        return parts.Length == 3
            && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var host)
            && long.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var row)
                ? new PredictionId(host, sequence, row)
                : null;
    }
}
