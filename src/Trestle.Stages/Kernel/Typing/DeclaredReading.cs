using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What the configuration says about the reading of a column goes before what its texts show.</summary>
internal static class DeclaredReading
{
    /// <summary>A column as it is read: as declared, else as inferred.</summary>
    public static ColumnContract Apply(ColumnSettings? declared, ColumnReading inferred, ColumnContract column)
    {
        var type = declared?.Type ?? (declared is { Formats.Count: > 0 } ? ColumnType.Date : inferred.Type);
        return column with
        {
            Type = type,
            Formats = type != ColumnType.Date ? []
                : declared is { Formats.Count: > 0 } ? declared.Formats
                : inferred.Formats is { Count: > 0 } formats ? formats
                : ["yyyy-MM-dd"],
            DecimalMark = declared?.DecimalMark ?? inferred.DecimalMark,
            Affixes = declared is { Affixes.Count: > 0 }
                ? [.. declared.Affixes.OrderBy(affix => affix.Key, StringComparer.Ordinal)
                    .Select(affix => new NumberAffix(affix.Key, affix.Value))]
                : type == ColumnType.Number ? inferred.Affixes : [],
        };
    }

    /// <summary>The words in a column that mean "no value" when it is read as declared, with their rows, the most frequent first.</summary>
    public static IReadOnlyList<ValueCount> Missing(ColumnContract column, ColumnEvidenceValue evidence) =>
        ValueCount.Ordered(evidence.Texts().Where(
            entry => ColumnJudgement.IsMissing(entry.Key, column.Type, text => ValueParser.TryRead(column, text, out _))));

    /// <summary>The reading of a column for people.</summary>
    public static string Words(ColumnContract column) => column.Type switch
    {
        ColumnType.Number => $"number, decimal '{column.DecimalMark}'",
        ColumnType.Date => $"date, {string.Join(" or ", column.Formats)}",
        _ => column.Type.ToString().ToLowerInvariant(),
    };
}
