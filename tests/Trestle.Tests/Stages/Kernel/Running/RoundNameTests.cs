using Shouldly;

using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

public sealed class RoundNameTests
{
    [Theory]
    [InlineData("all", 1, "all", true)]
    [InlineData("round-2", 2, "round-2", true)]
    [InlineData("round-13", 13, "round-13", true)]
    [InlineData("lightgbm", 1, "lightgbm", false)]
    [InlineData("lightgbm.2", 2, "lightgbm", false)]
    [InlineData("a.b.10", 10, "a.b", false)]
    [InlineData("version-1.1", 1, "version-1.1", false)]
    [InlineData("x.02", 1, "x.02", false)]
    [InlineData("x.-2", 1, "x.-2", false)]
    [InlineData("x.", 1, "x.", false)]
    [InlineData(".2", 2, ".2", false)]
    [InlineData("round-1", 1, "round-1", false)]
    [InlineData("round-x", 1, "round-x", false)]
    [InlineData("", 1, "", false)]
    public void A_shard_tells_its_round(string shard, int round, string candidate, bool whole)
    {
        RoundName.Round(shard).ShouldBe(round);
        RoundName.Candidate(shard).ShouldBe(candidate);
        RoundName.IsWhole(shard).ShouldBe(whole);
    }

    [Fact]
    public void Names_are_read_as_they_are_made()
    {
        foreach (var round in Enumerable.Range(1, 30))
        {
            RoundName.Round(RoundName.Whole(round)).ShouldBe(round);
            RoundName.Round(RoundName.Of("linear", round)).ShouldBe(round);
            RoundName.Candidate(RoundName.Of("linear", round)).ShouldBe("linear");
        }
    }
}
