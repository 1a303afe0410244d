using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Stages.Infer;
using Trestle.Stages.Monitor.Windows;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Infer;

/// <summary>Rows of a file, and logged requests, whose keys find nothing in a keyed table.</summary>
public sealed class LookUpFaultTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_row_that_must_find_a_row_and_does_not_has_a_fault_instead_of_a_prediction(bool required)
    {
        var rows = SamplePackages.Rows(40, seed: 3);
        var predicted = new Predictions(new Scorer(Package(required)), [], rows.Schema, null, Additions.None, "out.csv").Of(rows, 0);
        string?[] plans = [.. rows.Texts(rows.Schema.Find("plan"))];
        string?[] expected = [.. plans.Select(plan => required && plan != "plus" ? "plan finds no row in plans" : null)];
        predicted.Block.Texts(predicted.Block.Schema.Find("fault")).ToArray().ShouldBe(expected);
        predicted.Faults.ShouldBe(expected.Count(fault => fault is not null));
        predicted.Block.Texts(predicted.Block.Schema.Find("prediction")).ToArray()
            .Select(label => label is null).ShouldBe(expected.Select(fault => fault is not null));
    }

    [Fact]
    public void The_monitor_counts_keys_that_found_nothing()
    {
        var curated = new TableBuilder().Texts("plan", "plus", "basic", null, "basic")
            .Numbers(ReservedColumns.Found + "plans", 0, 2, 1, 3).Block();
        new UnusualRows(Package(required: false)).Count(curated).ShouldContain(("plan", "unmatched", 2L));
    }

    public void Dispose() => folder.Dispose();

    private ModelPackage Package(bool required)
    {
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.LookingUp(SamplePackages.Contents(TaskKind.Binary), required), path);
        return ModelPackage.Open(path);
    }
}
