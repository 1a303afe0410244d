using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>What is added to the table, and which rows are kept.</summary>
public sealed record CurateSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CurateSettings> Section { get; } = new("curate");

    [Setting(
        "Columns that are computed from others of the row, as in requests: an expression for each new name (docs/expressions.md).",
        Example = "{charge_per_month: total_charges / tenure}")]
    public IReadOnlyDictionary<string, Expression> Derive { get; init; } = new Dictionary<string, Expression>();

    [Setting(
        "Condition on the rows to learn from and to test on; the others are removed and counted. Requests are not filtered.",
        Example = "tenure > 0")]
    public Expression? Filter { get; init; }
}
