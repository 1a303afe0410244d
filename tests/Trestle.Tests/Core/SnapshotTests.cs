using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Core;

public sealed class SnapshotTests
{
    [Fact]
    public void A_difference_shows_what_went_and_what_came() =>
        Snapshot.Difference("a\nb\nc\nd", "a\nc\nx\nd").ShouldBe("  a\n- b\n  c\n+ x\n  d\n");

    [Fact]
    public void A_text_that_was_never_accepted_fails()
    {
        Assert.SkipWhen(Snapshot.Accepts, "everything is accepted now");

        Should.Throw<ShouldAssertException>(() => Snapshot.Match("text", "never-accepted")).Message.ShouldContain("there is no snapshot");
    }
}
