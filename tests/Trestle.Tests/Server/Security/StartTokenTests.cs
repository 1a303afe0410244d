using Shouldly;

using Trestle.Server.Security;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Server.Security;

public sealed class StartTokenTests
{
    [Fact]
    public void It_is_used_once()
    {
        var token = new StartToken(new StillClock());
        var value = token.Value!;
        token.Use("").ShouldBeFalse();
        token.Use(value[..^1]).ShouldBeFalse();
        token.Use(value).ShouldBeTrue();
        token.Use(value).ShouldBeFalse();
        token.Value.ShouldBeNull();
    }

    [Fact]
    public void Of_many_at_once_one_wins()
    {
        var token = new StartToken(new StillClock());
        var value = token.Value!;
        Enumerable.Range(0, 64).AsParallel().Count(_ => token.Use(value)).ShouldBe(1);
    }

    [Fact]
    public void After_an_hour_it_opens_nothing()
    {
        var clock = new StillClock();
        var token = new StartToken(clock);
        clock.Advance(TimeSpan.FromMinutes(61));
        token.Use(token.Value!).ShouldBeFalse();
    }
}
