namespace Trestle.Serving.Requests;

/// <summary>Refused rows with the same reason.</summary>
/// <param name="Code">Number of the error.</param>
/// <param name="Column">The column; empty when it is about none.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct RefusedRows(string Code, string Column, int Rows);

/// <summary>
/// What is wrong with the rows of a request. A bad row has one fault, the first that was found; the first twenty faults, of any rows,
/// are kept to be told together. However bad a request is, this never holds more than that.
/// </summary>
internal sealed class RowFaults
{
    private const int MostTold = 20;

    private readonly List<Refusal> told = [];
    private readonly Dictionary<int, Refusal> first = [];

    /// <summary>Number of bad rows.</summary>
    public int Rows => first.Count;

    /// <summary>Whether the request as a whole has a fault.</summary>
    public bool OfRequest { get; private set; }

    /// <summary>The first faults that were found.</summary>
    public IReadOnlyList<Refusal> Told => [.. told];

    /// <summary>The fault of each bad row, in the order of the rows.</summary>
    public IEnumerable<Refusal> Each => first.OrderBy(entry => entry.Key).Select(entry => entry.Value);

    /// <summary>The bad rows by reason.</summary>
    public IReadOnlyList<RefusedRows> Reasons =>
    [
        .. first.Values.CountBy(fault => (fault.Problem.Code, Column: fault.Field ?? ""))
            .Select(reason => new RefusedRows(reason.Key.Code, reason.Key.Column, reason.Value)),
    ];

    /// <summary>Whether a row is bad.</summary>
    public bool Has(int row) => first.Count > 0 && first.ContainsKey(row);

    /// <summary>Whether a further fault of a row would be kept; ask before making one.</summary>
    public bool Wants(int row) => told.Count < MostTold || !first.ContainsKey(row);

    /// <summary>Adds a fault, of a row or of the whole request.</summary>
    public void Add(Refusal fault)
    {
        if (told.Count < MostTold)
        {
            told.Add(fault);
        }

        if (fault.Row is { } row)
        {
            first.TryAdd(row, fault);
        }
        else
        {
            OfRequest = true;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        told.Clear();
        first.Clear();
        OfRequest = false;
    }
}
