using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>Every text of a column is one of a list.</summary>
[Formerly("one-of")]
internal sealed record AcceptedValues : IExpectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Allowed texts, compared without case.")]
    public required IReadOnlyList<string> Values { get; init; }

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Frequencies(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var others = values.Of(new Frequencies(Column)).Ordered()
            .Where(entry => !Values.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)).ToArray();
        return new CheckResult(
            "accepted-values",
            Column,
            others.Length == 0,
            Blocking,
            string.Join(", ", Values),
            others.Length == 0 ? "no other text" : $"{others.Sum(entry => entry.Value)} rows with {others.Length} other texts");
    }
}
