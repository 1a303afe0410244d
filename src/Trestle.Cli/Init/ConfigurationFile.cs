using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Trestle.Core.Configuration;

namespace Trestle.Cli.Init;

/// <summary>
/// Writes the first <c>trestle.yaml</c> of a project: the required settings, what was found in the data, and all other settings, commented
/// out.
/// Prose follows <c># </c>; a setting follows <c>#</c> alone, so that removing that one character activates it.
/// </summary>
internal sealed partial class ConfigurationFile
{
    private const int Width = 110;
    private const int ShownColumns = 60;
    private readonly StringBuilder text = new();

    private ConfigurationFile()
    {
    }

    /// <summary>The text of the file.</summary>
    public static string Write(string name, string source, string target, DataPreview data)
    {
        var file = new ConfigurationFile();
        file.Head(name, source, target);
        file.Preview(data, target);
        file.Prose("All settings. Commented-out lines show the default or an example; remove the '#' to change a setting.", "");
        foreach (var setting in ProjectBinder.Model.Describe(typeof(ProjectSettings)).Settings.Where(setting => !setting.Required))
        {
            file.text.Append('\n');
            file.Append(setting, "", Suggestion(setting.Key, data, target));
        }

        return file.text.ToString();
    }

    /// <summary>A text in YAML: plain if possible, otherwise in double quotes.</summary>
    public static string Yaml(string value) => PlainText().IsMatch(value) && !Reserved.Contains(value)
        ? value
        : JsonSerializer.Serialize(value, Quoting);

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Reserved = new(
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A(\.{1,2}/)*[A-Za-z_][A-Za-z0-9_./-]*\z")]
    private static partial Regex PlainText();

    private static string? Suggestion(string key, DataPreview data, string target) => key switch
    {
        "key" when data.Keys.FirstOrDefault(column => column.Name != target) is { } column => $"[{Yaml(column.Name)}]",
        "time" when data.Times.FirstOrDefault(column => column.Name != target) is { } column => Yaml(column.Name),
        "positive-class" when data.Columns.FirstOrDefault(column => column.Name == target) is { Values: [_, var second] } => Yaml(second),
        _ => null,
    };

    private void Head(string name, string source, string target)
    {
        text.Append("# yaml-language-server: $schema=trestle.schema.json\n");
        Prose("A Trestle project. Train and register a model with: trestle run", "");
        text.Append("\nname: ").Append(Yaml(name)).Append("\nsource: ").Append(Yaml(source)).Append("\ntarget: ")
            .Append(Yaml(target)).Append("\n\n");
    }

    private void Preview(DataPreview data, string target)
    {
        Prose($"Found in {(data.Whole ? "" : "the first ")}{Format.Count(data.Rows, "row")}:", "");
        var width = Math.Min(32, data.Columns.Max(column => Format.Plain(column.Name).Length));
        foreach (var column in data.Columns.Take(ShownColumns))
        {
            var values = column.Values.Count > 0 ? string.Join(", ", column.Values) : $"{Format.Count(column.Distinct)} distinct";
            var missing = column.Missing > 0 ? $", {Format.Count(column.Missing)} missing" : "";
            var role = column.Name == target ? "  <- the target" : "";
            Prose(
                $"| {Format.Cut(Format.Plain(column.Name), width).PadRight(width)}  "
                    + $"{column.Type.ToString().ToLowerInvariant(),-7}  {Format.Cut(Format.Plain(values), 60)}{missing}{role}",
                "", wrap: false);
        }

        if (data.Columns.Count > ShownColumns)
        {
            Prose($"| and {Format.Count(data.Columns.Count - ShownColumns, "more column")}", "");
        }

        foreach (var (what, columns) in new[] { ("may hold the time of a row", data.Times), ("may identify a row", data.Keys) })
        {
            var names = columns.Where(column => column.Name != target).Select(column => Format.Plain(column.Name)).ToArray();
            if (names.Length > 0)
            {
                Prose($"{Format.Some(names, 6)} {what}.", "");
            }
        }

        text.Append('\n');
    }

    private void Append(Setting setting, string indentation, string? suggestion)
    {
        Prose(setting.Description, indentation);
        var value = suggestion ?? Value(setting);
        if (setting.Shape is RecordShape record)
        {
            text.Append($"#{indentation}{setting.Key}:\n");
            foreach (var part in record.Settings)
            {
                Append(part, indentation + "  ", null);
            }
        }
        else if (value is null)
        {
            Prose($"{setting.Key}: {setting.Shape.Words}", indentation);
        }
        else
        {
            text.Append($"#{indentation}{setting.Key}: {value}\n");
        }
    }

    /// <summary>The default, or an example if the default is empty.</summary>
    private static string? Value(Setting setting) => setting.Default switch
    {
        null => setting.Example,
        string { Length: 0 } => setting.Example,
        string word => Yaml(word),
        bool truth => truth ? "true" : "false",
        Enum word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        TimeSpan duration => Duration.Print(duration),
        ICollection { Count: 0 } => setting.Example ?? "[]",
        IEnumerable<string> items => $"[{string.Join(", ", items.Select(Yaml))}]",
        IEnumerable<double> figures => $"[{string.Join(", ", figures.Select(figure => figure.ToString(CultureInfo.InvariantCulture)))}]",
        IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    private void Prose(string words, string indentation, bool wrap = true)
    {
        var prefix = indentation.Length == 0 ? "# " : $"#{indentation}# ";
        foreach (var line in wrap ? Wrap(words, Width - prefix.Length) : [words])
        {
            text.Append(prefix).Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Wrap(string words, int width)
    {
        var line = new StringBuilder();
        foreach (var word in words.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
