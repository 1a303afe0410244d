using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Trestle.Cli.Rendering;
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
    /// <param name="name">The name of the project.</param>
    /// <param name="source">The section <c>source</c>, in YAML.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="data">What was found in the data.</param>
    /// <param name="proposals">What it speaks for.</param>
    public static string Write(string name, string source, string target, DataPreview data, Proposals proposals)
    {
        var file = new ConfigurationFile();
        file.Head(name, source, target, [.. proposals.Settings.Where(proposal => proposal.IsActive)]);
        file.Propose([.. proposals.Settings.Where(proposal => !proposal.IsActive)]);
        file.Remark(data, proposals);
        file.Preview(data, target);
        file.Prose("All other settings. Commented-out lines show the default or an example; remove the '#' to change a setting.", "");
        var written = proposals.Settings.Select(proposal => proposal.Setting).ToHashSet(StringComparer.Ordinal);
        foreach (var setting in ProjectBinder.Model.Describe(typeof(ProjectSettings)).Settings
            .Where(setting => !setting.Required && setting.Key is not ("source" or "sources") && !written.Contains(setting.Key)))
        {
            file.text.Append('\n');
            file.Append(setting, "");
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

    private void Head(string name, string source, string target, IReadOnlyList<Proposal> active)
    {
        text.Append("# yaml-language-server: $schema=trestle.schema.json\n");
        Prose("A Trestle project. Train and register a model with: trestle run", "");
        text.Append("\nname: ").Append(Yaml(name)).Append('\n').Append(source).Append("\ntarget: ").Append(Yaml(target)).Append('\n');
        foreach (var proposal in active)
        {
            text.Append('\n');
            Prose(Sentence(proposal.Reason), "");
            text.Append(proposal.Setting).Append(": ").Append(proposal.Value).Append('\n');
        }

        text.Append('\n');
    }

    private void Propose(IReadOnlyList<Proposal> proposals)
    {
        if (proposals.Count == 0)
        {
            return;
        }

        Prose("Proposals: remove the '#' before a setting to accept it.", "");
        foreach (var proposal in proposals)
        {
            Prose(Sentence(proposal.Reason), "");
            text.Append('#').Append(proposal.Setting).Append(": ").Append(proposal.Value).Append('\n');
        }

        text.Append('\n');
    }

    private static string Sentence(string reason) => $"{char.ToUpperInvariant(reason[0])}{reason[1..]}.";

    private void Remark(DataPreview data, Proposals proposals)
    {
        string[] all = [.. InitPage.Findings(data, proposals)];
        if (all.Length == 0)
        {
            return;
        }

        Prose("To know:", "");
        foreach (var remark in all)
        {
            var lines = Wrap(Format.Plain(remark), Width - 4).ToArray();
            for (var i = 0; i < lines.Length; i++)
            {
                Prose($"{(i == 0 ? "-" : " ")} {lines[i]}", "", wrap: false);
            }
        }

        text.Append('\n');
    }

    private void Preview(DataPreview data, string target)
    {
        Prose($"Found in {data.Extent} ({data.Layout}), and how the columns are read:", "");
        string[][] rows =
        [
            ["column", "reading", "explains", "distinct", "missing", "values, or what is missing or left over"],
            .. data.Columns.Take(ShownColumns).Select(column => Cells(column, target)),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, i) => i is >= 2 and <= 4 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            Prose($"| {string.Join("  ", cells).TrimEnd()}", "", wrap: false);
        }

        if (data.Columns.Count > ShownColumns)
        {
            Prose($"| and {Format.Count(data.Columns.Count - ShownColumns, "more column")}", "");
        }

        foreach (var column in data.Columns.Take(ShownColumns)
            .Where(column => column.Reading is { Decided: not null } or { RunnerUp: not null }))
        {
            var decided = column.Reading.Decided is { } reason ? $", decided by: {reason}" : "";
            Prose(
                Format.Plain($"| {Format.Cut(column.Name, 32)}: {column.Reading.Words}{decided}"
                    + (column.Reading.RunnerUp is { } next ? $"; runner-up {next}" : "")), "", wrap: false);
        }

        text.Append('\n');
    }

    private static string[] Cells(ColumnPreview column, string target)
    {
        var leftOver = ReadingTable.LeftOver(column.Reading);
        var about = leftOver.Length > 0 ? leftOver : string.Join(", ", column.Values);
        return
        [
            Format.Cut(Format.Plain(column.Name), 32),
            Format.Cut(Format.Plain(column.Reading.Words), 36),
            Format.Share(column.Reading.Share),
            Format.Count(column.Distinct),
            Format.Count(column.Missing),
            Format.Cut(Format.Plain(about), 60) + (column.Name == target ? "  <- the target" : ""),
        ];
    }

    private void Append(Setting setting, string indentation)
    {
        Prose(setting.Description, indentation);
        var value = Value(setting);
        if (setting.Shape is RecordShape record)
        {
            text.Append($"#{indentation}{setting.Key}:\n");
            foreach (var part in record.Settings)
            {
                Append(part, indentation + "  ");
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
        ICollection { Count: 0 } => setting.Example ?? "[]",
        var value => Value(value),
    };

    private static string? Value(object value) => value switch
    {
        string word => Yaml(word),
        bool truth => truth ? "true" : "false",
        Enum word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        TimeSpan duration => Duration.Print(duration),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Value))}]",
        IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    private void Prose(string words, string indentation, bool wrap = true)
    {
        var prefix = indentation.Length == 0 ? "# " : $"#{indentation}# ";
        foreach (var line in wrap ? Wrap(Format.Plain(words), Width - prefix.Length) : [words])
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
