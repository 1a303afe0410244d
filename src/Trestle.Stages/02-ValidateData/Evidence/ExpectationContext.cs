using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>What expectations may know besides the rows.</summary>
/// <param name="Now">The present time.</param>
public sealed record ExpectationContext(DateTimeOffset Now)
{
    /// <summary>The distributions of columns of other tables, by the name of the table in the configuration and of the column.</summary>
    public IReadOnlyDictionary<(string Reference, string Column), Distribution> References { get; init; } =
        new Dictionary<(string, string), Distribution>();

    /// <summary>The results of queries, by their text.</summary>
    public IReadOnlyDictionary<string, QueryResult> Queries { get; init; } = new Dictionary<string, QueryResult>();

    /// <summary>The tables of earlier runs that differ from this one, the latest first.</summary>
    public IReadOnlyList<EarlierTable> Earlier { get; init; } = [];
}

/// <summary>The table of an earlier run.</summary>
/// <param name="At">When the run began.</param>
/// <param name="Rows">Number of rows with a target.</param>
public sealed record EarlierTable(DateTimeOffset At, long Rows);
