using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.Tests.Core.Schema;

public sealed class ContractTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(2_000)]
    public void A_column_is_found_by_its_name_among_few_and_many(int count)
    {
        var contract = new Contract
        {
            Task = TaskKind.Regression,
            Target = "c0",
            Columns = [.. Enumerable.Range(0, count).Append(1).Select((name, place) => new ColumnContract
            {
                Name = $"c{name}",
                Type = ColumnType.Number,
                Distinct = place,
            })],
        };
        contract.Find("c1")!.Distinct.ShouldBe(1);
        contract.Find($"c{count - 1}")!.Distinct.ShouldBe(count - 1);
        contract.Find("C1").ShouldBeNull();

        var other = contract with { Columns = [.. contract.Columns.Skip(2)] };
        other.Find("c0").ShouldBeNull();
        other.Find("c1")!.Distinct.ShouldBe(count);
        (contract with { }).ShouldBe(contract);
    }
}
