using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Typing;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Typing;

public sealed class RejectedValuesTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void Rows_of_a_file_are_rejected_where_the_configuration_says_so()
    {
        var rows = new TableBuilder().Texts("age", "16", " 17", "90", "x", null, "40")
            .Texts("plan", "plus", "plus", "gold", "gold", "PLUS", " basic ").Block();
        Faults(rows, column => column).ShouldBe([null, null, null, "bad", null, null]);
        Faults(rows, column => column with { Unseen = UnusualValue.Flag, OutOfRange = UnusualValue.Flag })
            .ShouldBe([null, null, null, "bad", null, null]);
        Faults(rows, column => column with { Unseen = UnusualValue.Reject, OutOfRange = UnusualValue.Reject }).ShouldBe(
        [
            "age is out of the training's range", null, "age is out of the training's range", "bad", "plan has an unseen text", null,
        ]);
    }

    /// <summary>Numbers of Parquet and JSON lines come as numbers.</summary>
    [Fact]
    public void Numbers_are_checked_however_they_come()
    {
        var rows = new TableBuilder().Numbers("age", 16, 17, 90, 1, double.NaN, 40)
            .Texts("plan", "plus", "plus", "plus", "gold", "plus", "plus").Block();
        Faults(rows, column => column with { OutOfRange = UnusualValue.Reject }).ShouldBe(
            ["age is out of the training's range", null, "age is out of the training's range", "bad", null, null]);
    }

    public void Dispose() => folder.Dispose();

    private string?[] Faults(RowBlock rows, Func<ColumnContract, ColumnContract> change)
    {
        var contents = SamplePackages.Contents(TaskKind.Binary);
        var file = folder.At("sample.trestle");
        PackageWriter.WriteFile(
            contents with
            {
                Contract = contents.Contract with
                {
                    Columns =
                    [
                        .. contents.Contract.Columns.Select(column => column.Name is "age" or "plan" ? change(column) : column),
                    ],
                },
            },
            file);
        string?[] faults = [null, null, null, "bad", null, null];
        new RejectedValues(ModelPackage.Open(file)).AddFaults(rows, faults);
        return faults;
    }
}
