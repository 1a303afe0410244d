using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Testing;

namespace Trestle.EndToEnd.Serving;

/// <summary>The sample package as stage 15 makes it today: it names the unused columns, and no column is declared.</summary>
internal static class TodaysPackages
{
    /// <summary>The package, with changes to its columns.</summary>
    public static PackageContents Make(Func<ColumnContract, ColumnContract>? change = null)
    {
        var contents = SamplePackages.Contents(TaskKind.Binary);
        return contents with
        {
            Contract = contents.Contract with
            {
                Unused = ["id", "score_copy"],
                Columns =
                [
                    .. contents.Contract.Columns.Select(column => column with { Required = false })
                        .Select(column => change?.Invoke(column) ?? column),
                ],
            },
        };
    }
}
