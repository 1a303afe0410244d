using System.Text;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Increments;

using SourceFile = Trestle.Stages.Kernel.Artifacts.SourceFile;

namespace Trestle.Stages.Ingest;

/// <summary>
/// Reads of a source only what the latest snapshot does not have, and puts both together. Of a database, rows are read from the largest
/// watermark on, and what the source has there takes the place of what the snapshot had; of files, new ones are read. Without an earlier
/// snapshot of the same settings, everything is read.
/// </summary>
/// <param name="request">The source.</param>
/// <param name="earlier">Earlier snapshots.</param>
/// <param name="name">The name of the table.</param>
/// <param name="context">The unit of work.</param>
internal sealed class GrowingSource(SourceRequest request, EarlierTables earlier, string name, UnitContext context)
{
    /// <summary>What follows the name of a file that was read again, for its earlier rows that are still there.</summary>
    private const string Before = " (earlier)";

    private readonly TableGrowth growth = new(request.Tables);
    private readonly IncrementSettings settings = request.Settings.Increment;
    private readonly TableSettings table = context.Read(Section.Table);

    private IReadOnlyList<string> Key => settings.Key.Count > 0 ? settings.Key : name == TableSource.Main ? table.Key : [];

    /// <summary>A target that is made is made again, of all rows.</summary>
    private IReadOnlyCollection<string> Left =>
        name == TableSource.Main && context.Read(LabelSettings.Section) is not null ? [table.Target] : [];

    /// <summary>All rows, earlier and new ones.</summary>
    public SourceRead Read(CancellationToken cancellation)
    {
        var hash = ContentHash.Of(Encoding.UTF8.GetBytes($"{CanonicalConfiguration.Write(request.Settings)} {string.Join('\n', Key)}"));
        if (earlier.Of(name, hash) is not { Increment.Largest: { } last } known || !File.Exists(context.Store.PathOf(known.Table)))
        {
            return Whole(hash, null, cancellation);
        }

        var before = request.Tables.Open(context.Store.PathOf(known.Table), cancellation);
        return request.Settings.IsLocal
            ? NewFiles(hash, known, before, last, cancellation) : LaterRows(hash, known, before, last, cancellation);
    }

