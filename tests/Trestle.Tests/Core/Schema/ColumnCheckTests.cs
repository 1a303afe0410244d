using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.Tests.Core.Schema;

public sealed class ColumnCheckTests
{
    private static readonly Contract Contract = new()
    {
        Task = TaskKind.Binary,
        Target = "churn",
        Classes = ["no", "yes"],
        Columns =
        [
            new ColumnContract { Name = "age", Type = ColumnType.Number },
            new ColumnContract { Name = "income", Type = ColumnType.Number, Nullable = true },
            new ColumnContract { Name = "churn", Type = ColumnType.Text },
        ],
        Unused = ["id", "churn"],
    };

    [Theory]
    [InlineData("age,income", "")]
    [InlineData("age", "")]
    [InlineData("age,id,churn", "")]
    [InlineData("age,income,other", "")]
    [InlineData("income", "age ()")]
    [InlineData("age,incme", "income (incme)")]
    [InlineData("age,other", "income ()")]
    [InlineData("aeg,Income", "age (aeg), income (Income)")]
    public void A_column_that_may_be_empty_may_be_absent_but_not_next_to_an_unknown_one(string present, string absent) =>
        string.Join(", ", ColumnCheck.Absent(Contract, present.Split(',')).Select(column => $"{column.Column.Name} ({column.Mistaken})"))
            .ShouldBe(absent);

    [Fact]
    public void A_contract_of_an_earlier_version_does_not_know_what_is_unknown()
    {
        var earlier = Contract with { Unused = null };
        ColumnCheck.Absent(earlier, ["age", "incme"]).ShouldBeEmpty();
        ColumnCheck.Absent(earlier, ["incme"]).ShouldHaveSingleItem().Column.Name.ShouldBe("age");
    }
}
