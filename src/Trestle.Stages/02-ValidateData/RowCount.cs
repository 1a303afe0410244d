using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>The table has enough rows, and not too many.</summary>
internal sealed record RowCount : IExpectation
{
    [Setting("Minimum number of rows.")]
    public long Min { get; init; }

    [Setting("Maximum number of rows.")]
    public long Max { get; init; } = long.MaxValue;

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public string? Column => null;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows) =>
        new(
            "row-count", null, rows >= Min && rows <= Max, Blocking, Max == long.MaxValue ? $"at least {Min}" : $"{Min} to {Max}",
            $"{rows}");
}
