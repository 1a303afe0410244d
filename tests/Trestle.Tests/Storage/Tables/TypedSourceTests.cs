using Shouldly;

using Trestle.Rows.Blocks;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class TypedSourceTests : TableTest
{
    [Fact]
    public void Json_lines_are_read_by_type()
    {
        var path = Folder.Write("a.jsonl", """
        {"n":1,"f":0.5,"b":true,"t":"x","d":"2024-02-29","s":"2024-02-29T12:30:00.25","z":"2024-02-29T12:30:00+02:00","m":1,"o":{"k":[1,2]}}
        {"n":null,"f":-2,"b":false,"t":"é\n","d":null,"s":null,"m":"text","new":3}
        """);
        using var import = Engine.ReadJsonLines([path], Cancellation);

        Lines(import.Table, "n", "f", "b", "t", "d", "s", "m", "new")
            .ShouldBe(["1|0.5|1|x|2024-02-29|2024-02-29T12:30:00.25|1|∅", "∅|-2|0|é\n|∅|∅|text|3"]);
        Lines(import.Table, "z")[0].ShouldBe("2024-02-29T10:30:00");
        import.Files[0].Rows.ShouldBe(2);
        import.Files[0].Format.ShouldBe("json-lines");
    }

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

        using var import = Engine.ReadParquet([Folder.At("p*.parquet")], Cancellation);

        import.Table.Schema.ShouldBe(schema);
        Lines(import.Table).ShouldBe(Enumerable.Range(0, 300_000).Select(i => $"{i}|t{i % 10}"));
        import.Files.Select(file => file.Rows).ShouldBe([150_000, 150_000]);
    }

    [Fact]
    public void Files_whose_columns_differ_in_name_or_kind_are_refused()
    {
        Folder.Write("a1.jsonl", """{"a":1}""");
        Folder.Write("a2.jsonl", """{"a":"x"}""");
        Folder.Write("a3.jsonl", """{"b":1}""");

        Refused(
            () => Engine.ReadJsonLines([Folder.At("a1.jsonl"), Folder.At("a2.jsonl")], Cancellation)).Found.ShouldEndWith(
                "'a (number)' is missing, 'a (text)' is new");
        Refused(() => Engine.ReadJsonLines([Folder.At("a1.jsonl"), Folder.At("a3.jsonl")], Cancellation)).Code.ShouldBe("TR0036");
    }

    [Theory]
    [InlineData("", "TR0032")]
    [InlineData("{\"a\":1}\n{\"a\":\n", "TR0042")]
    [InlineData("not json", "TR0042")]
    [InlineData("{\"__row\":1}", "TR0035")]
    public void Json_that_cannot_be_used_is_refused(string text, string code) =>
        Refused(() => Engine.ReadJsonLines([Folder.Write("a.jsonl", text)], Cancellation)).Code.ShouldBe(code);

    [Fact]
    public void Parquet_with_reserved_names_is_refused()
    {
        var schema = new RowSchema([new("__fold", ColumnKind.Number)]);
        Engine.Write(schema, [], Folder.At("p.parquet"), Cancellation);

        Refused(() => Engine.ReadParquet([Folder.At("p.parquet")], Cancellation)).Code.ShouldBe("TR0035");
    }
}