    private SourceRead Whole(ContentHash hash, string? why, CancellationToken cancellation)
    {
        var read = SourceReader.Read(request, cancellation);
        try
        {
            Check(read.Import.Table);
            var largest = growth.Largest(read.Import.Table, settings.Watermark!, cancellation);
            CheckOrder(largest, read.Import, null, cancellation);
            return read with
            {
                Import = why is null ? read.Import : read.Import.Told([why]),
                Increment = new TableIncrement { Column = settings.Watermark!, Largest = largest, Settings = hash },
            };
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    private SourceRead LaterRows(
        ContentHash hash, RawTable known, ParquetTable before, Watermark last, CancellationToken cancellation)
    {
        var from = settings.Lateness is { } lateness
            ? last.Before(lateness) ?? throw new TrestleException(IncrementErrors.NoTime(settings.Watermark!, last.Kind, request.Where))
            : last.Seam();
        var source = known.SourceNames?.GetValueOrDefault(settings.Watermark!) ?? settings.Watermark!;
        using var read = SourceReader.Read(request with { From = (source, from) }, cancellation);
        Check(read.Import.Table);
        CheckOrder(growth.Largest(read.Import.Table, settings.Watermark!, cancellation), read.Import, last, cancellation);
        var grown = Extend(before, read.Import, last, from, cancellation);
        return Grown(hash, known, before, read, grown, cancellation);
    }

    private SourceRead NewFiles(
        ContentHash hash, RawTable known, ParquetTable before, Watermark last, CancellationToken cancellation)
    {
        var hashes = known.Files.Where(file => !file.Path.EndsWith(Before, StringComparison.Ordinal))
            .ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal);
        LocalFile[] present = [.. FileConnector.Files(request, cancellation)];
        string[] added = [.. present.Select(file => file.Name).Where(file => !hashes.ContainsKey(file))];
        string[] changed =
        [
            .. present.Where(file => hashes.TryGetValue(file.Name, out var hashed)
                && ContentHash.OfFile(file.Path, cancellation) != hashed).Select(file => file.Name),
        ];
        if (changed.Length > 0 && Key.Count == 0)
        {
            return Whole(
                hash, $"{Format.Some(changed, 3)} changed, and without a key it is not known which rows did: all files were read",
                cancellation);
        }

        if (added.Length + changed.Length == 0)
        {
            return Same(hash, known, before, cancellation);
        }

        using var read = SourceReader.Read(request with { Only = added.Union(changed).ToHashSet(StringComparer.Ordinal) }, cancellation);
        Check(read.Import.Table);
        var grown = Extend(before, read.Import, last, null, cancellation);
        var merged = Grown(hash, known, before, read, grown, cancellation);
        string[] gone = [.. hashes.Keys.Except(present.Select(file => file.Name))];
        return gone.Length == 0 ? merged
            : merged with { Import = merged.Import.Told([$"{Format.Some(gone, 3)} no longer there; the rows are kept"]) };
    }

    private Grown Extend(ParquetTable before, Import later, Watermark last, Watermark? from, CancellationToken cancellation) =>
        growth.Extend(
            before, later,
            new Growth(settings.Watermark!, Key)
            {
                Last = last,
                From = from,
                Left = Left,
            },
            request.Settings.Schema, cancellation);

    private SourceRead Grown(
        ContentHash hash, RawTable known, ParquetTable before, SourceRead read, Grown grown, CancellationToken cancellation)
    {
        if (grown.Rows is not { } rows)
        {
            // What was read again is as it was; a changed file is known by its new content.
            var again = read with { Files = [.. read.Files.Select(file => file with { Rows = 0 })] };
            var files = request.Settings.IsLocal ? Files(known, again, grown) : known.Files;
            return Same(hash, known with { Files = files }, before, cancellation);
        }

        var largest = Largest(known.Increment!.Largest!, read.Import.Table, rows.Table, cancellation);
        var added = new AddedRows(
            before.Rows, read.Import.Table.Rows, grown.Added, grown.Changed, grown.Late, grown.Removed);
        return new SourceRead(rows.Told([Words(added, known.Increment!.Largest!)]), read.Format, Files(known, read, grown))
        {
            Increment = new TableIncrement { Column = settings.Watermark!, Largest = largest, Settings = hash, Added = added },
            Earlier = known,
        };
    }

    /// <summary>The largest value of both; only where they are of several kinds all rows have to be read for it.</summary>
    private Watermark? Largest(Watermark last, ParquetTable later, ParquetTable all, CancellationToken cancellation) =>
        growth.Largest(later, settings.Watermark!, cancellation) is not { } own ? last
            : growth.Larger(last, own) ?? growth.Largest(all, settings.Watermark!, cancellation);

    /// <summary>The earlier snapshot as it is: its bytes are the same, so that later stages are reused.</summary>
    private SourceRead Same(ContentHash hash, RawTable known, ParquetTable before, CancellationToken cancellation) =>
        new(
            growth.Again(
                before, Left,
                new Storage.Tables.SourceFile(known.Files[0].Path, known.Files[0].Bytes, before.Rows, known.Format, null, known.Delimiter),
                known.SourceNames, cancellation),
            known.Format, known.Files)
        {
            Increment = known.Increment! with { Settings = hash, Added = new AddedRows(before.Rows, 0, 0, 0, 0, 0) },
            Earlier = known,
        };

    /// <summary>
    /// The files of both, in the order of the rows; where earlier rows are replaced, the files that they came from have fewer. A table of
    /// a database stays one.
    /// </summary>
    private IReadOnlyList<SourceFile> Files(RawTable known, SourceRead read, Grown grown)
    {
        if (!request.Settings.IsLocal)
        {
            var rows = known.Files.Sum(file => file.Rows) - grown.Replaced.Count + read.Import.Table.Rows;
            return [read.Files[0] with { Rows = rows, Bytes = known.Files[0].Bytes + read.Files[0].Bytes }];
        }

        var (files, first, at) = (new List<SourceFile>(), 0L, 0);
        foreach (var file in known.Files)
        {
            var left = file.Rows;
            for (first += file.Rows; at < grown.Replaced.Count && grown.Replaced[at] < first; at++)
            {
                left--;
            }

            files.Add(file with { Rows = left });
        }

        var again = read.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return [.. files.Select(file => again.Contains(file.Path) ? file with { Path = file.Path + Before } : file), .. read.Files];
    }

    private string Words(AddedRows added, Watermark since) =>
        $"{(name == TableSource.Main ? "" : $"{name}: ")}{Format.Count(added.Known, "row")} known; "
            + $"{Format.Count(added.Read)} read{(request.Settings.IsLocal ? " from new files" : $" since {Shown(since)}")}: "
            + $"{Format.Count(added.New)} new"
            + (added.Late is { } late ? late > 0 ? $" ({Format.Count(late)} of them late, before {Shown(since)})" : "" : "")
            + $", {Format.Count(added.Changed)} changed"
            + (added.Removed > 0 ? $", {Format.Count(added.Removed)} no longer in the source" : "");

    private string Shown(Watermark since) => IsPrivate ? "the largest watermark" : $"{settings.Watermark} {Format.Plain(since.Value)}";

    private bool IsPrivate => (name == TableSource.Main ? table.Private : context.Read(TableSource.Sources)[name].Private)
        .Contains(settings.Watermark!);

    private void Check(ParquetTable rows)
    {
        string[] names = [.. rows.Schema.Columns.Select(column => column.Name)];
        foreach (var (setting, column) in Key.Select(column => ("key", column)).Prepend(("watermark", settings.Watermark!)))
        {
            if (!names.Contains(column))
            {
                throw new TrestleException(IncrementErrors.NoColumn(setting, column, names, request.Where));
            }
        }
    }

    /// <summary>A database compares texts by their characters: 10 comes before 9, and noon in one form before noon in another.</summary>
    private void CheckOrder(Watermark? largest, Import rows, Watermark? earlier, CancellationToken cancellation)
    {
        var column = settings.Watermark!;
        if (!request.Settings.IsLocal && largest is not null)
        {
            var isText = rows.Types?.GetValueOrDefault(column) == SourceType.Text;
            if (largest.Kind == WatermarkKind.Text || (isText && largest.Kind != WatermarkKind.Time))
            {
                throw new TrestleException(IncrementErrors.NoOrder(column, largest.Kind, request.Where));
            }

            if (isText && !growth.IsInOneForm(rows.Table, column, earlier, cancellation))
            {
                throw new TrestleException(WatermarkErrors.SeveralForms(column, request.Where));
            }
        }

        if (settings.Lateness is not null && largest is not null && largest.Kind != WatermarkKind.Time)
        {
            throw new TrestleException(IncrementErrors.NoTime(column, largest.Kind, request.Where));
        }
    }
}
