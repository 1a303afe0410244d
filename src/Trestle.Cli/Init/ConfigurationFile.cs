using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Trestle.Core.Configuration;

namespace Trestle.Cli.Init;

/// <summary>
/// Writes the first <c>trestle.yaml</c> of a project: what must be said, what was seen in the data, and every choice there is, commented out.
/// Prose stands behind <c># </c>; a choice behind <c>#</c> alone, so that taking that one character away makes it count.
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
        file.Seen(data, target);
        file.Prose("Every choice there is. What is commented out stands at its default, or shows an example; take the '#' away to change it.", "");
        foreach (var setting in ProjectBinder.Model.Describe(typeof(ProjectSettings)).Settings.Where(setting => !setting.Required))
        {
            file.text.Append('\n');
            file.Choice(setting, "", Suggestion(setting.Key, data, target));
        }

        return file.text.ToString();
    }

    /// <summary>A text as YAML has it: plain where it can be, else in double quotes.</summary>
    public static string Yaml(string value) => PlainText().IsMatch(value) && !Reserved.Contains(value)
        ? value
        : JsonSerializer.Serialize(value, Quoting);

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Reserved = new(["true", "false", "null", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

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
        Prose("A Trestle project. Carry it to a registered model with: trestle run", "");
        text.Append("\nname: ").Append(Yaml(name)).Append("\nsource: ").Append(Yaml(source)).Append("\ntarget: ").Append(Yaml(target)).Append("\n\n");
    }

    private void Seen(DataPreview data, string target)
    {
        Prose($"What was seen in {(data.Whole ? "" : "the first ")}{Format.Count(data.Rows, "row")}:", "");
        var width = Math.Min(32, data.Columns.Max(column => Format.Plain(column.Name).Length));
        foreach (var column in data.Columns.Take(ShownColumns))
        {
            var values = column.Values.Count > 0 ? string.Join(", ", column.Values) : $"{Format.Count(column.Distinct)} distinct";
            var missing = column.Missing > 0 ? $", {Format.Count(column.Missing)} missing" : "";
            var role = column.Name == target ? "  <- the target" : "";
            Prose($"| {Format.Cut(Format.Plain(column.Name), width).PadRight(width)}  {column.Type.ToString().ToLowerInvariant(),-7}  {Format.Cut(Format.Plain(values), 60)}{missing}{role}", "", wrap: false);
        }

        if (data.Columns.Count > ShownColumns)
        {
            Prose($"| and {Format.Count(data.Columns.Count - ShownColumns, "more column")}", "");
        }

        foreach (var (what, columns) in new[] { ("may tell when a row happened", data.Times), ("may identify a row", data.Keys) })
        {
            var names = columns.Where(column => column.Name != target).Select(column => Format.Plain(column.Name)).ToArray();
            if (names.Length > 0)
            {
                Prose($"{Format.Some(names, 6)} {what}.", "");
            }
        }

        text.Append('\n');
    }

    private void Choice(Setting setting, string indentation, string? suggestion)
    {
        Prose(setting.Description, indentation);
        var value = suggestion ?? Value(setting);
        if (setting.Shape is RecordShape record)
        {
            text.Append($"#{indentation}{setting.Key}:\n");
            foreach (var part in record.Settings)
            {
                Choice(part, indentation + "  ", null);
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

    /// <summary>The default, or an example where the default is nothing.</summary>
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
