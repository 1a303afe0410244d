using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Dates are not later than now.</summary>
[Description("Dates are not later than now.")]
internal sealed record NotInFuture : NumberRule
{
    [Setting("How much later they may be, for clocks and time zones.", Example = "14h")]
    public TimeSpan Tolerance { get; init; }

    /// <inheritdoc/>
    public override bool DependsOnTime => true;

    /// <inheritdoc/>
    public override string Rule => "not in the future";

    /// <inheritdoc/>
    protected override Func<double, bool> Test(ExpectationContext context)
    {
        var latest = (context.Now + Tolerance - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        return value => value <= latest;
    }
}
