using Shouldly;

using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>What JSON files become.</summary>
public sealed class JsonSourceTests : TableTest
{
    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":null}\n")]
    [InlineData("{\"a\":1,\"b\":\"x\"}\r\n\r\n{\"b\":null,\"a\":2}")]
    [InlineData("[{\"a\":1,\"b\":\"x\"},{\"a\":2}]")]
    [InlineData("\uFEFF[\n  {\n    \"a\": 1,\n    \"b\": \"x\"\n  },\n  {\n    \"a\": 2\n  }\n]\n")]
    [InlineData("{\"a\":1,\n\"b\":\"x\"} {\"a\":2}")]
    public void Every_layout_is_read(string text)
    {
        var path = Folder.Write("rows.txt", text);
        TableEngine.FormatOf([path]).ShouldBe("jsonl");
        using var import = Read(path);
        Lines(import.Table, "a", "b").ShouldBe(["1|x", "2|∅"]);
        import.Files[0].Rows.ShouldBe(2);
        import.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Case_12_long_ids_stay_whole()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"id\":144115188075855872}\n{\"id\":144115188075855873}\n{\"id\":5}"));
        Lines(import.Table).ShouldBe(["144115188075855872", "144115188075855873", "5"]);
        import.Types!["id"].ShouldBe(SourceType.Digits);
        import.Notes.ShouldBe(["'id' holds numbers beyond 2^53, which a double rounds: it is read as text, digit by digit"]);
    }

    [Fact]
    public void Ids_are_compared_over_all_files()
    {
        Folder.Write("1.jsonl", "{\"id\":5}");
        Folder.Write("2.jsonl", "{\"id\":18446744073709551616}");
        using var import = Read(Folder.At("*.jsonl"));
        Lines(import.Table).ShouldBe(["5", "18446744073709551616"]);
    }

    [Fact]
    public void Numbers_that_a_double_holds_are_numbers()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"x\":9007199254740992}\n{\"x\":0.30000000000000004}\n{\"x\":-1.5e3}"));
        Lines(import.Table).ShouldBe(["9007199254740992", "0.30000000000000004", "-1500"]);
        import.Types!["x"].ShouldBe(SourceType.Number);
    }

    [Fact]
    public void Words_that_JSON_does_not_have_are_read()
    {
        using var import = Read(Folder.Write(
            "a.json", "[{\"x\": NaN, \"t\": \"NaN \\\" Infinity\"}, {\"x\": Infinity}, {\"x\": -Infinity}, {\"x\": 1}]"));
        Lines(import.Table).ShouldBe(["∅|NaN \" Infinity", "Infinity|∅", "-Infinity|∅", "1|∅"]);
        import.Types!["x"].ShouldBe(SourceType.Number);
    }

    [Fact]
    public void Words_that_JSON_does_not_have_are_read_over_the_limits_of_a_buffer()
    {
        const int Rows = 60_000;
        string Number(int i) => (i % 3) switch { 0 => "NaN", 1 => "-Infinity", _ => $"{i}" };
        var text = string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"x\":{Number(i)}}}\n"));
        using var import = Read(Folder.Write("a.jsonl", text));
        Lines(import.Table).ShouldBe(
            Enumerable.Range(0, Rows).Select(i => Number(i) is "NaN" ? "∅" : Number(i)));
    }

    [Fact]
    public void Mixed_types_are_read_as_texts_and_told()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"m\":1.50,\"b\":true}\n{\"m\":\"x\",\"b\":1}\n{\"m\":false}\n{\"m\":[1, 2]}"));
        Lines(import.Table).ShouldBe(["1.50|true", "x|1", "false|∅", "[1,2]|∅"]);
        import.Notes.ShouldBe(
        [
            "'m' holds values of different types in a.jsonl: it is read as text",
            "'b' holds values of different types in a.jsonl: it is read as text",
        ]);
    }

    [Fact]
    public void Dates_in_texts_stay_as_they_are_written()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"d\":\"03/04/2024\",\"z\":\"2024-02-29T12:30:00+02:00\"}"));
        Lines(import.Table).ShouldBe(["03/04/2024|2024-02-29T12:30:00+02:00"]);
        import.Types!["d"].ShouldBe(SourceType.Text);
    }

    [Fact]
    public void Objects_become_columns_and_lists_stay_JSON()
    {
        using var import = Read(Folder.Write("a.jsonl", """
            {"id":1,"address":{"city":"Bern","geo":{"lat":46.5}},"tags":["a", {"b":1}],"empty":{}}
            {"id":2,"address":null,"tags":null}
            {"id":3,"address":{"geo":{"lat":1,"lon":2}}}
            """));
        import.Table.Schema.Columns.Select(column => column.Name)
            .ShouldBe(["id", "address.city", "address.geo.lat", "address.geo.lon", "tags", "empty"]);
        Lines(import.Table).ShouldBe(["1|Bern|46.5|∅|[\"a\",{\"b\":1}]|∅", "2|∅|∅|∅|∅|∅", "3|∅|1|2|∅|∅"]);
        import.Notes.ShouldBe(["'tags' holds lists or nested objects: they are kept as JSON text"]);
    }

    [Fact]
    public void An_object_that_is_sometimes_a_text_has_both_columns()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"a\":\"Bern\"}\n{\"a\":{\"city\":\"Chur\"}}"));
        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["a", "a.city"]);
        Lines(import.Table).ShouldBe(["Bern|∅", "∅|Chur"]);
    }

    [Fact]
    public void Deep_objects_and_maps_are_kept_as_JSON()
    {
        var map = string.Join('\n', Enumerable.Range(0, 600).Select(i => $"{{\"scores\":{{\"user{i}\":{i}}}}}"));
        using var many = Read(Folder.Write("map.jsonl", map));
        Lines(many.Table)[599].ShouldBe("{\"user599\":599}");
        many.Table.Schema.Count.ShouldBe(1);

        using var deep = Read(Folder.Write("deep.jsonl", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":1}}}}}}"));
        deep.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["a.b.c.d.e"]);
        Lines(deep.Table).ShouldBe(["{\"f\":1}"]);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":\n", "line 2: the file ends within an object or a list")]
    [InlineData("{\"a\":1}\n\n5\n", "line 3: there is a value where an object")]
    [InlineData("[[1,2],[3,4]]", "line 1: there is a list where an object")]
    [InlineData("[{\"a\":1},\n{\"a\":1,\"a\":2}]", "line 2: the name 'a' occurs twice in one object")]
    [InlineData("[{\"a\":1},\n{\"a\":\"\\ud800\"}]", "line 2: a text is not valid Unicode")]
    [InlineData("[{\"a\":1},\n{\"a\":[\"\\ud800\"]}]", "line 2: a text is not valid Unicode")]
    [InlineData(
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3,\"a\":3}\n{\"a\":4,\"a\":4}\n{\"a\":5,\"a\":5}\n",
        "3 lines are not rows, and 2 are; line 3: the name 'a' occurs twice in one object")]
    [InlineData("{\"a\":1}\n{\"a\":Nix}", "line 2: ")]
    public void Text_that_is_not_such_JSON_is_refused_with_its_line(string text, string reason)
    {
        var problem = Refused(() => Read(Folder.Write("a.jsonl", text)).Dispose());
        problem.Code.ShouldBe("TR0042");
        problem.Found.ShouldContain(reason);
    }

    [Theory]
    [InlineData("{\"a\":", "the line ends within an object")]
    [InlineData("{\"a\":[{\"a\":[", "the line ends within an object")]
    [InlineData("{\"a\":1,\"b", "the line ends within an object")]
    [InlineData("{\"a\":1}}", "'}' is an invalid start of a value.")]
    [InlineData("5", "there is a value where an object with the values of a row is expected")]
    [InlineData("[{\"a\":1}]", "there is a list where an object with the values of a row is expected")]
    [InlineData("{\"a\":1,\"b\":2,\"a\":1}", "the name 'a' occurs twice in one object")]
    [InlineData("{\"a\":1,\"b\":\"\\ud800\"}", "a text is not valid Unicode")]
    [InlineData("{\"a\":1,\"b\":[{\"c\":\"\\ud800\"}]}", "a text is not valid Unicode")]
    [InlineData("2020-01-01 restarted", "'-' is an invalid end of a number. Expected a delimiter.")]
    public void A_damaged_line_among_lines_of_objects_is_set_aside(string line, string reason)
    {
        foreach (var at in (int[])[0, 1, 3])
        {
            var lines = Enumerable.Range(1, 3).Select(i => $"{{\"a\":{i},\"b\":\"x\"}}").ToList();
            lines.Insert(at, line);
            var path = Folder.Write("a.jsonl", string.Join("\r\n", lines));
            using var import = Read(path);
            Lines(import.Table, "a", "b").ShouldBe(["1|x", "2|x", "3|x"]);
            (import.RejectedCount, import.Files[0].Rows).ShouldBe((1, 3));
            import.Rejected.ShouldBe([new RejectedLine(path, at + 1, reason, line)]);
        }
    }

    [Fact]
    public void Damaged_lines_are_found_over_the_limits_of_a_buffer()
    {
        const int Rows = 40_000;
        var text = string.Concat(Enumerable.Range(0, Rows).Select(i => i % 3 == 2 ? $"{{\"x\":{i}\n" : $"{{\"x\":{i},\"t\":NaN}}\n"));
        using var import = Read(Folder.Write("a.jsonl", text));
        Lines(import.Table, "x").ShouldBe(Enumerable.Range(0, Rows).Where(i => i % 3 != 2).Select(i => $"{i}"));
        (import.RejectedCount, import.Rejected.Count).ShouldBe((Rows / 3, Import.RejectedKept));
        (import.Rejected[^1].Line, import.Rejected[^1].Text).ShouldBe((30_000, "{\"x\":29999"));
    }

    [Fact]
    public void Objects_over_several_lines_among_lines_of_objects_are_rows()
    {
        using var import = Read(Folder.Write("a.jsonl", "{\"a\":1}\n{\"a\":2}\n{\n\"a\":3\n}\n{\"a\":4}{\"a\":5}\n{\"a\":6}\n{\"a\":7}\n"));
        Lines(import.Table).ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
        import.RejectedCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"data\":[{\"a\":1},{\"a\":2}],\"count\":2}", "data")]
    [InlineData("{\"columns\":[\"a\"],\"rows\":[[1],[2]]}", "rows")]
    public void Rows_within_an_object_are_refused_with_advice(string text, string list)
    {
        var problem = Refused(() => Read(Folder.Write("a.json", text)).Dispose());
        (problem.Code, problem.Found).ShouldBe(
            ("TR0115", $"'{Folder.At("a.json")}' holds one object, and the rows are in its list '{list}'"));
        problem.Fix.ShouldContain($"jq -c '.\"{list}\"[]'");
    }

    [Fact]
    public void Files_are_matched_by_name_and_folders_are_columns()
    {
        Directory.CreateDirectory(Folder.At("day=1"));
        Directory.CreateDirectory(Folder.At("day=2"));
        Folder.Write("day=1/a.json", "{\"x\":1,\"y\":2}");
        Folder.Write("day=2/a.json", "{\"y\":\"t\"}");
        using var import = Read(Folder.At("day=*/a.json"));
        Lines(import.Table, "x", "y", "day").ShouldBe(["1|2|1", "∅|t|2"]);
        Refused(() => Engine.ReadJsonLines([Folder.At("day=*/a.json")], SchemaMode.Strict, Cancellation)).Code.ShouldBe("TR0036");
    }

    private Import Read(string path) => Engine.ReadJsonLines([path], SchemaMode.Evolve, Cancellation);
}
