using Shouldly;

using Trestle.Storage.Tables.Databases;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Databases;

public sealed class DecimalsTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-12345.678", true)]
    [InlineData("0.10000000000000000000", true)]
    [InlineData("9007199254740992", true)]
    [InlineData("9007199254740993", false)]
    [InlineData("-9007199254740993.0", false)]
    [InlineData("10000000000000000000000", true)]
    [InlineData("0.1234567890123456789", false)]
    [InlineData("123456789012345.5", true)]
    [InlineData("1234567890123456.7", false)]
    [InlineData("NaN", true)]
    [InlineData("Infinity", true)]
    public void A_double_holds_a_decimal_or_not(string text, bool exact) => Decimals.IsExact(text).ShouldBe(exact);
}
