using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class TypedSourceTests : TableTest
{
    [Fact]
    public void Parquet_is_read_by_type_and_files_one_after_the_other()
    {
        var schema = new RowSchema([new("n", ColumnKind.Number), new("t", ColumnKind.Text)]);
        foreach (var start in new[] { 150_000, 0 })
        {
            var numbers = Enumerable.Range(start, 150_000).ToArray();
            var block = new RowBlock(
                schema, numbers.Length, [numbers.Select(i => (double)i).ToArray(), numbers.Select(i => $"t{i % 10}").ToArray()]);
            Engine.Write(schema, [block], Folder.At($"p{start:D6}.parquet"), Cancellation);
        }

        using var import = Engine.ReadParquet([Folder.At("p*.parquet")], SchemaMode.Evolve, Cancellation);

        import.Table.Schema.ShouldBe(schema);
        Lines(import.Table).ShouldBe(Enumerable.Range(0, 300_000).Select(i => $"{i}|t{i % 10}"));
        import.Files.Select(file => file.Rows).ShouldBe([150_000, 150_000]);
    }

    [Theory]
    [InlineData("", "TR0032")]
    [InlineData("{\"a\":1}\n{\"a\":\n", "TR0042")]
    [InlineData("not json", "TR0042")]
    [InlineData("{\"__row\":1}", "TR0035")]
    public void Json_that_cannot_be_used_is_refused(string text, string code) =>
        Refused(() => Engine.ReadJsonLines([Folder.Write("a.jsonl", text)], SchemaMode.Evolve, Cancellation)).Code.ShouldBe(code);

    [Fact]
    public void Parquet_with_reserved_names_is_refused()
    {
        var schema = new RowSchema([new("__fold", ColumnKind.Number)]);
        Engine.Write(schema, [], Folder.At("p.parquet"), Cancellation);

        Refused(() => Engine.ReadParquet([Folder.At("p.parquet")], SchemaMode.Evolve, Cancellation)).Code.ShouldBe("TR0035");
    }
}
