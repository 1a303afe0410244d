using Trestle.Rows.Csv;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>
/// Prepared rows as a training program reads them: CSV with the label first, numbers that read back exactly, NaN as an empty field.
/// </summary>
internal static class FeatureFile
{
    /// <summary>Writes the rows.</summary>
    public static void Write(TrainingSet rows, string file)
    {
        using var writer = new StreamWriter(file);
        var csv = new CsvWriter(writer);
        csv.WriteRecord(rows.Features.Columns.Select(column => column.Name).Prepend(ReservedColumns.Label));
        var at = 0;
        foreach (var block in rows.Blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                csv.Write(rows.Labels[at++]);
                csv.WriteRow(block, row);
            }
        }
    }
}
