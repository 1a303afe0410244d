using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>No text of a column occurs twice.</summary>
public sealed record Unique : IExpectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Frequencies(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var repeated = values.Of(new Frequencies(Column)).Ordered().Count(entry => entry.Value > 1);
        return new CheckResult("unique", Column, repeated == 0, Blocking, "no text twice", $"{repeated} texts occur more than once");
    }
}
