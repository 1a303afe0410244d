using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Blocks;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

public sealed class UnionConnectorContract : ConnectorContract
{
    protected override Trestle.Stages.Ingest.IConnector Connector => new UnionConnector();

    protected override SourceSettings Missing => Of("no-such.csv");

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        using (var file = new StreamWriter(Folder.At("table.csv")))
        {
            var block = CsvContract.Table(rows);
            var csv = new Trestle.Rows.Csv.CsvWriter(file);
            csv.WriteHeader(block.Schema);
            for (var row = 0; row < block.Rows; row++)
            {
                csv.WriteRow(block, row);
            }
        }

        return Of("table.csv");
    }

    private static SourceSettings Of(string path) => new()
    {
        Union = ["a"],
        Parts = [KeyValuePair.Create("a", new TableSource { From = new SourceSettings { Path = [path] } })],
    };
}

/// <summary>Tables of different places and columns, one under the other.</summary>
public sealed class UnionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_are_united_by_the_names_of_their_columns_and_differences_are_told()
    {
        using var project = Project("main: {union: [north, south], origin: region}\n  north: data.csv\n  south: south.jsonl");
        var run = await project.RunAsync(Stage.Curate);
        var raw = run.Artifacts.Read(Artifact.RawTable);
        raw.Columns.ShouldBe(["x", "z", "y", "region", "w"]);
        raw.Files.Select(file => (file.Path, file.Rows)).ShouldBe([("data.csv", 60L), ("south.jsonl", 30L)]);
        raw.Tables.ShouldBeNull();
        raw.Notes.ShouldBe([
            "north: column 'w' is missing; its values are missing", "south: column 'z' is missing; its values are missing",
            "south: column 'X' is read as 'x'", "'x' holds texts in north and numbers in south: it is read as text"]);

        var rows = Curate.JoinProject.Curated(project, run, Cancellation);
        rows.Rows.ShouldBe(90);
        TableBuilder.Values(rows, "x").Skip(58).Take(4).ShouldBe([58.0, 59.0, 0.5, 1.5]);
        TableBuilder.Values(rows, "w").Skip(59).Take(2).ShouldBe([double.NaN, 7.0]);
        TableBuilder.Values(rows, "z").Skip(59).Take(2).ShouldBe(["c", null]);
        TableBuilder.Values(rows, "region").Skip(59).Take(2).ShouldBe(["north", "south"]);
        run.Artifacts.Read(Artifact.DataReport).Doubts.ShouldContain("south: column 'z' is missing; its values are missing");
    }

    /// <summary>The second renaming forgot what the first had renamed.</summary>
    [Fact]
    public async Task A_part_with_standard_names_keeps_the_names_of_its_source_when_the_union_has_them_too()
    {
        using var project = new TestProject(
            "name: small\nsources:\n  main: {union: [north, south], names: snake-case}\n  north: {path: data.csv, names: snake-case}\n"
                + "  south: south.csv\ntarget: y\nsplit: {folds: 3}\n",
            "Big X,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}.5,{i % 2}\n")));
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "south.csv"),
            "Other One,big_x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 5},{i}.5,{i % 2}\n")), Cancellation);
        var contract = await project.ReadAsync(Stage.ValidateData, Artifact.Contract);
        contract.Find("big_x")!.Source.ShouldBe("Big X");
        contract.Find("other_one")!.Source.ShouldBe("Other One");
    }

    [Fact]
    public async Task A_changed_part_is_read_again_and_an_unchanged_one_is_not()
    {
        using var project = Project("main: {union: [north, south]}\n  north: data.csv\n  south: south.jsonl");
        await project.RunAsync(Stage.Ingest);
        await project.RunAsync(Stage.Ingest);
        project.Units.Values.Single().Outcome.ShouldBe(Trestle.Stages.Kernel.Running.UnitOutcome.Reused);
        await File.AppendAllTextAsync(Path.Combine(project.Path_, "south.jsonl"), "{\"X\":9,\"y\":\"no\",\"w\":1}\n", Cancellation);
        (await project.RunAsync(Stage.Ingest)).Artifacts.Read(Artifact.RawTable).Rows.ShouldBe(91);
    }

    [Fact]
    public async Task Another_table_may_be_a_union_too()
    {
        using var project = Project(
            "main: data.csv\n  codes: {union: [one, two]}\n  one: one.csv\n  two: two.csv", "curate: {joins: [{table: codes, on: z}]}\n");
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "one.csv"), "z,v\na,10\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "two.csv"), "v,z\n20,b\n30,c\n", Cancellation);
        var rows = Curate.JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, "codes.v").Take(3).ShouldBe([10.0, 20.0, 30.0]);
    }

    [Theory]
    [InlineData("TR0540", "main: {union: [north]}\n  north: data.csv", "a union of one table")]
    [InlineData("TR0541", "main: {union: [north, sout]}\n  north: data.csv\n  south: south.jsonl", "did you mean 'south'?")]
    [InlineData("TR0541", "main: {union: [north, north]}\n  north: data.csv\n  south: south.jsonl", "each once")]
    [InlineData(
        "TR0541", "main: {union: [north, both]}\n  north: data.csv\n  both: {union: [north, south]}\n  south: data.csv", "no unions")]
    [InlineData("TR0542", "main: {union: [north, south]}\n  north: {path: data.csv, private: [x]}\n  south: data.csv", "top of the file")]
    [InlineData("TR0543", "main: {union: [north, south], origin: Y}\n  north: data.csv\n  south: south.jsonl", "a column 'Y' already")]
    [InlineData("TR0544", "main: {path: data.csv, origin: region}", "origin without union")]
    public async Task A_union_that_cannot_be_made_is_refused(string code, string sources, string words)
    {
        using var project = Project(sources);
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems[0];
        (problem.Code, $"{problem.Found}; {problem.Expected}; {problem.Fix}").ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(code), found => found.Item2.ShouldContain(words));
        problem.Where.ShouldNotBeEmpty();
    }

    [Fact]
    public void Lines_that_are_no_rows_and_types_of_all_parts_are_kept()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.At("a.csv"), "x,d\n1,2024-01-01\n2,3,4\n");
        File.WriteAllText(folder.At("b.jsonl"), "{\"x\":5,\"d\":\"2024-01-02\",\"t\":true}\n{\"x\":6,\"d\":null,\"t\":null}\n");
        File.WriteAllText(folder.At("c.jsonl"), "{\"x\":null,\"t\":false}\n");
        using var engine = new TableEngine(new TableEngineSettings(1, 256L << 20, folder.At("engine")));
        Import Read(string file) => SourceCatalog.For(new SourceSettings(), [folder.At(file)], "")
            .Read(engine, [folder.At(file)], new SourceSettings(), Cancellation);
        using var a = Read("a.csv");
        using var b = Read("b.jsonl");
        using var c = Read("c.jsonl");
        using var all = engine.Unite([("a", a), ("b", b), ("c", c)], null, SchemaMode.Evolve, Cancellation);
        (all.Table.Rows, all.RejectedCount, all.Rejected.Single().Line).ShouldBe((4, 1, 3));
        all.Types!["t"].ShouldBe(SourceType.Boolean);
        var rows = RowBlock.Join(all.Table.Schema, [.. all.Table.Scan(null, null, Cancellation)]);
        TableBuilder.Values(rows, "x").ShouldBe(["1", "5", "6", null]);
        TableBuilder.Values(rows, "t").ShouldBe([null, "true", null, "false"]);

        using var typed = engine.Unite([("b", b), ("c", c)], null, SchemaMode.Evolve, Cancellation);
        typed.Types!["x"].ShouldBe(SourceType.Number);
        typed.Table.Schema[typed.Table.Schema.Find("x")].Kind.ShouldBe(ColumnKind.Number);
    }

    private static TestProject Project(string sources, string more = "")
    {
        var project = new TestProject(
            $"name: small\nsources:\n  {sources}\ntarget: y\nsplit: {{folds: 3}}\ntrain: {{trials: 1}}\n{more}",
            "x,z,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{"abc"[i % 3]},{(i % 4 == 0 ? "yes" : "no")}\n")));
        File.WriteAllLines(
            Path.Combine(project.Path_, "south.jsonl"),
            Enumerable.Range(0, 30).Select(i => $"{{\"X\":{i}.5,\"y\":\"{(i % 3 == 0 ? "yes" : "no")}\",\"w\":{i + 7}}}"));
        return project;
    }
}
