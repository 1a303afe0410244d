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
        var type = declared?.Type ?? (declared is { Formats: [var first, ..] }
            ? WrittenForms.All.Contains(first) ? ColumnType.Number : ColumnType.Date
            : declared is { Unit: not null } or { Affixes.Count: > 0 } ? ColumnType.Number : inferred.Type);
        return column with
        {
            Type = type,
            Formats = type is not (ColumnType.Date or ColumnType.Number) ? []
                : declared is { Formats.Count: > 0 } ? declared.Formats
                : inferred.Type == type && inferred.Formats is { Count: > 0 } formats && !IsPlain(type, declared) ? formats
                : type == ColumnType.Date ? ["yyyy-MM-dd"] : [],
            Zone = type == ColumnType.Date && declared?.TimeZone is { } zone
                ? ZoneClock.Find(zone) ?? throw new TrestleException(ContractErrors.UnknownZone(column.Name, zone))
                : null,
            DecimalMark = declared?.DecimalMark ?? inferred.DecimalMark,
            Affixes = type != ColumnType.Number && declared is not { Affixes.Count: > 0 } ? []
                : declared?.Unit is { } unit ? InUnit(column.Name, unit, Affixes(declared, inferred))
                : Affixes(declared, inferred),
        };
    }

    /// <summary>Whether it is declared that numbers are written as such.</summary>
    private static bool IsPlain(ColumnType type, ColumnSettings? declared) => type == ColumnType.Number
        && (declared?.DecimalMark is not null || declared?.Unit is not null || declared is { Affixes.Count: > 0 });

    private static IReadOnlyList<NumberAffix> Affixes(ColumnSettings? declared, ColumnReading inferred) =>
        declared is { Affixes.Count: > 0 }
            ? [.. declared.Affixes.OrderBy(affix => affix.Key, StringComparer.Ordinal)
                .Select(affix => new NumberAffix(affix.Key, affix.Value))]
            : inferred.Affixes;

    /// <summary>All spellings of the units of a quantity, converted to one of them; what means something else stays.</summary>
    private static IReadOnlyList<NumberAffix> InUnit(string column, string name, IReadOnlyList<NumberAffix> affixes)
    {
        var target = Units.Find(name) is [var only] ? only : throw new TrestleException(ContractErrors.UnknownUnit(column, name));
        var units = Units.Spellings(target.Quantity)
            .Select(spelled => (spelled.Text, Conversion: Units.Conversion(spelled.Unit, target)))
            .Where(spelled => spelled.Conversion is not null && NumberText.CanBeAffix(spelled.Text))
            .ToDictionary(spelled => spelled.Text, spelled => spelled.Conversion!.Value, StringComparer.Ordinal);
        foreach (var affix in affixes.Where(affix => !units.ContainsKey(affix.Text)))
        {
            var own = Units.Find(affix.Text).FirstOrDefault(unit => unit.Quantity == target.Quantity);
            units[affix.Text] = own is not null && Units.Conversion(own, target) is { } known ? known : (affix.Shift, affix.Factor);
        }

        return
        [
            .. units.OrderBy(unit => unit.Key, StringComparer.Ordinal)
                .Select(unit => new NumberAffix(unit.Key, unit.Value.Factor, unit.Value.Shift)),
        ];
    }

    /// <summary>The words in a column that mean "no value" when it is read as declared, with their rows, the most frequent first.</summary>
    public static IReadOnlyList<ValueCount> Missing(ColumnContract column, ColumnEvidenceValue evidence) =>
        ValueCount.Ordered(evidence.Texts().Where(
            entry => ColumnJudgement.IsMissing(entry.Key, column.Type, text => ValueParser.TryRead(column, text, out _))));

    /// <summary>The reading of a column for people.</summary>
    public static string Words(ColumnContract column) => column.Type switch
    {
        ColumnType.Number when WrittenForms.Of(column) is { } form => WrittenForms.Words(form),
        ColumnType.Number => $"number, decimal '{column.DecimalMark}'",
        ColumnType.Date => $"date, {string.Join(" or ", column.Formats)}",
        _ => column.Type.ToString().ToLowerInvariant(),
    };
}
