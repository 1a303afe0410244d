using Trestle.Rows.Steps.Parsing;

namespace Trestle.Serving.Routes;

/// <summary>Why a requested table is not in force.</summary>
/// <param name="Generation">Its number; null when the file could not be read as a table.</param>
/// <param name="Code">The error's number.</param>
/// <param name="Message">What is wrong, what was expected, where, what to do.</param>
/// <param name="At">When it was found.</param>
internal sealed record LoadFailure(long? Generation, string Code, string Message, DateTimeOffset At);

/// <summary>
/// Holds the table that is in force. A request reads it once, so that it is answered by one table throughout.
/// </summary>
internal sealed class Switchboard(ServedTable first)
{
    private volatile ServedTable table = first;
    private volatile LoadFailure? failure;
    private volatile IReadOnlyDictionary<string, Labels> labels = With(new Dictionary<string, Labels>(), first);

    /// <summary>The table in force.</summary>
    public ServedTable Table => table;

    /// <summary>
    /// How the versions of this table and of those before read labels: a label may come long after its version has left.
    /// </summary>
    public IReadOnlyCollection<Labels> Labels => [.. labels.Values];

    /// <summary>Why a later one is not; null when the latest one is.</summary>
    public LoadFailure? Failure => failure;

    /// <summary>Brings a table into force.</summary>
    public void Switch(ServedTable next)
    {
        labels = With(labels, next);
        table = next;
        failure = null;
    }

    private static Dictionary<string, Labels> With(IReadOnlyDictionary<string, Labels> known, ServedTable table)
    {
        var all = known.ToDictionary();
        foreach (var model in table.Routes.Select(route => route.Model))
        {
            all.TryAdd(model.Hash, new Labels(model.Package.Contract));
        }

        return all;
    }

    /// <summary>The table in force with other keyed tables; why a later one is not in force stays as it is.</summary>
    public void Renew(ServedTable same) => table = same;

    /// <summary>Records that a table cannot be brought into force; null when there is no longer such a table.</summary>
    public void Report(LoadFailure? reason) => failure = reason;
}
