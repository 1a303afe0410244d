using System.Text;

using Trestle.Stages.Kernel.Formatting;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>How the columns of a source are named.</summary>
public enum NameForm
{
    /// <summary>As in the source.</summary>
    AsIs,

    /// <summary>Words in lower case with underscores between them: "Total Charges ($)" is total_charges.</summary>
    SnakeCase,
}

/// <summary>Standard names of columns.</summary>
public static class StandardNames
{
    private const char Separator = '_';
    private const int ShownNames = 20;

    /// <summary>
    /// The names in snake case, in their order: letters and digits of any script in lower case, words divided where there is something else
    /// or a capital follows a small letter. A name without any is its position, one that begins with a digit begins with x, and one that
    /// is taken gets a number. A name in this form stays.
    /// </summary>
    internal static IReadOnlyList<string> Snake(IReadOnlyList<string> names)
    {
        string[] words = [.. names.Select((name, i) => Snake(name) is { Length: > 0 } snake ? snake : $"column{i + 1}")];

        // A name that is in the form already keeps it, whatever comes before.
        var taken = names.Where((name, i) => name == words[i]).ToHashSet(StringComparer.Ordinal);
        return [.. words.Select((word, i) => names[i] == word ? word : Free(word, taken))];
    }

    /// <summary>Reads all rows of a source, with the names that its settings want.</summary>
    public static Import Read(
        ISource source, TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        Apply(settings.Names, source.Read(tables, paths, settings, cancellation), tables, cancellation);

    /// <summary>An import with names of a form; the same where that changes nothing.</summary>
    internal static Import Apply(NameForm form, Import import, TableEngine tables, CancellationToken cancellation)
    {
        string[] names = [.. import.Table.Schema.Columns.Select(column => column.Name)];
        var standard = form == NameForm.AsIs ? names : Snake(names);
        if (standard.SequenceEqual(names))
        {
            return import;
        }

        var note = Note([.. names.Zip(standard).Where(pair => pair.First != pair.Second)]);
        return import.Renamed(tables, standard, [note], cancellation);
    }

    /// <summary>An import with the names of a contract, where the file has those of the training's source.</summary>
    internal static Import For(Contract contract, Import import, TableEngine tables, CancellationToken cancellation)
    {
        string[] names = [.. import.Table.Schema.Columns.Select(column => column.Name)];
        var standard = contract.Columns.Where(column => column.Source is not null && !names.Contains(column.Name))
            .ToDictionary(column => column.Source!, column => column.Name, StringComparer.Ordinal);
        return names.Any(standard.ContainsKey)
            ? import.Renamed(tables, [.. names.Select(name => standard.GetValueOrDefault(name, name))], [], cancellation)
            : import;
    }

    private static string Note((string Before, string After)[] renamed) =>
        $"{Format.Count(renamed.Length, "column")} renamed: "
            + Format.Some([.. renamed.Select(pair => $"'{Format.Cut(Format.Plain(pair.Before), 40)}' is {pair.After}")], ShownNames);

    private static string Free(string word, HashSet<string> taken)
    {
        var name = word;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"{word}{Separator}{number}";
        }

        return name;
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                Divide(snake);
                continue;
            }

            // "totalCharges" and "HTTPStatus" have two words each.
            var follows = i > 0 && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1]));
            var begins = i > 0 && char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1]);
            if (char.IsUpper(name[i]) && (follows || begins))
            {
                Divide(snake);
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        var text = snake.ToString().TrimEnd(Separator);
        return text.Length > 0 && char.IsDigit(text[0]) ? $"x{text}" : text;
    }

    private static void Divide(StringBuilder snake)
    {
        if (snake.Length > 0 && snake[^1] != Separator)
        {
            snake.Append(Separator);
        }
    }
}
