using Trestle.Cli.Output;

namespace Trestle.Cli.Rendering;

/// <summary>Shows the simple Markdown that Trestle writes: headings, lists, tables, paragraphs.</summary>
internal static class Markdown
{
    /// <summary>The parts of a text.</summary>
    public static IEnumerable<IRenderable> Of(string text)
    {
        var table = new List<string[]>();
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line.StartsWith('|'))
            {
                table.Add([.. line.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim(' ', '|'))]);
                continue;
            }

            if (table.Count > 0)
            {
                yield return Table(table);
                table.Clear();
            }

            var words = line.Trim().Replace("`", "", StringComparison.Ordinal);
            if (words.StartsWith('#'))
            {
                yield return Page.Heading(words.TrimStart('#', ' '));
            }
            else if (words.Length > 0)
            {
                yield return words.StartsWith("- ", StringComparison.Ordinal) ? Page.Item(words) : Page.Line(words);
            }
        }
    }

    private static Table Table(List<string[]> lines)
    {
        var table = Page.Table(lines[0]);
        foreach (var cells in lines.Skip(1).Where(cells => !cells[0].StartsWith("--", StringComparison.Ordinal)))
        {
            table.Row([.. Enumerable.Range(0, lines[0].Length).Select(i => new Cell(i < cells.Length ? cells[i] : ""))]);
        }

        return table;
    }
}
