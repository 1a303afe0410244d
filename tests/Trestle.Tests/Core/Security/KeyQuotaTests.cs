using Shouldly;

using Trestle.Core.Security;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Core.Security;

/// <summary>What a key has left of its requests.</summary>
public sealed class KeyQuotaTests
{
    private readonly StillClock clock = new() { Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_second_has_as_many_requests_as_are_set_and_they_come_back_steadily()
    {
        var quota = new KeyQuota(new KeyLimits { PerSecond = 4 }, clock);
        for (var i = 0; i < 4; i++)
        {
            quota.Take().ShouldBeNull();
        }

        quota.Take().ShouldBe(TimeSpan.FromSeconds(0.25));
        clock.Advance(TimeSpan.FromSeconds(0.25));
        quota.Take().ShouldBeNull();
        quota.Take().ShouldNotBeNull();
        clock.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 10).Count(_ => quota.Take() is null).ShouldBe(4);
    }

    [Fact]
    public void A_day_has_as_many_requests_as_are_set_and_the_next_one_begins_anew_at_midnight_in_UTC()
    {
        var quota = new KeyQuota(new KeyLimits { PerDay = 2 }, clock);
        (quota.Take(), quota.Take()).ShouldBe((null, null));
        quota.Take().ShouldBe(TimeSpan.FromHours(16));
        clock.Advance(TimeSpan.FromHours(16));
        quota.Take().ShouldBeNull();
    }

    [Fact]
    public void A_request_that_is_refused_for_its_second_does_not_count_for_the_day()
    {
        var quota = new KeyQuota(new KeyLimits { PerSecond = 1, PerDay = 2 }, clock);
        quota.Take().ShouldBeNull();
        quota.Take().ShouldNotBeNull();
        clock.Advance(TimeSpan.FromSeconds(1));
        quota.Take().ShouldBeNull();
    }

    [Fact]
    public void Without_limits_nothing_is_counted()
    {
        var quota = new KeyQuota(new KeyLimits(), clock);
        Enumerable.Range(0, 10_000).All(_ => quota.Take() is null).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.25, "1")]
    [InlineData(1.01, "2")]
    [InlineData(57600, "57600")]
    public void The_time_to_wait_is_told_in_whole_seconds(double seconds, string expected) =>
        KeyQuota.RetryAfter(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void A_token_is_recognised_by_its_hash_alone()
    {
        var token = KeyToken.New("shop");
        KeyToken.IsToken(token, out var name).ShouldBeTrue();
        name.ShouldBe("shop");
        var hash = KeyToken.HashOf(token);
        hash.Length.ShouldBe(64);
        KeyToken.Matches(token, hash).ShouldBeTrue();
        KeyToken.Matches($"{token}x", hash).ShouldBeFalse();
        KeyToken.Matches(token, "").ShouldBeFalse();
        foreach (var other in new[] { "", "trestle", "trestle_", "trestle__x", "trestle_a", "bearer_a_b", new string('a', 5000) })
        {
            KeyToken.IsToken(other, out _).ShouldBeFalse(other);
        }
    }
}
