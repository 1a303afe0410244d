using System.Globalization;
using System.Text.Json.Nodes;

using Apache.Arrow;

using DuckDB.NET.Data;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Infer;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;
using Trestle.Testing;
using Trestle.Tests.Storage.Tables.Sources;

using Xunit;

using Column = Trestle.Rows.Blocks.Column;

namespace Trestle.Tests.Stages.Infer;

/// <summary>
/// A table is written as CSV, Parquet, Arrow and JSON lines, with the types that each format has; a model is trained from one of them, and
/// the predictions for all four are the same bytes.
/// </summary>
public sealed class FormatsAgreeTests : IDisposable
{
    private const int Rows = 300;

    private static readonly string[] Formats = ["csv", "parquet", "arrow", "jsonl"];

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("csv", 1)]
    [InlineData("csv", 2)]
    [InlineData("parquet", 3)]
    [InlineData("arrow", 4)]
    [InlineData("jsonl", 5)]
    public async Task A_model_answers_alike_whatever_the_format(string trained, int seed)
    {
        var rows = Made(seed);
        WriteAll(rows, europeanCsv: trained == "csv");
        Train(trained);

        List<string> answers = [];
        foreach (var format in Formats)
        {
            var result = await PredictAsync($"rows.{format}");
            (result.Rows, result.Faults, result.Unreadable).ShouldBe((Rows, 0, 0), format);
            answers.Add(File.ReadAllText(folder.At("answers.csv")));
        }

        answers.ShouldAllBe(answer => answer == answers[0]);
        answers[0].TrimEnd().Split('\n').Skip(1).Select(line => line.Split(',')[2]).Distinct().Count().ShouldBeGreaterThan(50);
        answers[0].ShouldContain($"\n1,{rows[0].Id},");
    }

    [Fact]
    public async Task Case_14_an_integer_is_a_category()
    {
        WriteAll(Made(1), europeanCsv: true);
        Train("csv");
        File.WriteAllText(
            folder.At("one.jsonl"), "{\"id\":1,\"shop\":101,\"size\":2,\"active\":true,\"since\":\"2024-02-29\",\"visits\":3}");
        File.WriteAllText(folder.At("one.csv"), "id,shop,size,active,since,visits\n1,101,2,yes,29/02/2024,3\n");
        (await AnswerAsync("one.jsonl")).ShouldBe(await AnswerAsync("one.csv"));
    }

    [Fact]
    public async Task What_breaks_the_contract_has_the_same_fault_in_its_language()
    {
        WriteAll(Made(1), europeanCsv: true);
        Train("csv");
        File.WriteAllText(folder.At("bad.csv"), """
            id,shop,size,active,since,visits
            1,101,inf,yes,01/02/2024,1
            2,101,1,2,01/02/2024,1
            3,101,1,yes,2024/02/99,1
            4,,1,yes,01/02/2024,1
            """);
        File.WriteAllText(folder.At("bad.jsonl"), """
            {"id":1,"shop":101,"size":Infinity,"active":1,"since":"2024-02-01","visits":1}
            {"id":2,"shop":101,"size":1,"active":2,"since":"2024-02-01","visits":1}
            {"id":3,"shop":101,"size":1,"active":1,"since":"2024/02/99","visits":1}
            {"id":4,"shop":null,"size":1,"active":1,"since":"2024-02-01","visits":1}
            """);
        var answer = await AnswerAsync("bad.csv");
        answer.Split('\n')[1..5].Select(line => line.TrimEnd('\r').Split(',')[^1])
            .ShouldBe(["size is not a number", "active is not a boolean", "since is not a date written dd/MM/yyyy", "shop is missing"]);
        (await AnswerAsync("bad.jsonl")).ShouldBe(answer);
    }

    [Theory]
    [InlineData("2024-02-01", "")]
    [InlineData("2024-02-01T00:00:00Z", "")]
    [InlineData("2024-02-01T00:00:00.000Z", "")]
    [InlineData("2024-02-01T00:00:00+02:00", "since is not a date written dd/MM/yyyy")]
    [InlineData("2024-02-01T10:30:00Z", "since is not a date written dd/MM/yyyy")]
    [InlineData("02/31/2024", "since is not a date written dd/MM/yyyy")]
    public async Task A_date_written_as_programs_do_is_read_where_the_training_had_days(string date, string fault)
    {
        WriteAll(Made(1), europeanCsv: true);
        Train("csv");
        const string Header = "id,shop,size,active,since,visits\n";
        File.WriteAllText(folder.At("known.csv"), $"{Header}1,101,2,yes,01/02/2024,3\n");
        File.WriteAllText(folder.At("other.csv"), $"{Header}1,101,2,yes,{date},3\n");

        var answer = (await AnswerAsync("other.csv")).TrimEnd().Split('\n')[^1].TrimEnd('\r');

        if (fault.Length > 0)
        {
            answer.ShouldEndWith($",{fault}");
        }
        else
        {
            answer.ShouldBe((await AnswerAsync("known.csv")).TrimEnd().Split('\n')[^1].TrimEnd('\r'));
        }
    }

    [Fact]
    public async Task JSON_may_leave_out_what_may_be_missing_but_not_misspell_it()
    {
        WriteAll(Made(1), europeanCsv: true);
        Train("csv");
        File.WriteAllText(folder.At("short.jsonl"), "{\"shop\":101,\"size\":2,\"active\":true,\"since\":\"2024-02-29\"}");
        File.WriteAllText(folder.At("empty.csv"), "shop,size,active,since,visits\n101,2,yes,29/02/2024,\n");
        (await AnswerAsync("short.jsonl")).ShouldBe(await AnswerAsync("empty.csv"));

        File.WriteAllText(
            folder.At("typo.jsonl"), "{\"shop\":101,\"size\":2,\"active\":true,\"since\":\"2024-02-29\",\"vsits\":9}");
        var problem = (await Should.ThrowAsync<Trestle.Core.Errors.TrestleException>(() => PredictAsync("typo.jsonl"))).Problems.Single();
        (problem.Code, problem.Found, problem.Fix).ShouldBe(("TR2003", "the input has no column 'visits'", "did you mean 'vsits'?"));
    }

    [Theory]
    [InlineData("True", "true", SourceType.Boolean, "True")]
    [InlineData("yes", "true", SourceType.Boolean, "true")]
    public void A_boolean_is_the_category_that_means_it(string known, string value, SourceType type, string expected) =>
        Category(known, new TableBuilder().Texts("plan", value).Block(), type).ShouldBe(expected);

    [Theory]
    [InlineData("101.0", 101, "101.0")]
    [InlineData("1.50", 1.5, "1.50")]
    [InlineData("00101", 101, "101")]
    [InlineData("x", 1e300, "1E+300")]
    [InlineData("x", -0.0, "0")]
    [InlineData("x", 9007199254740992, "9007199254740992")]
    public void A_number_is_the_category_that_is_the_same_number(string known, double value, string expected) =>
        Category(known, new TableBuilder().Numbers("plan", value).Block(), SourceType.Number).ShouldBe(expected);

    private string? Category(string known, RowBlock rows, SourceType type)
    {
        var contents = SamplePackages.Contents(TaskKind.Binary);
        PackageWriter.WriteFile(
            contents with
            {
                Contract = contents.Contract with
                {
                    Columns =
                    [
                        .. contents.Contract.Columns.Select(
                            column => column.Name == "plan" ? column with { Values = [known, "other"] } : column),
                    ],
                },
            },
            folder.At("model.trestle"));
        var types = new Dictionary<string, SourceType> { ["plan"] = type };
        var made = new ToContract(ModelPackage.Open(folder.At("model.trestle")), rows.Schema, types).Apply(rows, new string?[1]);
        return made.Texts(made.Schema.Find("plan"))[0];
    }

    private sealed record Row(long Id, int Shop, double Size, bool Active, DateOnly Since, int? Visits);

    private static Row[] Made(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, Rows).Select(row => new Row(
                (1L << 53) + row, 100 + random.Next(4), Math.Round(random.NextDouble() * 50, 3), random.Next(2) == 0,
                new DateOnly(2020, 1, 1).AddDays(random.Next(1500)), random.Next(5) == 0 ? null : random.Next(100))),
        ];
    }

    private void WriteAll(Row[] rows, bool europeanCsv)
    {
        string Day(DateOnly day) => day.ToString(europeanCsv ? "dd/MM/yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Truth(bool value) => europeanCsv ? (value ? "yes" : "no") : (value ? "true" : "false");
        File.WriteAllLines(
            folder.At("rows.csv"),
            rows.Select(row => FormattableString.Invariant(
                    $"{row.Id},{row.Shop},{row.Size:R},{Truth(row.Active)},{Day(row.Since)},{row.Visits}"))
                .Prepend("id,shop,size,active,since,visits"));
        File.WriteAllLines(folder.At("rows.jsonl"), rows.Select(row => new JsonObject
        {
            ["id"] = row.Id,
            ["shop"] = row.Shop,
            ["size"] = row.Size,
            ["active"] = row.Active,
            ["since"] = row.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["visits"] = row.Visits,
        }.ToJsonString()));
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var copy = database.CreateCommand();
        copy.CommandText = $"""
            COPY (SELECT * FROM read_json('{folder.At("rows.jsonl")}', columns = {"{"}
                id: 'BIGINT', shop: 'SMALLINT', size: 'DOUBLE', active: 'BOOLEAN', since: 'TIMESTAMP', visits: 'BIGINT'{"}"}))
            TO '{folder.At("rows.parquet")}'
            """;
        copy.ExecuteNonQuery();
        WriteArrow(rows);
    }

    private void WriteArrow(Row[] rows)
    {
        var visits = new Int64Array.Builder();
        foreach (var row in rows)
        {
            _ = row.Visits is { } count ? visits.Append(count) : visits.AppendNull();
        }

        IArrowArray[] columns =
        [
            new UInt64Array.Builder().AppendRange(rows.Select(row => (ulong)row.Id)).Build(),
            new Int32Array.Builder().AppendRange(rows.Select(row => row.Shop)).Build(),
            new DoubleArray.Builder().AppendRange(rows.Select(row => row.Size)).Build(),
            new BooleanArray.Builder().AppendRange(rows.Select(row => row.Active)).Build(),
            new Date32Array.Builder().AppendRange(rows.Select(row => row.Since)).Build(),
            visits.Build(),
        ];
        string[] names = ["id", "shop", "size", "active", "since", "visits"];
        ArrowFiles.Write(
            folder.At("rows.arrow"), [.. names.Zip(columns, (name, column) => new Field(name, column.Data.DataType, true))], columns);
    }

    /// <summary>Learns a package from one of the files, with the contract that its columns have.</summary>
    private void Train(string format)
    {
        using var tables = new TableEngine(new TableEngineSettings(2, 1L << 30, folder.At("engine")));
        var file = folder.At($"rows.{format}");
        var settings = new SourceSettings { Path = [file] };
        using var import = SourceCatalog.For(settings, [file], "source").Read(tables, [file], settings, Cancellation);
        string[] features = ["shop", "size", "active", "since", "visits"];
        var raw = RowBlock.Join(
            new RowSchema(features.Select(name => import.Table.Schema[import.Table.Schema.Find(name)])),
            [.. import.Table.Scan(features, null, Cancellation)]);
        var contract = new Contract
        {
            Task = TaskKind.Regression,
            Target = "y",
            Columns =
            [
                new ColumnContract { Name = "shop", Type = format == "csv" ? ColumnType.Text : ColumnType.Number },
                new ColumnContract { Name = "size", Type = ColumnType.Number },
                new ColumnContract { Name = "active", Type = ColumnType.Boolean },
                new ColumnContract
                {
                    Name = "since", Type = ColumnType.Date, Formats = format == "csv" ? ["dd/MM/yyyy"] : ValueParser.IsoDateFormats,
                },
                new ColumnContract { Name = "visits", Type = ColumnType.Number, Nullable = true },
                new ColumnContract { Name = "y", Type = ColumnType.Number },
            ],
        };
        PackageWriter.WriteFile(Learned(contract, raw), folder.At("model.trestle"));
    }

    private static PackageContents Learned(Contract contract, RowBlock raw)
    {
        double[] labels = [.. Enumerable.Range(0, raw.Rows).Select(row => ((row * 37) % 101) + (row % 4))];
        var source = new RowSchema([.. raw.Schema.Columns, new Column(ReservedColumns.Label, ColumnKind.Number)]);
        var block = new RowBlock(source, raw.Rows, [.. Enumerable.Range(0, raw.Schema.Count).Select(raw.Raw), labels]);
        string[] texts = [.. contract.Columns.Where(column => column.Type == ColumnType.Text).Select(column => column.Name)];
        IEnumerable<IRowStep> steps =
        [
            .. ContractSteps.Clean(contract).Concat(ContractSteps.Standard(contract, foldCase: true)).Select(planned => planned.Step),
            new Impute { Columns = ["visits"] },
        ];
        var plan = new RowPlan([.. texts.Length > 0 ? steps.Append(new OneHot { Columns = texts }) : steps])
            .Fit(TableBuilder.Source(block, folds: 2), [FoldSet.Of([0, 1])], Cancellation)[0].Plan with
        { Input = raw.Schema };
        var features = plan.Bind().Apply(raw);
        var learner = LearnerCatalog.Get("linear");
        using var learning = learner.Begin(
            new TrainingSet
            {
                Features = features.Schema,
                Blocks = [features],
                Labels = labels,
                Task = TaskKind.Regression,
                Classes = 0,
            },
            null, new LearningOptions(Seed: 1, Threads: 1));
        return SamplePackages.Contents(TaskKind.Regression) with
        {
            Contract = contract,
            Plan = plan,
            Learner = learner.Name,
            Model = learning.Fit(learner.Space(TaskKind.Regression, raw.Rows, features.Schema.Count).Defaults, Cancellation).Model.Save(),
        };
    }

    private async Task<string> AnswerAsync(string input)
    {
        await PredictAsync(input);
        return await File.ReadAllTextAsync(folder.At("answers.csv"), Cancellation);
    }

    private async Task<InferResult> PredictAsync(string input)
    {
        File.WriteAllText(folder.At(Project.FileName), "name: sample\nsource: rows.csv\ntarget: y\nkey: id\n");
        var project = Project.Open(folder.Path);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, Cancellation);
        return await Task.Run(
            () => new InferStage(project, records).RunAsync(
                folder.At("model.trestle"), folder.At(input), folder.At("answers.csv"), new Resources(2, 1L << 30), (_, _) => { },
                Cancellation),
            Cancellation);
    }
}
