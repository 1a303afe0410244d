using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>At least a given share of a column's values is present.</summary>
internal sealed record NotNull : IExpectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Minimum share of rows with a value.", Example = "99%")]
    [Range(0, 1)]
    public double AtLeast { get; init; } = 1;

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Count(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var count = values.Of(new Count(Column));
        var share = count.Rows == 0 ? 0 : 1 - ((double)count.Missing / count.Rows);
        return new CheckResult(
            "not-null", Column, share >= AtLeast, Blocking, $"at least {AtLeast:P1} of the values", $"{share:P2}, {count.Missing} missing");
    }
}
