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

        return new DataCard(text.ToString());
    }

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
        { Type: ColumnType.Date, Min: { } first, Max: { } last } => $"{Day(first)} to {Day(last)}",
        { Min: { } low, Max: { } high } => $"{low:G6} to {high:G6}",
        _ => $"{column.Distinct} distinct",
    };

    private static string Day(double micros) => DateTime.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd");
}
