using Trestle.Rows.Csv;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>
/// Prepared rows as a training program reads them: CSV with the label first, then how much the row counts where rows count differently;
/// numbers that read back exactly, NaN as an empty field.
/// </summary>
internal static class FeatureFile
{
    /// <summary>Writes the rows.</summary>
    public static void Write(TrainingSet rows, string file)
    {
        using var writer = new StreamWriter(file);
        var csv = new CsvWriter(writer);
        string[] first = rows.Weights is null ? [ReservedColumns.Label] : [ReservedColumns.Label, ReservedColumns.Weight];
        csv.WriteRecord(first.Concat(rows.Features.Columns.Select(column => column.Name)));
        var at = 0;
        foreach (var block in rows.Blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                csv.Write(rows.Labels[at]);
                if (rows.Weights is { } weights)
                {
                    csv.Write(weights[at]);
                }

                at++;
                csv.WriteRow(block, row);
            }
        }
    }
}
