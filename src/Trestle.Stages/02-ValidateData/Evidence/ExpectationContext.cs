using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>What expectations may know besides the rows.</summary>
/// <param name="Now">The present time.</param>
public sealed record ExpectationContext(DateTimeOffset Now)
{
    /// <summary>
    /// The distributions of columns of other tables, by the name of the table in the configuration, the column, and the condition of rows
    /// ("" for all).
    /// </summary>
    public IReadOnlyDictionary<(string Reference, string Column, string Where), Distribution> References { get; init; } =
        new Dictionary<(string, string, string), Distribution>();

    /// <summary>The results of queries, by their text.</summary>
    public IReadOnlyDictionary<string, QueryResult> Queries { get; init; } = new Dictionary<string, QueryResult>();

    /// <summary>What programs of the user's found, by what they were asked.</summary>
    public IReadOnlyDictionary<string, ProgramFindings> Programs { get; init; } = new Dictionary<string, ProgramFindings>();

    /// <summary>The project's other tables, by name.</summary>
    public IReadOnlyDictionary<string, OtherRows> Tables { get; init; } = new Dictionary<string, OtherRows>();

    /// <summary>The tables of earlier runs that differ from this one, the latest first.</summary>
    public IReadOnlyList<EarlierTable> Earlier { get; init; } = [];
}

/// <summary>What a program of the user's found.</summary>
/// <param name="Failing">Number of rows.</param>
/// <param name="Examples">The first of them, each with the reason that it gave.</param>
/// <param name="Fault">Why its findings cannot be used; null when they can.</param>
public sealed record ProgramFindings(long Failing, IReadOnlyList<FailedRow> Examples, string? Fault)
{
    /// <summary>What it said of a fault in its error stream, which may hold values of rows.</summary>
    public string Said { get; init; } = "";
}

/// <summary>The table of an earlier run.</summary>
/// <param name="At">When the run began.</param>
/// <param name="Rows">Number of rows with a target.</param>
public sealed record EarlierTable(DateTimeOffset At, long Rows)
{
    /// <summary>What expectations measured of it then, by what it is (<see cref="MeasuredFigure.Of"/>).</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();
}

/// <summary>What expectations may know of another table of the project.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Keys">
/// The values of columns that expectations ask for, as hashes of <see cref="RowHash"/>, by the names of the columns with commas; read as
/// the columns are that refer to them.
/// </param>
public sealed record OtherRows(long Rows, IReadOnlyDictionary<(string Columns, string Of), IReadOnlySet<ulong>> Keys);
