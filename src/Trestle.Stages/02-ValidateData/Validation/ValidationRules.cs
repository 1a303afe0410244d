using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>What a file is held against.</summary>
/// <param name="Words">In words, for the report.</param>
/// <param name="Contract">How the columns are read, and what they must hold.</param>
public sealed record ValidationRules(string Words, Contract Contract)
{
    /// <summary>The expectations, and the limit of bad rows.</summary>
    public ValidateDataSettings Settings { get; init; } = new();

    /// <summary>What the configuration says of single columns.</summary>
    public IReadOnlyDictionary<string, ColumnSettings> Limits { get; init; } = new Dictionary<string, ColumnSettings>();

    /// <summary>Columns whose cells break no contract, because nothing reads them.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>How files of this kind are written; the path is that of the training.</summary>
    public SourceSettings Source { get; init; } = new() { Path = [] };

    /// <summary>The tables of runs, the latest first, for expectations that compare with them.</summary>
    internal IReadOnlyList<EarlierRun> Earlier { get; init; } = [];

    /// <summary>The project's other tables in the run that learned the contract, which expectations may refer to.</summary>
    internal IReadOnlyDictionary<string, RawTable> Tables { get; init; } = new Dictionary<string, RawTable>();

    /// <summary>Where a path in the configuration leads.</summary>
    internal Func<string, string> PathOf { get; init; } = path => path;

    /// <summary>Where a table of a run is kept.</summary>
    internal Func<ContentHash, string> StoredAt { get; init; } = hash => throw new InvalidOperationException($"no store has {hash}");

    /// <summary>Problems of the settings of expectations; they are thrown before a file is read.</summary>
    public IReadOnlyList<Problem> Mistakes { get; init; } = [];
}
