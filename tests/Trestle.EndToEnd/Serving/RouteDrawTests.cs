using Shouldly;

using Trestle.Serving.Metrics;
using Trestle.Serving.Routes;

using Xunit;

namespace Trestle.EndToEnd.Serving;

public sealed class RouteDrawTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.35)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1)]
    public void Of_all_first_requests_each_share_has_its_part_to_within_three(double share)
    {
        var end = RouteDraw.End(share);
        var (answers, shadows) = (0, 0);
        for (var n = 1; n <= 5000; n++)
        {
            answers += RouteDraw.Nth(n).Answer < end ? 1 : 0;
            shadows += RouteDraw.Nth(n).Shadow < end ? 1 : 0;
            ((double)answers).ShouldBe(share * n, 3);
            ((double)shadows).ShouldBe(share * n, 3);
        }
    }

    [Fact]
    public void What_a_shadow_hears_does_not_depend_on_who_answers()
    {
        var both = Enumerable.Range(1, 10_000)
            .Count(n => RouteDraw.Nth(n).Answer < RouteDraw.End(0.1) && RouteDraw.Nth(n).Shadow < RouteDraw.End(0.3));
        ((double)both).ShouldBe(300, 10);
    }

    [Fact]
    public void A_key_falls_where_its_hash_says()
    {
        // hashlib.sha256(b"customer-1").digest() of Python 3.11, bytes 0 to 7 and 8 to 15, little-endian.
        RouteDraw.Of("customer-1").ShouldBe(new RouteDraw(0x4787C6D2DC103FE8, 0xD55842A514BAF3C3));
    }

    [Fact]
    public void Counters_lose_nothing_between_threads()
    {
        var counters = new StripedCounters(11);
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                counters.Here().Add(i % 11, 1);
                counters.Here().Add(10, 2);
            }
        });
        Enumerable.Range(0, 10).Select(counters.Read)
            .ShouldBe(Enumerable.Range(0, 10).Select(i => 8L * Enumerable.Range(0, 50_000).Count(n => n % 11 == i)));
        counters.Read(10).ShouldBe((8 * 100_000L) + (8L * Enumerable.Range(0, 50_000).Count(n => n % 11 == 10)));
    }
}
