using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Trestle.Cli.Init;
using Trestle.Rows.Steps;
using Trestle.Stages.Clean.Repairs;

namespace Trestle.Cli.Cleaning;

/// <summary>Writes repairs as the section <c>clean.repairs</c> of a configuration, each with what it changes and why.</summary>
internal static class RepairYaml
{
    private const int ShownSamples = 5;

    /// <summary>The section; commented, and empty when there are no repairs.</summary>
    public static string Write(IReadOnlyList<FoundRepair> repairs, long rows)
    {
        var text = new StringBuilder();
        if (repairs.Count == 0)
        {
            return $"# no repairs are suggested for {Format.Count(rows, "row")}\nclean:\n  repairs: []\n";
        }

        var cells = Format.Count(repairs.Sum(repair => repair.Changes.Count), "cell");
        text.Append($"# {cells} in {Format.Count(rows, "row")} would be changed\n");
        text.Append("clean:\n  repairs:\n");
        foreach (var repair in repairs)
        {
            Append(text, repair);
        }

        return text.ToString();
    }

    /// <summary>A step in one line: <c>country-code: {columns: [country]}</c>.</summary>
    public static string Inline(IRowStep step)
    {
        var settings = ProjectBinder.Model.Describe(step.GetType()).Settings
            .Where(setting => setting.Get(step) is { } value && !Same(value, setting.Default))
            .Select(setting => $"{setting.Key}:{Value(setting.Get(step)!)}");
        return $"{StepCatalog.NameOf(step)}: {{{string.Join(", ", settings)}}}";
    }

    private static void Append(StringBuilder text, FoundRepair repair)
    {
        var columns = repair.Changes.Select(change => change.Column).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        text.Append($"    # {Plain(string.Join(", ", columns))}: {Format.Count(repair.Changes.Count, "cell")}; {Plain(repair.Reason)}\n");
        text.Append(CultureInfo.InvariantCulture, $"    # about {repair.Precision * 100:0} % of the changes are expected to be right\n");
        foreach (var sample in repair.Changes.CountBy(change => (change.Column, change.Before, change.After))
            .OrderByDescending(sample => sample.Value).ThenBy(sample => sample.Key.Before, StringComparer.Ordinal).Take(ShownSamples))
        {
            var times = sample.Value > 1 ? $" ({Format.Count(sample.Value)} times)" : "";
            text.Append($"    #   {Quoted(sample.Key.Before)} becomes {Quoted(sample.Key.After)}{times}\n");
        }

        text.Append("    - ").Append(StepCatalog.NameOf(repair.Step)).Append(":\n");
        foreach (var setting in ProjectBinder.Model.Describe(repair.Step.GetType()).Settings)
        {
            if (setting.Get(repair.Step) is { } value && !Same(value, setting.Default))
            {
                text.Append("        ").Append(setting.Key).Append(':').Append(Value(value)).Append('\n');
            }
        }
    }

    private static bool Same(object value, object? other) => value is IEnumerable and not string
        ? other is not null && Value(value) == Value(other)
        : Equals(value, other);

    private static string Value(object value) => value switch
    {
        IDictionary { Count: 0 } => " {}",
        IDictionary map => string.Concat(map.Keys.Cast<object>().Select(key => $"\n          {Scalar(key)}:{Value(map[key]!)}")),
        IEnumerable items and not string => $" [{string.Join(", ", items.Cast<object>().Select(Scalar))}]",
        _ => $" {Scalar(value)}",
    };

    private static string Scalar(object value) => value switch
    {
        string text => ConfigurationFile.Yaml(text),
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A value between quotes, safe to show.</summary>
    public static string Quoted(string? text) => text is null ? "no value" : $"'{Plain(text)}'";

    /// <summary>A text in one line, safe to show.</summary>
    public static string Plain(string text) => Format.Plain(text.ReplaceLineEndings(" "));
}
