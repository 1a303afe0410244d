using Shouldly;

using Trestle.Core.Configuration;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("postgres://reader@db.example.org:5432/sales?sslmode=require", "postgres", "postgres://db.example.org:5432/sales")]
    [InlineData("SQLite:data/sales.db", "sqlite", "SQLite:data/sales.db")]
    [InlineData("duckdb:///data/sales.duckdb", "duckdb", "duckdb:///data/sales.duckdb")]
    public void Scheme_host_and_database_are_shown_and_no_user(string text, string scheme, string shown)
    {
        var address = DatabaseAddress.Parse(text);
        (address.Scheme, address.ToString(), address.Reveal()).ShouldBe((scheme, shown, text));
    }

    [Fact]
    public void One_from_a_variable_is_shown_by_its_name_and_may_hold_a_password() =>
        DatabaseAddress.Parse("mysql://reader:hunter2@db/sales", "DATABASE_URL").ToString().ShouldBe("${DATABASE_URL}");

    [Theory]
    [InlineData("", "empty")]
    [InlineData("sales.db", "not an address with a scheme")]
    [InlineData("postgres:", "not an address with a scheme")]
    [InlineData("postgres://a\nb", "control character")]
    [InlineData("postgres://reader:hunter2@db/sales", "an address with a password (not shown)")]
    [InlineData("postgres://reader:hun/ter2@db/sales", "an address with a password (not shown)")]
    [InlineData("postgres://db/sales?user=reader&password=hunter2", "an address with a password (not shown)")]
    public void Anything_else_is_refused_without_being_quoted(string text, string fault)
    {
        var refused = Should.Throw<FormatException>(() => DatabaseAddress.Parse(text)).Message;
        refused.ShouldContain(fault);
        refused.ShouldNotContain("hunter2");
    }
}
