using System.Globalization;
using System.Text;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Trestle.Bench;

/// <summary>
/// An awkward input, and what it has to become. Values are compared as texts: numbers in the shortest form, dates in ISO 8601, texts
/// behind a quotation mark, "~" for no value.
/// </summary>
internal sealed record ReadingCase
{
    private const string Aside = "aside";
    private const int Times = 10;

    /// <summary>The file that declares it, such as "2-dates".</summary>
    public required string Kind { get; init; }

    /// <summary>What is awkward about it.</summary>
    public required string Name { get; init; }

    /// <summary>Files of the project by name.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }

    /// <summary>Lines of trestle.yaml in place of the common ones or added to them.</summary>
    public string Settings { get; init; } = "";

    /// <summary>The values of columns, row by row, without the rows that are set aside. The target is named like the others.</summary>
    public IReadOnlyDictionary<string, string[]> Values { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Number of rows that remain; null when the columns say it.</summary>
    public int? Rows { get; init; }

    /// <summary>The classes of the target, the positive one of two last; empty when they are not compared.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Number of the error that has to end the run; null when it must not end.</summary>
    public string? Refused { get; init; }

    /// <summary>Texts that the run has to say.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Why the case is known to go wrong; null when it has to be right.</summary>
    public string? Open { get; init; }

    /// <summary>All cases under a folder: "*.yaml" hold a list each, "case.yaml" stands with its files.</summary>
    public static IReadOnlyList<ReadingCase> Load(string folder) =>
    [
        .. from file in Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           let isFolder = Path.GetFileName(file) == "case.yaml"
           let directory = Path.GetDirectoryName(file)!
           from entry in Nodes(Document(file))
           select Read(
               (YamlMappingNode)entry,
               isFolder ? Path.GetFileName(Path.GetDirectoryName(directory)!) : Path.GetFileNameWithoutExtension(file),
               isFolder ? directory : null),
    ];

    /// <summary>The form in which numbers are compared.</summary>
    public static string Print(double value) => double.IsNaN(value) ? "~" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The form in which moments are compared.</summary>
    public static string Print(DateTime value) =>
        value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>The form in which texts are compared.</summary>
    public static string Print(string? text) => text is null ? "~" : $"\"{text}";

    private static ReadingCase Read(YamlMappingNode map, string kind, string? folder)
    {
        var (table, values) = Table(map);
        var files = folder is null
            ? new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Text(map, "name") ?? "data.csv"] = table }
            : Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "case.yaml")
                .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes, StringComparer.Ordinal);
        return new ReadingCase
        {
            Kind = kind,
            Name = Text(map, "case")!,
            Files = files,
            Settings = Text(map, "settings") ?? "",
            Values = values,
            Rows = Number(map, "count")
                ?? (Child(map, "rows") is YamlSequenceNode lines ? lines.Children.Count * (Number(map, "times") ?? Times) : null),
            Classes = [.. Nodes(Child(map, "classes")).Select(node => Scalar(node).Value!)],
            Refused = Text(map, "refused"),
            Open = Text(map, "open"),
            Told = [.. Nodes(Child(map, "told")).Select(node => Scalar(node).Value!)],
        };
    }

    /// <summary>The bytes of the table, and the values of its columns.</summary>
    private static (byte[] Bytes, IReadOnlyDictionary<string, string[]> Values) Table(YamlMappingNode map)
    {
        if (Child(map, "columns") is YamlMappingNode columns)
        {
            return Made(columns, Text(map, "delimiter") ?? ",");
        }

        var rows = Nodes(Child(map, "rows")).Select(node => Scalar(node).Value!).ToArray();
        var end = Text(map, "end") ?? "\n";
        var lines = Enumerable.Range(0, rows.Length * (Number(map, "times") ?? Times))
            .Select(i => rows[i % rows.Length].Replace("{n}", Print(i + 1.0), StringComparison.Ordinal) + end);
        var expected = Pairs(Child(map, "expect"))
            .ToDictionary(pair => pair.Key, pair => Nodes(pair.Value).Select(Expected).ToArray(), StringComparer.Ordinal);
        var text = Text(map, "head") + string.Concat(lines) + Text(map, "tail");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return (Encoding.GetEncoding(Text(map, "encoding") ?? "utf-8").GetBytes(text), expected);
    }

    /// <summary>A table of columns that are given as texts with their values, with a column n of row numbers and a target y.</summary>
    private static (byte[] Bytes, IReadOnlyDictionary<string, string[]> Values) Made(YamlMappingNode columns, string delimiter)
    {
        var cells = Pairs(columns).ToDictionary(pair => pair.Key, pair => Cells(pair.Value), StringComparer.Ordinal);
        var rows = cells.Values.Max(column => column.Count);
        cells["n"] = [.. Enumerable.Range(1, rows).Select(i => (Print((double)i), Print((double)i)))];
        string[] outcomes = [.. Enumerable.Range(0, rows).Select(i => i * 7 / 3 % 2 == 0 ? "no" : "yes")];
        cells.TryAdd("y", [.. outcomes.Select(name => (name, Print(name)))]);

        string Quoted(string text) => text.Contains(delimiter, StringComparison.Ordinal) || text.AsSpan().IndexOfAny("\"\n\r") >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
        var csv = new StringBuilder().AppendJoin(delimiter, cells.Keys).Append('\n');
        var kept = new List<int>();
        for (var row = 0; row < rows; row++)
        {
            var at = row;
            csv.AppendJoin(delimiter, cells.Values.Select(column => Quoted(column[at % column.Count].Text))).Append('\n');
            if (cells.Values.All(column => column[at % column.Count].Value != Aside))
            {
                kept.Add(row);
            }
        }

        return (Encoding.UTF8.GetBytes(csv.ToString()), cells.ToDictionary(
            column => column.Key,
            column => kept.Select(row => column.Value[row % column.Value.Count].Value).ToArray(),
            StringComparer.Ordinal));
    }

    /// <summary>The texts of a column with their values, each as often as it says, one after the other in turn.</summary>
    private static List<(string Text, string Value)> Cells(YamlNode column)
    {
        var entries = Nodes(column).Select(Cell).ToArray();
        return
        [
            .. from turn in Enumerable.Range(0, entries.Max(entry => entry.Times))
               from entry in entries
               where turn < entry.Times
               select (entry.Text, entry.Value),
        ];
    }

    private static (string Text, string Value, int Times) Cell(YamlNode node) => node is not YamlSequenceNode list
        ? (Scalar(node).Value!, Expected(node), Times)
        : (Scalar(list[0]).Value!, Expected(list[1]),
            list.Children.Count > 2 ? int.Parse(Scalar(list[2]).Value!, CultureInfo.InvariantCulture) : Times);

    private static string Expected(YamlNode node)
    {
        var scalar = Scalar(node);
        var text = scalar.Value!;
        return scalar.Style != ScalarStyle.Plain ? Print(text)
            : text is "~" or Aside or "true" or "false" ? text
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Print(number)
            : text.Length >= 10 && DateTime.TryParse(text, CultureInfo.InvariantCulture, out var moment) ? Print(moment)
            : Print(text);
    }

    private static YamlNode? Document(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(file);
        stream.Load(reader);
        return stream.Documents[0].RootNode is YamlMappingNode one ? new YamlSequenceNode(one) : stream.Documents[0].RootNode;
    }

    private static YamlScalarNode Scalar(YamlNode node) => (YamlScalarNode)node;

    private static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private static string? Text(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    private static int? Number(YamlMappingNode map, string key) =>
        Text(map, key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static IEnumerable<YamlNode> Nodes(YamlNode? node) => (node as YamlSequenceNode)?.Children ?? [];

    private static IEnumerable<KeyValuePair<string, YamlNode>> Pairs(YamlNode? node) =>
        (node as YamlMappingNode)?.Children.Select(pair => KeyValuePair.Create(Scalar(pair.Key).Value!, pair.Value)) ?? [];
}
