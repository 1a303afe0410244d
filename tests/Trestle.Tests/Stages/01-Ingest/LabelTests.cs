using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Trestle.Testing;
using Trestle.Tests.Stages.Curate;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Targets that are made: by an expression of the row's columns, or by what happens after it.</summary>
public sealed class LabelTests
{
    private const string Claims = "person,claimed,amount\n1,2024-01-05,50\n1,2024-02-10,300\n1,2024-02-20,500\n2,2024-01-03,20\n"
        + "3,2024-03-17,900\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_is_made_by_a_condition_and_its_columns_are_no_features()
    {
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: late\nlabel: delay > 15\nsplit: {folds: 3}\ntrain: {trials: 1}\n", Flights());
        var run = await project.RunAsync(Stage.SelectFeatures);
        var raw = run.Artifacts.Read(Artifact.RawTable);
        raw.Columns.ShouldBe(["x", "z", "delay", "late"]);
        raw.Notes.ShouldBe([
            "the target 'late' is made by delay > 15; 'delay' is therefore no feature",
            "10 rows for which delay > 15 has no value: without a target"]);
        raw.Split.Single(part => part.Fold == -2).Rows.ShouldBe(10);

        var contract = run.Artifacts.Read(Artifact.Contract);
        (contract.Task, string.Join(',', contract.Classes)).ShouldBe((TaskKind.Binary, "false,true"));
        var rows = JoinProject.Curated(project, run, Cancellation);
        rows.Numbers(rows.Schema.Find("__label")).ToArray().Take(4).ShouldBe([0.0, 1.0, 1.0, 0.0]);
        run.Artifacts.Read(Artifact.FeatureList).Kept().ShouldNotContain(name => name.Contains("delay", StringComparison.Ordinal));
        run.Artifacts.Read(Artifact.DataReport).Doubts.ShouldContain(raw.Notes[1]);
    }

