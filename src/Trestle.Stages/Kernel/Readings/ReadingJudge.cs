namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Decides how each column of texts is read: by the reading that explains most of its values, by rows and by distinct values. Readings
/// that explain as much and give other values are told apart by what else the file shows; where nothing does, the run asks.
/// </summary>
public static class ReadingJudge
{
    /// <summary>The readings of the columns of one file.</summary>
    /// <param name="columns">The evidence of each column of texts.</param>
    /// <param name="delimiter">The delimiter of a text file; null for other files.</param>
    public static IReadOnlyDictionary<string, ColumnReading> Of(
        IReadOnlyDictionary<string, ColumnEvidenceValue> columns, string? delimiter)
    {
        var judgements = columns.AsParallel().Select(column => (column.Key, Judgement: new ColumnJudgement(column.Value)))
            .ToDictionary(pair => pair.Key, pair => pair.Judgement, StringComparer.Ordinal);
        var file = FileEvidence.Of(
            delimiter,
            judgements.Where(pair => pair.Value.Chosen is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value.Chosen!)));
        var readings = judgements.ToDictionary(pair => pair.Key, pair => pair.Value.Reading(file), StringComparer.Ordinal);
        return WithNumericDates(readings, columns);
    }

    private static Dictionary<string, ColumnReading> WithNumericDates(
        Dictionary<string, ColumnReading> readings, IReadOnlyDictionary<string, ColumnEvidenceValue> columns)
    {
        var dates = readings.Where(pair => pair.Value is { Type: ColumnType.Date, Question: null })
            .ToDictionary(
                pair => pair.Key, pair => NumericDates.Range(columns[pair.Key].Counts.Keys, pair.Value.Formats), StringComparer.Ordinal);
        foreach (var (name, reading) in readings)
        {
            if (reading is { Question: null, Affixes.Count: 0, LeftOver.Count: 0, Reading: "number" or "code" })
            {
                var missing = reading.Missing.Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
                string[] texts = [.. columns[name].Counts.Keys.Where(text => !missing.Contains(text))];
                readings[name] = reading with { Question = NumericDates.Question(name, texts, dates) };
            }
        }

        return readings;
    }

    /// <summary>The reading of a column without regard to any other.</summary>
    public static ColumnReading Of(ColumnEvidenceValue evidence) => new ColumnJudgement(evidence).Reading(FileEvidence.None);
}
