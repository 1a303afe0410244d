using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Learners.Packages;
using Trestle.Rows.Keyed;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

/// <summary>Packages that know how far their predictions are off.</summary>
public sealed class ConformalPackageTests
{
    private static readonly UpperTail Tail = UpperTail.Of([.. Enumerable.Range(1, 60).Select(i => i / 3.0)]);

    [Fact]
    public void What_intervals_are_made_of_comes_back()
    {
        using var folder = new TempFolder();
        var package = Write(folder, TaskKind.Regression, new ConformalIntervals(Tail, Tail, new ErrorScale([0, 10], [1, 2.5])), null);
        package.Files.ShouldContain("conformal.json");
        var intervals = package.Conformal.ShouldNotBeNull().Intervals.ShouldNotBeNull();
        intervals.Above.Values.ShouldBe(Tail.Values);
        intervals.Around(5, 0.8).ShouldBe((5 - (1.75 * Tail.At(0.9)), 5 + (1.75 * Tail.At(0.9))));
        intervals.Around(-3, 0.8).High.ShouldBe(-3 + Tail.At(0.9));
        intervals.Around(30, 0.8).High.ShouldBe(30 + (2.5 * Tail.At(0.9)));
        package.Conformal.Sets.ShouldBeNull();
    }

    [Fact]
    public void Refreshed_tables_leave_it_as_it_is()
    {
        using var folder = new TempFolder();
        var package = Write(folder, TaskKind.Regression, new ConformalIntervals(Tail, Tail), null);
        var refreshed = package.With(new Dictionary<string, KeyedTable>());
        refreshed.Conformal.ShouldBeSameAs(package.Conformal);
        (refreshed.Hash, refreshed.Model, refreshed.Contract).ShouldBe((package.Hash, package.Model, package.Contract));
    }

    [Fact]
    public void What_does_not_fit_the_task_is_not_written()
    {
        using var folder = new TempFolder();
        var (intervals, sets) = (new ConformalIntervals(Tail, Tail), new ConformalSets([Tail, Tail]));
        foreach (var (task, value, classes) in new (TaskKind, ConformalIntervals?, ConformalSets?)[]
        {
            (TaskKind.Binary, intervals, null), (TaskKind.Binary, null, null), (TaskKind.Multiclass, null, sets),
            (TaskKind.Regression, null, sets), (TaskKind.Regression, intervals, sets),
            (TaskKind.Regression, new ConformalIntervals(Tail, UpperTail.Of([1])), null),
            (TaskKind.Regression, new ConformalIntervals(Tail, Tail, new ErrorScale([1, 1], [1, 1])), null),
            (TaskKind.Regression, new ConformalIntervals(Tail, Tail, new ErrorScale([0, 1], [1, 0])), null),
        })
        {
            Should.Throw<TrestleException>(() => Write(folder, task, value, classes)).Problems[0].Code.ShouldBe("TR1508");
        }
    }

    [Theory]
    [InlineData("\"rows\": 60", "\"rows\": 61", "TR1508")]
    [InlineData("\"rows\": 60", "\"rows\": -60", "TR1508")]
    [InlineData("\"rows\": 60", "\"rows\": 9223372036854775807", "TR1508")]
    [InlineData("\"below\": {", "\"below\": null, \"x\": {", "TR1509")]
    [InlineData("\"above\": {", "\"over\": {", "TR1509")]
    [InlineData("\"rows\": 60,", "\"rows\": 60, \"rows\": 60,", "TR1509")]
    public void Hostile_numbers_are_refused_though_their_sum_is_right(string old, string changed, string code)
    {
        using var folder = new TempFolder();
        var contents = SamplePackages.Contents(TaskKind.Regression) with
        {
            Conformal = new ConformalScores { Intervals = new ConformalIntervals(Tail, Tail) },
        };
        PackageWriter.WriteDirectory(contents, folder.At("p"));
        var file = Path.Combine(folder.At("p"), "conformal.json");
        var text = File.ReadAllText(file);
        text.ShouldContain(old);
        File.WriteAllText(file, text.Replace(old, changed, StringComparison.Ordinal));
        PackageFile[] files =
        [
            .. Directory.EnumerateFiles(folder.At("p"), "*", SearchOption.AllDirectories)
                .Select(path => new PackageFile(Path.GetRelativePath(folder.At("p"), path).Replace('\\', '/'), File.ReadAllBytes(path)))
                .Where(part => part.Name != "SHA256SUMS").OrderBy(part => part.Name, StringComparer.Ordinal),
        ];
        File.WriteAllBytes(Path.Combine(folder.At("p"), "SHA256SUMS"), Checksums.Of(files));

        Should.Throw<TrestleException>(() => ModelPackage.Open(folder.At("p"))).Problems[0].Code.ShouldBe(code);
    }

    [Fact]
    public void A_package_without_says_so()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), folder.At("a.trestle"));
        var scorer = new Scorer(ModelPackage.Open(folder.At("a.trestle")));
        scorer.NoSet(0.9).ShouldNotBeNull().Code.ShouldBe("TR1311");
        scorer.NoInterval(0.9).ShouldNotBeNull().Code.ShouldBe("TR1310");
        Encoding.UTF8.GetString(scorer.Package.Part("README.md").Span).ShouldNotBeEmpty();
    }

    private static ModelPackage Write(TempFolder folder, TaskKind task, ConformalIntervals? intervals, ConformalSets? sets)
    {
        var contents = SamplePackages.Contents(task) with { Conformal = new ConformalScores { Intervals = intervals, Sets = sets } };
        PackageWriter.WriteFile(contents, folder.At("a.trestle"));
        return ModelPackage.Open(folder.At("a.trestle"));
    }
}
