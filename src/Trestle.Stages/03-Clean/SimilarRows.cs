using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Clean;

/// <summary>Rows that are nearly equal to another row in the columns that the configuration names.</summary>
internal sealed class SimilarRows : ICleaningRule
{
    private const int MostRows = 2_000_000;

    /// <inheritdoc/>
    public string Name => "similar-rows";

    /// <inheritdoc/>
    public string Reason => "they are nearly equal to another row";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var settings = context.Read(CleanSettings.Section);
        if (settings.SimilarRows is not { } similar)
        {
            return [];
        }

        var rows = RawRows.Open(context, table, cancellation);
        foreach (var column in similar.Columns.Concat(similar.BlockBy))
        {
            if (rows.Schema.Find(column) < 0)
            {
                throw new TrestleException(CleanErrors.NoSuchColumn(column, table.Columns));
            }
        }

        Check(rows.Count, similar);
        var contract = context.Read(Artifact.Contract);
        var unusable = context.Read(Artifact.Quarantine).RowNumbers.ToHashSet();
        var compared = ComparedRow.Of(rows, similar, contract, unusable, cancellation);
        return RowGroups.Find(compared, similar.MinSimilarity, similar.BlockBy.Count > 0, cancellation)
            .SelectMany(group => RowGroups.Others(group, settings.Keep)).Order();
    }

    /// <summary>Error TR0325 when too many rows would be compared with each other.</summary>
    internal static void Check(long rows, SimilarRowsSettings settings)
    {
        if (rows > MostRows && settings.BlockBy.Count == 0)
        {
            throw new TrestleException(CleanErrors.TooManyToCompare(rows, MostRows));
        }
    }
}
