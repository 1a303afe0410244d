using System.Text;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables;

/// <summary>One file that was read.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size on disk (compressed, if it is).</param>
/// <param name="Rows">Rows that came from it.</param>
/// <param name="Format">csv, parquet, arrow or json-lines.</param>
/// <param name="Encoding">Encoding of a text file, as detected or given.</param>
/// <param name="Delimiter">Text between values, as detected or given; only for csv.</param>
/// <param name="Quote">Character around values, as detected or given; only for csv.</param>
public sealed record SourceFile(
    string Path, long Bytes, long Rows, string Format, string? Encoding = null, string? Delimiter = null, char? Quote = null);

/// <summary>A line that is not a row of its table.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Number of the line on which it begins, from 1.</param>
/// <param name="Reason">Why it is not one.</param>
/// <param name="Text">The line as in the file, at most its first 10,000 characters.</param>
public sealed record RejectedLine(string Path, long Line, string Reason, string Text)
{
    private const int TextKept = 10_000;

    /// <summary>A line of text in UTF-8, with or without its line end.</summary>
    internal static RejectedLine Of(string path, long line, string reason, ReadOnlySpan<byte> text)
    {
        var own = text.TrimEnd("\r\n"u8);
        return new RejectedLine(path, line, reason, Encoding.UTF8.GetString(own[..Math.Min(own.Length, TextKept)]));
    }
}

/// <summary>
/// Sources as read: all rows in source order, in a temporary file that is removed with this object. Columns of text files are all
/// <see cref="ColumnKind.Text"/>; an empty value is null.
/// </summary>
public sealed class Import : IDisposable
{
    /// <summary>Rejected lines that are kept; all are counted.</summary>
    public const int RejectedKept = 10_000;

    internal Import(
        ParquetTable table,
        IReadOnlyList<SourceFile> files,
        long rejectedCount,
        IReadOnlyList<RejectedLine> rejected,
        IReadOnlyList<string>? notes = null,
        IReadOnlyDictionary<string, SourceType>? types = null)
    {
        Table = table;
        Files = files;
        RejectedCount = rejectedCount;
        Rejected = rejected;
        Notes = notes ?? [];
        Types = types;
    }

    /// <summary>The rows, without the columns <c>__row</c> and <c>__fold</c>, which a snapshot adds.</summary>
    public ParquetTable Table { get; }

    /// <summary>The files in the order in which they were read.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The delimiter of the first text file; null for other files.</summary>
    public string? Delimiter => Files.Count == 0 ? null : Files[0].Delimiter;

    /// <summary>Number of lines that are not rows.</summary>
    public long RejectedCount { get; }

    /// <summary>The first <see cref="RejectedKept"/> lines that are not rows, in source order.</summary>
    public IReadOnlyList<RejectedLine> Rejected { get; }

    /// <summary>
    /// What a person should know about how the files were read, such as "2023.csv: column 'age' is missing; its values are missing".
    /// </summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the columns were in files that have types; null for text files, where every value is a text.</summary>
    public IReadOnlyDictionary<string, SourceType>? Types { get; }

    /// <summary>The names in the source of columns that were renamed, by their present names; null when none was.</summary>
    public IReadOnlyDictionary<string, string>? SourceNames { get; internal init; }

    /// <summary>The same rows with further notes; this object must not be used afterwards.</summary>
    public Import Told(IReadOnlyList<string> notes) =>
        new(Table, Files, RejectedCount, Rejected, [.. Notes, .. notes], Types) { SourceNames = SourceNames };

    /// <summary>The same rows with other names of columns; they are written again; this object must not be used afterwards.</summary>
    /// <param name="tables">Writes them.</param>
    /// <param name="names">The names, one for each column; all different.</param>
    /// <param name="notes">What a person should know about it.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public Import Renamed(TableEngine tables, IReadOnlyList<string> names, IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        var before = Table.Schema.Columns.Select(column => column.Name).ToArray();
        var schema = new RowSchema(Table.Schema.Columns.Zip(names, (column, name) => column with { Name = name }));
        var blocks = Table.Scan(null, null, cancellation).Select(
            block => RowBlock.Trusted(schema, block.Rows, [.. Enumerable.Range(0, schema.Count).Select(block.Raw)]));
        ParquetTable table;
        try
        {
            table = tables.Write(schema, blocks, Path.ChangeExtension(Table.Path, ".named.parquet"), cancellation);
        }
        finally
        {
            Dispose();
        }

        var byName = before.Zip(names).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return new Import(
            table, Files, RejectedCount, Rejected, [.. Notes, .. notes], Types?.ToDictionary(type => byName[type.Key], type => type.Value))
        {
            SourceNames = byName.Select(pair => (Now: pair.Value, Source: SourceNames?.GetValueOrDefault(pair.Key) ?? pair.Key))
                .Where(pair => pair.Now != pair.Source).ToDictionary(pair => pair.Now, pair => pair.Source),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Table.Path);
}
