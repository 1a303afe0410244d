using CsCheck;

using Shouldly;

using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Comparing;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class TableComparisonTests : TableTest
{
    [Fact]
    public void Rows_are_matched_by_their_key()
    {
        var found = Compare("id,a,b\n1,x,10\n2,y,20\n3,z,\n4,w,40\n", "id,a,b\n4,w,40\n2,y,21\n3,,30\n5,v,50\n", ["id"]);

        (found.Before, found.After, found.Added, found.Removed, found.Changed, found.Repeated).ShouldBe((4, 4, 1, 1, 2, 0));
        found.Columns.Select(column => (column.Name, column.Changed)).ShouldBe([("id", 0), ("a", 1), ("b", 2)]);
        found.Examples.ShouldBe(
        [
            new("added", "5"),
            new("removed", "1"),
            new("changed", "2", "b: 20 → 21"),
            new("changed", "3", "a: z → (none); b: (none) → 30"),
        ]);
        found.IsSame.ShouldBeFalse();
    }

    [Fact]
    public void Of_rows_that_repeat_a_key_the_first_is_compared()
    {
        var found = Compare("id,a\n1,x\n1,y\n", "id,a\n1,x\n2,z\n2,z\n", ["id"]);
        (found.Added, found.Removed, found.Changed, found.Repeated).ShouldBe((1, 0, 0, 2));
    }

    [Fact]
    public void A_missing_key_matches_a_missing_key() =>
        Compare("id,k,a\n,1,x\n", "id,k,a\n,1,y\n", ["id", "k"]).Changed.ShouldBe(1);

    [Fact]
    public void Without_a_key_equal_rows_are_counted_against_each_other()
    {
        var found = Compare("a,b\nx,1\nx,1\ny,2\n", "a,b\nx,1\nz,3\nx,1\nx,1\n", []);

        (found.Added, found.Removed, found.Changed).ShouldBe((2, 1, (long?)null));
        found.Examples.ShouldBe([new("added", "x, 1"), new("added", "z, 3"), new("removed", "y, 2")]);
    }

    [Fact]
    public void Neither_separators_nor_missing_values_make_different_rows_equal() =>
        Compare("a,b\n\"x, y\",z\n,q\n", "a,b\nx,\"y, z\"\nq,\n", []).Added.ShouldBe(2);

    [Fact]
    public void Rows_in_another_order_are_the_same() => Compare("a,b\nx,1\ny,2\n", "a,b\ny,2\nx,1\n", []).IsSame.ShouldBeTrue();

    [Fact]
    public void Columns_that_come_go_or_change_their_kind_are_named()
    {
        var before = Open(ReadCsv(Folder.Write("a.csv", "id,gone,n\n1,x,5\n")));
        var typed = Folder.Write("b.jsonl", "{\"id\":\"1\",\"n\":5,\"new\":\"y\"}\n");
        var after = Open(Engine.ReadJsonLines([typed], SchemaMode.Evolve, Cancellation));
        var found = Engine.Compare(before, after, ["id"], [], Cancellation);

        found.AddedColumns.ShouldBe(["new"]);
        found.RemovedColumns.ShouldBe(["gone"]);
        found.RetypedColumns.ShouldBe(["n"]);
        (found.Changed, found.IsSame).ShouldBe((0, false));
    }

    [Fact]
    public void Values_of_hidden_columns_are_not_shown()
    {
        var found = Compare("id,pin\n71,secret1\n", "id,pin\n71,secret2\n", ["id"], ["id", "pin"]);
        found.Examples.ShouldBe([new("changed", "(private)", "pin: (private) → (private)")]);
    }

    [Fact]
    public void Distances_of_numbers_are_those_of_Kolmogorov_and_Smirnov()
    {
        // Twenty numbers 1 to 20, then the same plus five: the distributions are a quarter apart at 5.
        var found = Compare(Column(Enumerable.Range(1, 20)), Column(Enumerable.Range(6, 20)), []);
        var column = found.Columns.ShouldHaveSingleItem();
        column.Distance!.Value.ShouldBe(0.25, 1e-12);
        (column.Before.Mean, column.After.Mean).ShouldBe((10.5, 15.5));
    }

    [Fact]
    public void Distances_of_texts_are_half_the_sum_of_the_differences_of_shares()
    {
        var column = Compare("a\nx\nx\ny\nz\n\n", "a\nx\ny\ny\nq\n", []).Columns[0];
        column.Distance!.Value.ShouldBe(0.5, 1e-12);
        (column.Before.Missing, column.After.Missing, column.Before.Mean).ShouldBe((1, 0, null));
    }

    [Fact]
    public void A_column_without_a_value_has_no_distance()
    {
        var column = Compare("k,a\n1,\n2,\n", "k,a\n1,\n2,x\n", []).Columns[1];
        (column.Distance, column.Before.Missing, column.After.Missing).ShouldBe(((double?)null, 2, 1));
    }

    [Fact]
    public void Counts_are_those_of_a_naive_comparison() =>
        Gen.Select(Rows, Rows).Sample(
            (before, after) =>
            {
                var found = Compare(Text(before), Text(after), ["k"]);
                var (first, second) = (before.DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Value),
                    after.DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Value));
                found.Added.ShouldBe(second.Keys.Except(first.Keys).Count());
                found.Removed.ShouldBe(first.Keys.Except(second.Keys).Count());
                found.Changed.ShouldBe(first.Count(row => second.TryGetValue(row.Key, out var other) && other != row.Value));
                found.Repeated.ShouldBe(before.Length - first.Count + after.Length - second.Count);
            },
            iter: 25, threads: 1);

    [Theory]
    [InlineData("csv", "id,a\n1,\"x, \"\"y\"\"\"\n2,\n")]
    [InlineData("jsonl", "{\"id\":\"1\",\"a\":\"x, \\\"y\\\"\"}\n{\"id\":\"2\",\"a\":null}\n")]
    public void A_copy_holds_the_rows_as_they_were_read(string format, string expected)
    {
        var table = Open(ReadCsv(Folder.Write("a.csv", "id,a\n1,\"x, \"\"y\"\"\"\n2,\n")));
        Engine.Copy(table, format, Folder.At("copy"), Cancellation);
        File.ReadAllText(Folder.At("copy")).ShouldBe(expected);
    }

    private static Gen<(int Key, int Value)[]> Rows => Gen.Select(Gen.Int[0, 8], Gen.Int[0, 2]).Array[1, 12];

    private static string Text((int Key, int Value)[] rows) => "k,v\n" + string.Concat(rows.Select(row => $"{row.Key},{row.Value}\n"));

    private static string Column(IEnumerable<int> values) => "n\n" + string.Concat(values.Select(value => $"{value}\n"));

    private TableComparison Compare(string before, string after, string[] key, string[]? hidden = null) => Engine.Compare(
        Open(ReadCsv(Folder.Write("before.csv", before))), Open(ReadCsv(Folder.Write("after.csv", after))), key, hidden ?? [],
        Cancellation);

    private static ParquetTable Open(Import import) => import.Table;
}
