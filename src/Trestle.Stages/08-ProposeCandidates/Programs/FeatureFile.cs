namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>Prepared rows as a training program reads them: CSV with the label first, numbers to the last bit, NaN as an empty field.</summary>
internal static class FeatureFile
{
    /// <summary>Writes the rows.</summary>
    public static void Write(TrainingSet rows, string file)
    {
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', rows.Features.Columns.Select(column => CsvText.Quoted(column.Name)).Prepend(ReservedColumns.Label)));
        var at = 0;
        foreach (var block in rows.Blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                writer.Write(CsvText.Number(rows.Labels[at++]));
                for (var feature = 0; feature < block.Schema.Count; feature++)
                {
                    writer.Write(',');
                    writer.Write(CsvText.Number(block.Numbers(feature)[row]));
                }

                writer.WriteLine();
            }
        }
    }
}
