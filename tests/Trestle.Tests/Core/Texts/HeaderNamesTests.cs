using Shouldly;

using Trestle.Core.Texts;

using Xunit;

namespace Trestle.Tests.Core.Texts;

/// <summary>Names of a header are made to differ, and the same header gets the same names everywhere.</summary>
public sealed class HeaderNamesTests
{
    [Fact]
    public void A_name_that_stands_once_stays()
    {
        HeaderNames.Distinct(["a", "b", " c "]).ShouldBe(["a", "b", "c"]);
        HeaderNames.Distinct([]).ShouldBeEmpty();
    }

    [Fact]
    public void A_doubled_name_gets_the_next_number_that_no_column_has()
    {
        string[] names = ["x", "X", "x_2", " x ", "x_4"];
        HeaderNames.Distinct(names).ShouldBe(["x", "X_3", "x_2", "x_5", "x_4"]);
        HeaderNames.Notes(names, HeaderNames.Distinct(names)).ShouldBe(
        [
            "column 2 is called 'X' as an earlier one is; it is called 'X_3'",
            "column 4 is called ' x ' as an earlier one is; it is called 'x_5'",
        ]);
    }

    [Fact]
    public void Very_many_equal_names_take_no_longer_than_others()
    {
        var names = HeaderNames.Distinct([.. Enumerable.Repeat("a", 200_000)]);
        names.Distinct().Count().ShouldBe(200_000);
        names[^1].ShouldBe("a_200000");
    }
}
