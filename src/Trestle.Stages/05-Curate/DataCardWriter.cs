using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>Describes the curated table for people: where it comes from, what it contains, what was removed.</summary>
internal static class DataCardWriter
{
    /// <summary>Writes the card.</summary>
    public static DataCard Write(UnitContext context, Contract contract, CleanTable clean, CuratedTable table)
    {
        var raw = context.Read(Artifact.RawTable);
        var text = new StringBuilder();
        text.AppendLine($"# Data card: {context.Read(Section.Name)}").AppendLine();
        text.AppendLine("## Source");
        Files(text, "", raw);
        foreach (var (name, other) in raw.Tables ?? new Dictionary<string, RawTable>())
        {
            Files(text, $"{name}: ", other);
        }

        text.AppendLine().AppendLine("## Rows").AppendLine($"- {clean.RowsIn} in the snapshot, {table.Rows} curated");
        foreach (var rule in clean.Dropped)
        {
            text.AppendLine($"- {rule.Rows} removed as {rule.Rule}: {rule.Reason}");
        }

        if (table.Filtered is { } filtered)
        {
            text.AppendLine($"- {filtered.Rows} removed by the {filtered.Rule}: {filtered.Reason}");
        }

        foreach (var join in table.Joins ?? [])
        {
            text.AppendLine($"- {JoinWords.Line(join)}");
            foreach (var loss in JoinWords.Losses(join))
            {
                text.AppendLine($"- {loss}");
            }
        }

        text.AppendLine().AppendLine($"## Split by {raw.SplitBy}");
        foreach (var part in table.Split)
        {
            text.AppendLine($"- {part.Name}: {part.Rows} rows");
        }

        foreach (var line in ThinningWords.Of(table.Thinning, contract))
        {
            text.AppendLine($"- {line}");
        }

        text.AppendLine().AppendLine("## Columns").AppendLine("| column | type | missing | range or values |")
            .AppendLine("|---|---|---|---|");
        foreach (var column in table.With(contract).Columns)
        {
            text.AppendLine(
                $"| {column.Name}{(column.Name == contract.Target ? " (target)" : "")} | {column.Type.ToString().ToLowerInvariant()} "
                    + $"| {column.NullShare:P1} | {Range(column)} |");
        }

        var derived = table.Columns.Where(column => column.Expression is not null).ToArray();
        if (derived.Length > 0)
        {
            text.AppendLine().AppendLine("## Derived columns").AppendLine("| column | type | expression | made from |")
                .AppendLine("|---|---|---|---|");
        }

        foreach (var column in derived)
        {
            text.AppendLine(
                $"| {column.Name} | {column.Type.ToString().ToLowerInvariant()} | `{column.Expression!.Replace("|", "\\|")}` "
                    + $"| {string.Join(", ", column.From ?? [])} |");
        }

        Queries(text, raw);
        Catalogue(text, table.Catalogue!);
        return new DataCard(text.ToString());
    }

    /// <summary>What the columns of the results of queries are made of.</summary>
    private static void Queries(StringBuilder text, RawTable raw)
    {
        foreach (var (name, made) in (raw.Tables ?? new Dictionary<string, RawTable>())
            .Where(table => table.Value.MadeFrom is not null).Select(table => (table.Key, table.Value.MadeFrom!)))
        {
            text.AppendLine().AppendLine($"## Columns of the query {Cell(name)}");
            if (!made.Told)
            {
                text.AppendLine("It cannot be told what they are made of: each may be of all columns of the tables that the query reads.");
                continue;
            }

            text.AppendLine("| column | made from |").AppendLine("|---|---|");
            foreach (var column in made.Columns)
            {
                var from = column.From.Count == 0 ? "no column" : Cell(string.Join(", ", column.From));
                text.AppendLine($"| {Cell(column.Name)} | {from} |");
            }

            if (made.Rows.Count > 0)
            {
                text.AppendLine().AppendLine($"Its rows depend on {Cell(string.Join(", ", made.Rows))}.");
            }
        }
    }

    private static void Catalogue(StringBuilder text, Catalogue catalogue)
    {
        text.AppendLine().AppendLine("## Catalogue");
        foreach (var table in catalogue.Tables)
        {
            var facts = new[]
            {
                table.Description, Fact("owner", table.Owner), Fact("licence", table.Licence), Fact("kept for", table.Retention),
                Fact("tags", table.Tags.Count == 0 ? null : string.Join(", ", table.Tags)),
            }.OfType<string>();
            text.AppendLine($"- {table.Table}: {Cell(facts.Any() ? string.Join("; ", facts) : "nothing is said of it (catalogue)")}");
        }

        text.AppendLine().AppendLine("| table | column | description | owner | tags | personal data | used as |")
            .AppendLine("|---|---|---|---|---|---|---|");
        foreach (var (table, column) in catalogue.Tables.SelectMany(table => table.Columns.Select(column => (table, column))))
        {
            var personal = column.Personal == PersonalData.None ? "" : $"{CatalogueBuilder.Words(column.Personal)} ({column.PersonalBy})";
            text.AppendLine(
                $"| {table.Table} | {Cell(column.Name)} | {Cell(column.Description ?? "")} | {Cell(column.Owner ?? table.Owner ?? "")} "
                    + $"| {Cell(string.Join(", ", column.Tags))} | {personal}{(column.Private ? " private" : "")} "
                    + $"| {Cell(column.Uses.Count == 0 ? "not used" : string.Join(", ", column.Uses))} |");
        }
    }

    private static string? Fact(string name, string? value) => value is null ? null : $"{name} {value}";

    /// <summary>A text in one cell of a table.</summary>
    private static string Cell(string text) => Format.Plain(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static void Files(StringBuilder text, string prefix, RawTable table)
    {
        foreach (var file in table.Files)
        {
            text.AppendLine($"- {prefix}`{file.Path}`, {file.Bytes} bytes, SHA-256 `{file.Hash}`");
        }
    }

    private static string Range(ColumnContract column) => column switch
    {
        { Private: true } => "private",
        { Values: { } values } => string.Join(", ", values.Take(8)) + (values.Count > 8 ? $", … ({values.Count})" : ""),
        { Type: ColumnType.Date, Min: { } first, Max: { } last } => DateWords.Range(first, last),
        { Min: { } low, Max: { } high } => $"{low:G6} to {high:G6}",
        _ => $"{column.Distinct} distinct",
    };
}
