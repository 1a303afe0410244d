using Shouldly;

using Trestle.Stages.Kernel.Settings;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Settings;

/// <summary>With little time there is less evidence, but never too little.</summary>
public sealed class EvidenceEffortTests
{
    [Theory]
    [InlineData(null, 1000)]
    [InlineData(600, 1000)]
    [InlineData(300, 1000)]
    [InlineData(150, 500)]
    [InlineData(20, 250)]
    public void Resamples_follow_the_budget(int? seconds, int resamples) =>
        EvidenceEffort.Resamples(seconds is { } budget ? TimeSpan.FromSeconds(budget) : null, 1000, 250).ShouldBe(resamples);
}
