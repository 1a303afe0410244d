using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The latest date is not older than some time.</summary>
[Description("The latest date is not older than some time.")]
internal sealed record Freshness : Expectation
{
    [Setting("Column of dates.", Example = "updated")]
    public required string Column { get; init; }

    [Setting("How old the latest date may be.", Example = "1d")]
    public required TimeSpan MaxAge { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, ColumnView.Number)];

    /// <inheritdoc/>
    public override bool DependsOnTime => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new Moments(Column)];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var (expected, moments) = ($"a date within {Duration.Print(MaxAge)}", answers.Values.Of(new Moments(Column)));
        if (answers.Contract.Find(Column)?.Type is { } type and not ColumnType.Date)
        {
            return Result(false, expected, $"the column is read as {type.ToString().ToLowerInvariant()}, not as dates");
        }

        if (moments.Count == 0)
        {
            return Result(false, expected, "no dates");
        }

        var oldest = (answers.Context.Now - MaxAge - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        return Result(
            moments.Max >= oldest, expected,
            answers.IsPrivate(Column) ? "a date that is not shown" : $"latest {answers.Show(Column, moments.Max)}");
    }
}
