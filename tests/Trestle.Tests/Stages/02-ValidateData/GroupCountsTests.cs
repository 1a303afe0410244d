using CsCheck;

using Shouldly;

using Trestle.Stages.ValidateData;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

public sealed class GroupCountsTests
{
    /// <summary>Hours of this century, classes, and numbers that lie anywhere.</summary>
    private static readonly Gen<long> Group = Gen.OneOf(
        Gen.Long[0, 5], Gen.Long[420_000, 470_000], Gen.Long[-300_000, 700_000], Gen.Long[-2_000_000_000, 2_000_000_000]);

    [Fact]
    public void Groups_are_counted_as_a_table_counts_them_in_any_order_and_merged() =>
        Gen.Select(Gen.Select(Group, Gen.Bool).Array[0, 300], Gen.Select(Group, Gen.Bool).Array[0, 300]).Sample((first, second) =>
        {
            var (counts, more) = (new GroupCounts(), new GroupCounts());
            Array.ForEach(first, row => counts.Add(row.Item1, row.Item2));
            Array.ForEach(second, row => more.Add(row.Item1, row.Item2));
            counts.Merge(more);

            counts.All().OrderBy(group => group.Group).ShouldBe(
                first.Concat(second).GroupBy(row => row.Item1).OrderBy(group => group.Key)
                    .Select(group => (group.Key, (long)group.Count(), group.LongCount(row => row.Item2))));
        });
}
