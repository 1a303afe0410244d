using System.Text;

namespace Trestle.Core.Configuration;

/// <summary>The reference of a configuration file as one Markdown page, from the same description that the binder uses.</summary>
public static class ConfigurationReference
{
    /// <summary>The page for a root record: one table per section, and each catalogue with its entries.</summary>
    /// <param name="root">The record that the file is bound to.</param>
    /// <param name="model">Describes it.</param>
    /// <param name="title">Heading of the page.</param>
    public static string Markdown(Type root, SettingModel model, string title = "Configuration")
    {
        var page = new Page(title);
        page.Add("", model.Describe(root));
        return page.ToString();
    }

    /// <summary>The page being written: parts in reading order, each once.</summary>
    private sealed class Page(string title)
    {
        private readonly List<(string Heading, Shape Shape)> parts = [];
        private readonly Dictionary<Shape, string> headings = [];

        /// <summary>Adds a part and everything it refers to.</summary>
        public void Add(string heading, Shape shape)
        {
            switch (shape)
            {
                case ListShape list:
                    Add(heading, list.Item);
                    break;
                case MapShape map:
                    Add($"{heading}.NAME", map.Item);
                    break;
                case RecordShape record when headings.TryAdd(record, heading):
                    parts.Add((heading, record));
                    foreach (var setting in record.Settings)
                    {
                        Add(heading.Length == 0 || heading.Contains(' ') ? setting.Key : $"{heading}.{setting.Key}", setting.Shape);
                    }

                    break;
                case ChoiceShape choice when headings.TryAdd(choice, $"Every {choice.Noun}"):
                    parts.Add((headings[choice], choice));
                    foreach (var (name, entry) in choice.Entries)
                    {
                        Add($"{choice.Noun} {name}", entry);
                    }

                    break;
            }
        }

        public override string ToString()
        {
            var text = new StringBuilder()
                .Append($"# {title}\n\n")
                .Append("Generated from the code. Where a list is expected, a single value is a list of one. ")
                .Append("`${NAME}`, an environment variable, is\n")
                .Append("allowed only for secrets and web addresses.\n");
            foreach (var (heading, shape) in parts)
            {
                text.Append(heading.Length == 0 ? "" : $"\n## {heading}\n");
                _ = shape is RecordShape record ? Record(text, record) : Choice(text, (ChoiceShape)shape);
            }

            return text.ToString();
        }

        private StringBuilder Record(StringBuilder text, RecordShape record)
        {
            text.Append(record.Description.Length == 0 ? "" : $"\n{record.Description}\n");
            text.Append(record.HasShortForm ? "\nA single text can replace the whole section.\n" : "");
            if (record.Settings.Count == 0)
            {
                return text.Append("\nNo settings.\n");
            }

            text.Append("\n| key | type | default | description | example |\n|---|---|---|---|---|\n");
            foreach (var setting in record.Settings)
            {
                text.Append($"| `{setting.Key}` | {Type(setting.Shape)}{(setting.Nullable ? ", or `null`" : "")} | {Default(setting)} ")
                    .Append($"| {Cell(setting.Description)} | {(setting.Example is { } example ? Code(example) : "")} |\n");
            }

            return text;
        }

        private StringBuilder Choice(StringBuilder text, ChoiceShape choice)
        {
            text.Append($"\nOne of the following: `name: {{settings}}`, or just the name for the defaults.\n\n");
            foreach (var (name, entry) in choice.Entries)
            {
                text.Append($"- {Link($"`{name}`", entry)}{(entry.Description.Length > 0 ? $": {Cell(entry.Description)}" : "")}\n");
            }

            return text;
        }

        private string Type(Shape shape) => shape switch
        {
            ListShape list => $"list of {Type(list.Item)}{(list.Least > 0 ? $", at least {list.Least}" : "")}",
            MapShape map => (map.Word is { } word ? $"{Code(word)}, or " : "")
                + $"by name: {Type(map.Item)}{(map.Least > 0 ? $", at least {map.Least}" : "")}",
            RecordShape record => Link("settings", record),
            ChoiceShape choice => Link(choice.Noun, choice),
            WordShape words => string.Join(", ", words.All.Select(Code)),
            SecretShape => "secret, `${NAME}`",
            AddressShape => "http or https address, or `${NAME}`",
            DatabaseShape => "address of a database, or `${NAME}`",
            _ => Cell(shape.Words.StartsWith("a ", StringComparison.Ordinal) ? shape.Words[2..] : shape.Words),
        };

        private static string Default(Setting setting) => setting switch
        {
            { Required: true } => "**required**",
            { Default: null } => "none",
            { Unlimited: true } => "no limit",
            { Default: string { Length: > 0 } text } => Code(text),
            { Shape: RecordShape } => "defaults",
            _ => Code(CanonicalConfiguration.Write(setting.Shape, setting.Default).Trim('"') is { Length: > 0 } text ? text : "\"\""),
        };

        private string Link(string text, Shape shape)
        {
            var kept = headings[shape].ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_');
            return $"[{text}](#{string.Concat(kept).Replace(' ', '-')})";
        }

        private static string Code(string text) => $"`{Cell(text).Replace("`", "'", StringComparison.Ordinal)}`";

        private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
    }
}
