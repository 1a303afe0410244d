using Trestle.Learners.Packages;

namespace Trestle.Serving.Requests;

/// <summary>Values of a column that were scored although the training did not have the like.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">How they differ.</param>
/// <param name="Values">How many.</param>
internal readonly record struct Flagged(RequestColumn Column, Unusual Kind, int Values)
{
    /// <summary>The kind's name in headers and metrics.</summary>
    public string Name => Kind switch
    {
        Unusual.Missing => "missing",
        Unusual.Unseen => "unseen",
        Unusual.Unmatched => "unmatched",
        _ => "out-of-range",
    };
}

/// <summary>The unusual values of one request.</summary>
internal sealed class ValueFlags
{
    private const int LargestKept = 4096;

    private readonly List<(int Column, Unusual Kind, int Row)> values = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => values.Count > 0;

    /// <summary>Notes a value.</summary>
    public void Add(int column, Unusual kind, int row) => values.Add((column, kind, row));

    /// <summary>The values of the rows that are not bad, by column and kind, in the order of the columns.</summary>
    public IReadOnlyList<Flagged> Count(RequestColumn[] columns, RowFaults faults) =>
    [
        .. values.Where(value => !faults.Has(value.Row)).CountBy(value => (value.Column, value.Kind)).OrderBy(entry => entry.Key)
            .Select(entry => new Flagged(columns[entry.Key.Column], entry.Key.Kind, entry.Value)),
    ];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        values.Clear();
        if (values.Capacity > LargestKept)
        {
            values.Capacity = 0;
        }
    }
}
