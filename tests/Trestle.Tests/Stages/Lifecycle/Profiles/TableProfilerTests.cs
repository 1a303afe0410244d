using System.Globalization;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle.Profiles;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Lifecycle.Profiles;

/// <summary>What a profile says of tables of which it is known.</summary>
public sealed class TableProfilerTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TableEngine tables;

    public TableProfilerTests() => tables = new TableEngine(new TableEngineSettings(2, 1L << 30, folder.At("engine")));

    public void Dispose()
    {
        tables.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Columns_are_described_by_what_they_mean()
    {
        var profile = Profile(Customers(400));
        Meanings(profile).ShouldBe(
        [
            "id: identifiers", "email: e-mail addresses", "country: countries", "plz: postal codes", "city: categories",
            "joined: date", "active: yes or no", "price: amounts of money, EUR", "note: free text", "same: constant", "none: empty",
        ]);
        profile.Rows.ShouldBe(400);
        var price = profile.Columns.Single(column => column.Name == "price");
        price.Numbers!.Min.ShouldBe(1);
        price.Numbers.Max.ShouldBe(400);
        price.Numbers.Median.ShouldBe(200.5);
        price.Bins.Sum().ShouldBe(400);
        ProfilePage.Write(profile).ShouldContain("<svg class=\"bars\"");
        profile.Columns.Single(column => column.Name == "joined").Dates.ShouldBe(
            new DateFigures("2020-01-01", "2020-07-18T12:00:00", "2021-02-03"));
        profile.Columns.Single(column => column.Name == "email").Personal.ShouldBe(PersonalData.Email);
    }

    [Fact]
    public void Missing_values_are_told_apart_from_disguised_ones()
    {
        var text = new StringBuilder("weight,day,word\n");
        for (var i = 0; i < 300; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i < 9 ? "NA" : i < 20 ? "-999" : i < 40 ? "" : $"{60 + (i % 30)}")},")
                .Append(i < 5 ? "1900-01-01" : $"2024-{1 + (i % 12):00}-{1 + (i % 28):00}").Append(',')
                .Append(i < 7 ? "unknown" : "abc"[i % 3]).Append('\n');
        }

        var columns = Profile(text.ToString()).Columns.ToDictionary(column => column.Name);
        columns["weight"].Missing.ShouldBe(29);
        columns["weight"].MissingWords.ShouldBe([new ValueCount("NA", 9)]);
        columns["weight"].Disguised.Single().ShouldBe(new DisguisedValue("-999", 11, "a run of nines, far from all other numbers"));
        columns["day"].Disguised.Single().ShouldBe(new DisguisedValue(
            "1900-01-01", 5, "a date that programs write where there is none, far from all others"));
        columns["word"].Disguised.Single().Value.ShouldBe("unknown");
        columns["word"].Missing.ShouldBe(0);
    }

    [Fact]
    public void A_number_at_the_end_of_the_range_that_recurs_far_from_all_others_may_be_none()
    {
        var text = new StringBuilder("bmi,count\n");
        for (var i = 0; i < 400; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i < 11 ? 0 : 18.2 + (i % 97 / 10.0))},{i % 12}\n");
        }

        var columns = Profile(text.ToString()).Columns;
        columns[0].Disguised.Single().Value.ShouldBe("0");
        columns[0].Disguised.Single().Rows.ShouldBe(11);
        columns[1].Disguised.ShouldBeEmpty();
    }

    [Fact]
    public void Damage_and_outliers_are_counted()
    {
        var text = new StringBuilder("x,y\n");
        for (var i = 0; i < 200; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 7 ? "12..5" : $"{i % 50}")},{(i < 3 ? 1000 : i % 10)}\n");
        }

        var columns = Profile(text.ToString()).Columns;
        columns[0].Unread.ShouldBe(1);
        columns[0].Missing.ShouldBe(0);
        columns[0].Notes.ShouldContain(note => note.Contains("'12..5'", StringComparison.Ordinal));
        (columns[1].Numbers!.Outliers, columns[1].Numbers!.FarOutliers).ShouldBe((3, 3));
        columns[0].Numbers!.Outliers.ShouldBe(0);
    }

    [Theory]
    [InlineData(ExactCounts.MostHeld)]
    [InlineData(50)]
    public void Keys_and_dependencies_are_counted_in_all_rows(int held)
    {
        var text = new StringBuilder("order,line,zip,city,serial\n");
        for (var i = 0; i < 600; i++)
        {
            var zip = 100 + (i / 6 % 40);
            text.Append(
                CultureInfo.InvariantCulture, $"o{i / 6},{i % 6},z{zip},{(i is 100 or 200 ? "Elsewhere" : $"city{zip % 9}")},")
                .Append(CultureInfo.InvariantCulture, $"s{(i == 599 ? 0 : i)}\n");
        }

        var profile = Profile(text.ToString(), held: held);
        profile.Keys.Select(key => $"{string.Join('+', key.Columns)} {key.Repeats} {key.Missing} {key.IsKey}")
            .ShouldBe(["serial 1 0 False", "order+line 0 0 True"]);
        profile.Dependencies.ShouldContain(new FoundDependency("zip", "city", 600, 2));
        profile.Dependencies.ShouldNotContain(found => found.From == "city" && found.To == "zip");
        profile.RepeatedRows.ShouldBe(0);
    }

    [Fact]
    public void Words_for_no_value_decide_nothing_and_are_decided_by_nothing()
    {
        var profile = Profile("model,speed\n" + string.Concat(Enumerable.Range(0, 400).Select(
            i => $"m{i % 30},{(i % 100 == 0 ? $"{i}" : "NA")}\n")));
        profile.Dependencies.ShouldBeEmpty();
        profile.Columns[1].Missing.ShouldBe(396);
    }

    [Fact]
    public void Associations_and_leaks_are_found()
    {
        var random = new Random(3);
        var text = new StringBuilder("a,b,group,size,closed,churn\n");
        for (var i = 0; i < 600; i++)
        {
            var (a, churn) = (random.NextDouble(), random.Next(2));
            text.Append(CultureInfo.InvariantCulture, $"{a:0.0000},{(2 * a) + 1:0.0000},{"xyz"[i % 3]},{"smx"[i % 3]},")
                .Append(churn == 1 ? "2024-03-01" : "").Append(churn == 1 ? ",yes\n" : ",no\n");
        }

        var profile = Profile(text.ToString(), new TableSettings { Target = "churn" });
        var pairs = profile.Associations.ToDictionary(pair => $"{pair.First} {pair.Second}");
        pairs["a b"].Measure.ShouldBe("correlation");
        pairs["a b"].Value.ShouldBe(1, 1e-6);
        pairs["group size"].Value.ShouldBe(1, 1e-6);
        pairs.ShouldNotContainKey("a group");
        profile.Target!.Task.ShouldBe(TaskKind.Binary);
        profile.Target.Suspects.Single().Columns.ShouldBe(["closed"]);
        profile.Target.Suspects.Single().Found.ShouldContain("whether it has a value alone tells the target with AUC 1.0000");
        profile.Columns.Single(column => column.Name == "closed").TargetFigure!.Value.ShouldBe(1, 1e-9);
        profile.Columns.Single(column => column.Name == "a").TargetFigure!.Value.ShouldBeInRange(0.4, 0.6);
    }

    [Fact]
    public void A_date_after_the_time_of_its_row_is_suspected()
    {
        var text = new StringBuilder("ordered,paid,amount,late\n");
        for (var i = 0; i < 400; i++)
        {
            var ordered = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i * 7);
            var paid = ordered.AddDays(i % 2 == 0 ? 3 : 40);
            text.Append(CultureInfo.InvariantCulture, $"{ordered:yyyy-MM-dd HH:mm},{paid:yyyy-MM-dd HH:mm},")
                .Append(CultureInfo.InvariantCulture, $"{i * 37 % 101},{(i % 2 == 0 ? "no" : "yes")}\n");
        }

        var profile = Profile(text.ToString(), new TableSettings { Target = "late", Time = "ordered" });
        profile.Target!.Suspects.ShouldContain(found => found.Check == "late-date" && found.Columns.Single() == "paid");
    }

    [Fact]
    public void Values_of_private_columns_are_nowhere()
    {
        var profile = Profile(
            "name,x,day\n" + string.Concat(Enumerable.Range(0, 100).Select(
                i => $"{(i < 5 ? "unknown" : $"Geheim{i % 4}")},{(i < 9 ? "-777777" : $"47110815{i % 50}")},1904-02-0{1 + (i % 9)}\n")),
            new TableSettings { Target = "", Private = ["name", "x", "day"] });
        profile.Columns.Single(column => column.Name == "name").Disguised.Single().Value.ShouldBeNull();
        foreach (var report in new[] { JsonSerializer.Serialize(profile), ProfilePage.Write(profile) })
        {
            foreach (var secret in new[] { "Geheim", "47110815", "-777777", "1904", "unknown" })
            {
                report.ShouldNotContain(secret);
            }
        }
    }

    [Theory]
    [InlineData("a,b\n")]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n,\n,\n")]
    [InlineData("only\nx\n")]
    public void Tables_of_no_or_few_rows_have_a_profile(string csv) =>
        ProfilePage.Write(Profile(csv, new TableSettings { Target = csv.StartsWith("only", StringComparison.Ordinal) ? "only" : "b" }))
            .ShouldContain("<h2>Columns</h2>");

    private static string Customers(int rows)
    {
        string[] countries = ["Germany", "France", "Austria", "Italy"];
        var text = new StringBuilder("id,email,country,plz,city,joined,active,price,note,same,none\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"K{i * 7},p{i}@example.org,{countries[i % 4]},{10115 + (i % 60)},")
                .Append(CultureInfo.InvariantCulture, $"city{i % 12},{new DateTime(2020, 1, 1).AddDays(i):yyyy-MM-dd},")
                .Append(CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "yes" : "no")},{i + 1} €,the {i}th customer called twice,A,\n");
        }

        return text.ToString();
    }

    private static string[] Meanings(TableProfile profile) => [.. profile.Columns.Select(column => $"{column.Name}: {column.Meaning}")];

    private TableProfile Profile(string csv, TableSettings? settings = null, int held = ExactCounts.MostHeld)
    {
        using var import = tables.ReadCsv(
            new CsvOptions { Paths = [folder.Write("data.csv", csv)] }, TestContext.Current.CancellationToken);
        var table = new ProfiledTable("data.csv", import.Table) { Settings = settings ?? new TableSettings { Target = "" } };
        return new TableProfiler(TimeProvider.System) { Held = held }.Run(table, TestContext.Current.CancellationToken);
    }
}
