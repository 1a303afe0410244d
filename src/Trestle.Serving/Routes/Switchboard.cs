namespace Trestle.Serving.Routes;

/// <summary>Why a table is not in force although it was asked for.</summary>
/// <param name="Generation">Its number; null when the file could not be read as a table.</param>
/// <param name="Code">The error's number.</param>
/// <param name="Message">What is wrong, what was expected, where, what to do.</param>
/// <param name="At">When it was found.</param>
internal sealed record LoadFailure(long? Generation, string Code, string Message, DateTimeOffset At);

/// <summary>
/// Holds the table that is in force. A request reads it once, so that it is answered by one table from its beginning to its end.
/// </summary>
internal sealed class Switchboard(ServedTable first)
{
    private volatile ServedTable table = first;
    private volatile LoadFailure? failure;

    /// <summary>The table in force.</summary>
    public ServedTable Table => table;

    /// <summary>Why a later one is not; null when the last that was asked for is.</summary>
    public LoadFailure? Failure => failure;

    /// <summary>Puts a table into force.</summary>
    public void Switch(ServedTable next)
    {
        table = next;
        failure = null;
    }

    /// <summary>Tells that a table cannot be put into force; null that none is asked for any more.</summary>
    public void Report(LoadFailure? reason) => failure = reason;
}