    /// <summary>Stage 1 took local times for UTC: ten o'clock in Berlin's summer is eight.</summary>
    [Fact]
    public async Task A_target_is_made_of_times_by_the_clocks_of_their_zone()
    {
        var csv = "x,at\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => $"{i % 7},2024-07-{1 + (i % 28):00} {10 + (i % 2 * 3)}:00\n"));
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: early\nlabel: hour(at) < 9\ncolumns: {at: {time-zone: Europe/Berlin}}\n"
                + "split: {folds: 3}\n", csv);
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        rows.Numbers(rows.Schema.Find("__label")).ToArray().Take(4).ShouldBe([1.0, 0.0, 1.0, 0.0]);
    }

    [Theory]
    [InlineData("delay * 2", TaskKind.Regression)]
    [InlineData("if(delay > 20, 'much', if(delay > 10, 'some', 'none'))", TaskKind.Multiclass)]
    public async Task A_target_may_be_a_number_or_a_text(string expression, TaskKind task)
    {
        using var project = new TestProject(
            $"name: small\nsource: data.csv\ntarget: late\nlabel: {{value: \"{expression}\"}}\nsplit: {{folds: 3}}\n", Flights());
        (await project.ReadAsync(Stage.ValidateData, Artifact.Contract)).Task.ShouldBe(task);
    }

    [Fact]
    public async Task A_target_is_made_of_what_happens_within_some_time_and_rows_too_young_to_know_are_set_aside()
    {
        using var project = Insured("{table: claims, on: person, time: claimed, within: 5d}");
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        var labels = rows.Numbers(rows.Schema.Find("__label")).ToArray();

        // Rows are of persons 1 to 4 in turn, one each day from the first of January; the last claim is of the 17th of March.
        var known = new DateTime(2024, 3, 17);
        var claims = Claims.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))
            .Select(parts => (Person: int.Parse(parts[0]), Day: DateTime.Parse(parts[1]))).ToArray();
        var numbers = rows.Numbers(rows.Schema.Find("__row")).ToArray();
        var all = Enumerable.Range(0, 160).Select(_ => double.NaN).ToArray();
        for (var place = 0; place < labels.Length; place++)
        {
            all[(int)numbers[place] - 1] = labels[place];
        }

        labels = all;
        for (var i = 0; i < labels.Length; i++)
        {
            var (person, day) = (1 + (i % 4), new DateTime(2024, 1, 1).AddDays(i / 2));
            var happens = claims.Any(claim => claim.Person == person && claim.Day > day && claim.Day <= day.AddDays(5));
            labels[i].ShouldBe(happens ? 1 : day.AddDays(5) <= known ? 0 : double.NaN, $"row {i}");
        }

        var raw = run.Artifacts.Read(Artifact.RawTable);
        raw.Notes[0].ShouldBe($"the target 'y' is true where 'claims' has a row within 5d after: {labels.Count(label => label == 1)} rows");
        raw.Notes[1].ShouldBe(
            $"{labels.Count(double.IsNaN)} rows without a target: what happens to them is known up to 2024-03-17 00:00, "
                + "less than 5d after them");
        raw.Tables!.Keys.ShouldBe(["claims"]);
        raw.SplitBy.ShouldContain("gap 5 d", Case.Insensitive);
    }

    [Fact]
    public async Task Only_events_that_meet_the_condition_count_and_the_end_of_what_is_known_can_be_set()
    {
        using var project = Insured("{table: claims, on: person, time: claimed, within: 5d, where: amount > 100, until: 2024-04-30}");
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        var labels = rows.Numbers(rows.Schema.Find("__label")).ToArray();
        labels.ShouldNotContain(double.NaN);
        Enumerable.Range(0, labels.Length).Where(i => labels[i] == 1).Select(i => 1 + (i % 4)).Distinct().Order().ShouldBe([1, 3]);
        labels[0].ShouldBe(0);
    }

    [Fact]
    public async Task The_past_of_a_column_that_the_target_is_made_of_can_be_used_once_it_is_known()
    {
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: late\nlabel: delay > 15\ntime: day\nsplit: {folds: 3}\ntrain: {trials: 1}\n"
                + "curate: {history: [{known-after: 1d, features: {before: lag(delay)}}]}\n",
            "day,x,delay\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
                $"{new DateOnly(2024, 1, 1).AddDays(i):yyyy-MM-dd},{i % 7},{i % 40}\n")));
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, "before").Take(4).ShouldBe([double.NaN, 0.0, 1.0, 2.0]);
    }

    [Theory]
    [InlineData("TR0570", "label: {}", "neither value nor event")]
    [InlineData("TR0570", "label: {value: delay > 15, event: {table: claims, on: x, time: at, within: 1d}}", "both value and event")]
    [InlineData("TR0571", "label: late > 15", "made of itself")]
    [InlineData("TR0572", "label: {event: {table: claim, on: x, time: at, within: 1d, at: x}}", "did you mean 'claims'?")]
    [InlineData("TR0573", "label: {event: {table: claims, on: x, time: claimed, at: x, within: 0s}}", "not positive")]
    [InlineData("TR0574", "label: {event: {table: claims, on: x, time: claimed, within: 1d}}", "without a time of the rows")]
    [InlineData("TR0575", "label: delay > 15\ntarget: x", "a column 'x' already")]
    [InlineData("TR0576", "label: {event: {table: claims, on: x = persons, time: claimed, at: x, within: 1d}}", "no column 'persons'")]
    [InlineData("TR0578", "label: {event: {table: claims, on: x = person, time: claimed, at: delay, within: 1d}}", "'delay' is read")]
    [InlineData("TR0578", "label: {event: {table: claims, on: x = person, time: amount, at: x, within: 1d}}", "'amount' is read")]
    [InlineData("TR0579", "label: date(z)", "a target that is a date")]
    [InlineData("TR0581", "label: {event: {table: claims, on: x, time: claimed, at: x, within: 1d, until: tomorrow}}", "'tomorrow'")]
    [InlineData("TR0582", "label: delay > 15\ncurate: {derive: {hours: delay / 60}}", "'hours' is made of 'delay'")]
    [InlineData("TR0535", "label: delay > 15\ncurate: {history: [{at: x, features: {before: lag(delay)}}]}", "made of the label 'delay'")]
    public async Task A_target_that_cannot_be_made_is_refused(string code, string settings, string words)
    {
        var target = settings.Contains("target:", StringComparison.Ordinal) ? "" : "target: late\n";
        using var project = new TestProject(
            $"name: small\nsources: {{main: data.csv, claims: claims.csv}}\n{target}split: {{folds: 3}}\n{settings}\n", Flights());
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "claims.csv"), Claims, Cancellation);
        var problem = (await project.FailsAsync(Stage.Curate)).Problems[0];
        (problem.Code, $"{problem.Found}; {problem.Expected}; {problem.Fix}").ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(code), found => found.Item2.ShouldContain(words));
        problem.Where.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_column_that_can_be_read_in_two_ways_has_to_be_declared_before_a_target_is_made_of_it()
    {
        var csv = "x,seen\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i % 7},{1 + (i % 12):00}/{1 + (i % 11):00}/2024\n"));
        const string Yaml = "name: small\nsource: data.csv\ntarget: late\nlabel: month(seen) > 6\nsplit: {folds: 3}\n";
        using var open = new TestProject(Yaml, csv);
        (await open.FailsAsync(Stage.Ingest)).Problems[0].Code.ShouldBe("TR0596");
        using var declared = new TestProject(Yaml + "columns: {seen: {formats: [dd/MM/yyyy]}}\n", csv);
        (await declared.ReadAsync(Stage.Ingest, Artifact.RawTable)).Columns.ShouldContain("late");
    }

    [Fact]
    public async Task A_gap_that_is_shorter_than_the_label_needs_is_refused()
    {
        using var project = Insured("{table: claims, on: person, time: claimed, within: 5d}", "split: {folds: 3, gap: 4d}\n");
        (await project.FailsAsync(Stage.Ingest)).Problems[0].Code.ShouldBe("TR0580");
    }

    [Fact]
    public async Task A_changed_expression_makes_the_target_again()
    {
        const string Yaml = "name: small\nsource: data.csv\ntarget: late\nlabel: delay > 15\nsplit: {folds: 3}\n";
        using var project = new TestProject(Yaml, Flights());
        await project.RunAsync(Stage.Ingest);
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "trestle.yaml"), Yaml.Replace("> 15", "> 5", StringComparison.Ordinal), Cancellation);
        await project.RunAsync(Stage.Ingest);
        project.Units.Values.Single().Outcome.ShouldBe(UnitOutcome.Finished);
    }

    [Fact]
    public void A_column_is_put_beside_the_rows_of_a_large_source_in_their_order()
    {
        const int Rows = 300_000;
        using var folder = new TempFolder();
        File.WriteAllLines(folder.At("a.csv"), Enumerable.Range(0, Rows).Select(i => $"{i},t{i % 7}").Prepend("x,t"));
        using var engine = new TableEngine(new TableEngineSettings(2, 256L << 20, folder.At("engine")));
        using var import = engine.ReadCsv(new CsvOptions { Paths = [folder.At("a.csv")] }, Cancellation);
        var schema = new RowSchema([new Column("y", ColumnKind.Number)]);
        using var all = engine.Append(
            import, schema,
            Enumerable.Range(0, Rows).Chunk(RowBlock.Size)
                .Select(rows => new RowBlock(schema, rows.Length, [rows.Select(row => (double)row).ToArray()])), Cancellation);
        all.Table.Rows.ShouldBe(Rows);
        var at = 0;
        foreach (var block in all.Table.Scan(["x", "y"], null, Cancellation))
        {
            for (var row = 0; row < block.Rows; row++, at++)
            {
                (block.Texts(0)[row], block.Numbers(1)[row]).ShouldBe(($"{at}", at));
            }
        }
    }

    private static string Flights() => "x,z,delay\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
        $"{i % 11}.5,{"abc"[i % 3]},{(i % 12 == 0 ? "" : $"{i * 13 % 40}")}\n"));

    private static TestProject Insured(string label, string split = "split: {folds: 3}\n")
    {
        var project = new TestProject(
            $"name: small\nsources: {{main: data.csv, claims: claims.csv}}\ntarget: y\ntime: day\n{split}label: {{event: {label}}}\n",
            "day,person,x\n" + string.Concat(Enumerable.Range(0, 160).Select(i =>
                $"{new DateOnly(2024, 1, 1).AddDays(i / 2):yyyy-MM-dd},{1 + (i % 4)},{i % 9}.5\n")));
        File.WriteAllText(Path.Combine(project.Path_, "claims.csv"), Claims);
        return project;
    }
}
