using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

public sealed class ValueCheckTests
{
    private static readonly RequestPolicy Policy = new();

    private static readonly FittedPlan Plan = new(
        new RowSchema([new Column("city", ColumnKind.Text), new Column("age", ColumnKind.Number)]),
        [new FittedTrim(["city"], FoldInner: true), new FittedNullTokens(["city"], ["na"], []), new FittedCaseFold(["city"])]);

    [Theory]
    [InlineData("Bern", false)]
    [InlineData(" bern", false)]
    [InlineData("BERN", false)]
    [InlineData("New  York", false)]
    [InlineData("NA", false)]
    [InlineData("Berne", true)]
    [InlineData("Newyork", true)]
    public void Texts_are_compared_as_the_row_path_compares_them(string text, bool unseen) =>
        new ValueCheck(City(["Bern", "new york"]), Plan, Policy).IsUnseen(text).ShouldBe(unseen);

    [Fact]
    public void What_is_not_known_is_not_checked()
    {
        new ValueCheck(City(null), Plan, Policy).IsUnseen("Berne").ShouldBeFalse();
        new ValueCheck(City(["Bern"]) with { Unseen = UnusualValue.Accept }, Plan, Policy).IsUnseen("Berne").ShouldBeFalse();
        var open = new ValueCheck(new ColumnContract { Name = "age", Type = ColumnType.Number }, Plan, Policy);
        open.IsOutOfRange(double.MaxValue).ShouldBeFalse();
    }

    [Fact]
    public void Ends_of_a_range_are_in_it()
    {
        var check = new ValueCheck(new ColumnContract { Name = "age", Type = ColumnType.Number, Min = -1, Max = 2 }, Plan, Policy);
        new[] { -1.0, 0, 2, -1.5, 2.5, double.NaN }.Select(check.IsOutOfRange).ShouldBe([false, false, false, true, true, false]);
    }

    [Fact]
    public void A_later_date_is_usual_unless_its_column_is_set()
    {
        var joined = new ColumnContract { Name = "joined", Type = ColumnType.Date, Min = 0, Max = 1 };
        new ValueCheck(joined, Plan, Policy).IsOutOfRange(2).ShouldBeFalse();
        new ValueCheck(joined with { OutOfRange = UnusualValue.Reject }, Plan, Policy).IsOutOfRange(2).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, false, Unusual.Missing)]
    [InlineData(false, true, null)]
    [InlineData(false, null, null)]
    public void No_value_is_unusual_in_a_column_that_always_had_one_and_is_not_declared(bool nullable, bool? required, Unusual? kind)
    {
        var column = new ColumnContract { Name = "age", Type = ColumnType.Number, Nullable = nullable, Required = required };
        var rows = RowBlock.Trusted(new RowSchema([new Column("age", ColumnKind.Number)]), 1, [new[] { double.NaN }]);
        new ValueCheck(column, Plan, Policy).Of(rows, 0, 0).ShouldBe(kind);
    }

    private static ColumnContract City(IReadOnlyList<string>? values) =>
        new() { Name = "city", Type = ColumnType.Text, Nullable = true, Values = values };
}
