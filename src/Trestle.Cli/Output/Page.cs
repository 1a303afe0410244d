namespace Trestle.Cli.Output;

/// <summary>A cell of a table: a text, and how it looks.</summary>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>The building blocks of all output of commands. Texts are made safe for the terminal here.</summary>
internal static class Page
{
    /// <summary>The most rows of a table that are shown; what is left out is counted below it.</summary>
    public const int MostRows = 500;

    private const int PlainWidth = 120;

    /// <summary>A title above a part.</summary>
    public static IRenderable Heading(string text) => new Text($"\n{Format.Plain(text)}", Styles.Strong);

    /// <summary>A line of text, wrapped where it is too long.</summary>
    public static IRenderable Line(string text, Style? style = null) => new Text(Format.Plain(text), style);

    /// <summary>An indented line of text.</summary>
    public static IRenderable Item(string text, Style? style = null) =>
        new Padder(new Text(Format.Plain(text), style), new Padding(2, 0, 0, 0));

    /// <summary>A line to copy, never wrapped.</summary>
    public static IRenderable Command(string text) => new Verbatim($"  {Format.Plain(text)}");

    /// <summary>An empty line.</summary>
    public static IRenderable Gap() => new Text("");

    /// <summary>
    /// A table without borders. A heading that starts with '&gt;' marks a column of figures: right-aligned, never wrapped; one that starts
    /// with '=' marks a column that is never wrapped.
    /// </summary>
    public static Table Table(params string[] headings)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = headings.Any(heading => heading.TrimStart('>', '=').Length > 0) };
        foreach (var heading in headings)
        {
            var figures = heading.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(heading.TrimStart('>', '='), Styles.Quiet))
            {
                Alignment = figures ? Justify.Right : Justify.Left,
                NoWrap = figures || heading.StartsWith('='),
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        table.Columns[^1].Padding = new Padding(0);
        return table;
    }

    /// <summary>Adds a row to a table, up to <see cref="MostRows"/>; further ones are counted.</summary>
    public static Table Row(this Table table, params Cell[] cells)
    {
        if (table.Rows.Count > MostRows)
        {
            ((OtherRows)table.Rows.ElementAt(MostRows).Single()).Count++;
            return table;
        }

        return table.AddRow(
            table.Rows.Count == MostRows
                ? [new OtherRows()]
                : cells.Select(cell => (IRenderable)new Text(Format.Plain(cell.Text), cell.Style)).ToArray());
    }

    /// <summary>Names and values, in two columns.</summary>
    public static Table Facts(params (string Name, string? Text)[] facts)
    {
        var table = Table("=", "");
        foreach (var (name, text) in facts.Where(fact => !string.IsNullOrEmpty(fact.Text)))
        {
            table.Row(new Cell(name, Styles.Quiet), text!);
        }

        return table;
    }

    /// <summary>Parts of a page as plain text.</summary>
    public static string Plain(IEnumerable<IRenderable> parts)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = PlainWidth;
        new Terminal(console, console, text, TimeProvider.System).Show(parts);
        return text.ToString();
    }

    private sealed class Verbatim(string text) : Renderable
    {
        protected override Measurement Measure(RenderOptions options, int maxWidth) => new(1, maxWidth);

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(text), Segment.LineBreak];
    }

    /// <summary>The last row of a long table: how many rows are left out.</summary>
    private sealed class OtherRows : Renderable
    {
        public int Count { get; set; } = 1;

        private IRenderable Text => new Text($"and {Format.Count(Count)} more", Styles.Quiet);

        protected override Measurement Measure(RenderOptions options, int maxWidth) => Text.Measure(options, maxWidth);

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Text.Render(options, maxWidth);
    }
}
