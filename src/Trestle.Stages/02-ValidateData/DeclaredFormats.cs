using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ValidateData;

/// <summary>Formats of dates that the configuration declares have to be formats, and have to read something.</summary>
internal static class DeclaredFormats
{
    private const int ShownLength = 40;

    /// <summary>The formats that cannot be used.</summary>
    public static IEnumerable<Problem> Faults(IReadOnlyDictionary<string, ColumnSettings> declared, Func<string, string> where)
    {
        foreach (var (column, settings) in declared)
        {
            foreach (var format in settings.Formats)
            {
                if (Fault(format, settings) is { } fault)
                {
                    yield return ValidateDataErrors.UnusableFormat(column, format, fault, where($"columns.{column}"));
                }
            }
        }
    }

    private static string? Fault(string format, ColumnSettings settings) =>
        !WrittenForms.All.Contains(format) ? DateFormats.Fault(format)
        : settings.Formats.Count > 1 ? "is one of numbers, and stands next to others"
        : settings.Type is not (null or ColumnType.Number) ? "is one of numbers, and the type is another"
        : settings.Affixes.Count > 0 || settings.Unit is not null ? "is one of numbers without affixes and units"
        : null;

    /// <summary>
    /// A column of dates, or of numbers in a form, where no text matches its formats; null when some do, or when there are no texts.
    /// </summary>
    public static Problem? Unmatched(ColumnContract column, ColumnReading inferred, IEnumerable<string> texts, string where)
    {
        string? first = null;
        foreach (var text in texts)
        {
            if (ValueParser.TryRead(column, text, out _))
            {
                return null;
            }

            first ??= text;
        }

        var shown = column.Private || first is null ? null : first.Length <= ShownLength ? first : first[..ShownLength] + "…";
        return first is null ? null : ValidateDataErrors.UnmatchedFormats(column, shown, inferred.Formats, where);
    }
}
